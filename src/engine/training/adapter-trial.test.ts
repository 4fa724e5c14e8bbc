/** Adapters from files: what was trained is worth the same again, and what does not fit is refused with the reason. */
import { expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { baseModelSizes, loadBaseModel } from '../data/base-models.ts';
import { vocabulary } from '../data/characters.ts';
import { writeAdapter } from '../data/lora-files.ts';
import type { StoredTensor } from '../data/safetensors.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { adam } from '../optimizers/adam.ts';
import { collect } from '../testing/runs.ts';
import { tryAdapter } from './adapter-trial.ts';
import { languageModelling } from './language-model.ts';
import { createPopulation } from './population.ts';
import { createTrainer } from './trainer.ts';

const settings = { rank: 1, alpha: 2, matrices: 'query-value' } as const;
const { alpha: scaling, ...adaptation } = settings;

/** An adapter after a few steps, as files, and the losses that it ended with. */
async function trained() {
  const population = createPopulation([{ sessionSeed: 3, seed: 0, values: { rate: 0.05 } }], ['rate'], staticFiles);
  const bound = await languageModelling({
    sizes: baseModelSizes.small,
    adaptation: { ...adaptation, scaling, method: 'lora', bottleneck: 1, length: 1 },
    base: () => loadBaseModel('small', vocabulary, staticFiles),
    text: 'spanish',
    old: 'english',
    optimizer: adam({ learningRate: 'rate' }),
    batchSize: 2,
    steps: 6,
    evaluateEvery: 6,
    evaluationWindows: 64,
  }).init(population);
  const trainer = createTrainer(population, bound);
  const series = await collect(trainer, 1);
  const { tensors } = await trainer.checkpoint();
  trainer.dispose();
  population.dispose();
  const parameters = Object.fromEntries(
    Object.entries(tensors).flatMap(([path, { shape, data }]): [string, StoredTensor][] =>
      path.startsWith('parameters/') ? [[path.slice('parameters/'.length), { shape: shape.slice(1), data }]] : [],
    ),
  );
  const of = (measure: string): number[] => series.get(`validation/${measure}`)?.runs[0] ?? [];
  return { parameters, spanish: of('loss'), english: of('oldLoss') };
}

onDevices(['wasm'], () => {
  it('is worth what it was when it was taken away', { timeout: 240_000 }, async () => {
    const { parameters, spanish, english } = await trained();
    const { weights, configuration } = writeAdapter(parameters, baseModelSizes.small, settings, 'small');
    const trial = await tryAdapter(weights, JSON.stringify(configuration), staticFiles);
    expect(trial).toMatchObject({ base: 'small', ...adaptation, scaling, parameters: 512 });
    expect(trial.newLoss).toEqual({ adapted: spanish.at(-1), base: spanish[0] });
    expect(trial.oldLoss).toEqual({ adapted: english.at(-1), base: english[0] });
    expect(spanish.at(-1)).toBeLessThan(spanish[0] ?? 0);
    expect(trial.text).toMatch(/^No /);
    expect(trial.text).toHaveLength(123);
  });

  it('is refused when it is for another model, or not what its configuration says', async () => {
    const configuration = { peft_type: 'LORA', r: 1, lora_alpha: 2, target_modules: ['query', 'value'], base_model_name_or_path: 'llama' };
    await expect(tryAdapter(new Uint8Array(), JSON.stringify(configuration), staticFiles)).rejects.toThrow('trained on the model llama');
    const ours = JSON.stringify({ ...configuration, base_model_name_or_path: 'small' });
    await expect(tryAdapter(await staticFiles('models/small.safetensors'), ours, staticFiles)).rejects.toThrow(
      'it has no base_model.model',
    );
  });
});

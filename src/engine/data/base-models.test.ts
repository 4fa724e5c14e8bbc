/** The base models as shipped: whole, of the declared sizes, as good on English as their record says, and writing something like it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { adam } from '../optimizers/adam.ts';
import { languageModelling } from '../training/language-model.ts';
import { createPopulation } from '../training/population.ts';
import { sampledText } from '../training/sampled-text.ts';
import { createTrainer } from '../training/trainer.ts';
import { baseModelIds, baseModelPath, baseModelSizes, expectedShapes, loadBaseModel } from './base-models.ts';
import type { BaseModelId } from './base-models.ts';
import { decode, vocabulary } from './characters.ts';
import { readSafeTensors, writeSafeTensors } from './safetensors.ts';
import { staticFiles } from './testing/static-files.ts';

const parameters = { small: 110_400, base: 813_952 };
const recordedLoss = async (id: BaseModelId): Promise<number> =>
  Number(readSafeTensors(await staticFiles(baseModelPath(id))).metadata['validationLoss']);

describe.each(baseModelIds)('%s', (id) => {
  it('has the parameters that its sizes need, and a record of how it was made', async () => {
    const weights = await loadBaseModel(id, vocabulary, staticFiles);
    expect(Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)).toBe(parameters[id]);
    const record: unknown = JSON.parse(readFileSync(new URL(`../../../static/models/${id}.json`, import.meta.url), 'utf8'));
    expect(record).toMatchObject({ parameters: parameters[id], validationLoss: (await recordedLoss(id)).toFixed(4) });
  });

  onDevices(['wasm'], () => {
    it('has the recorded loss on English, and writes words of it', { timeout: 120_000 }, async () => {
      const population = createPopulation(
        [{ sessionSeed: 1, seed: 0, values: { temperature: 0.5, topK: 0, topP: 0.9 } }],
        ['temperature', 'topK', 'topP'],
        staticFiles,
      );
      const bound = await languageModelling({
        sizes: baseModelSizes[id],
        adaptation: { method: 'head', rank: 1, matrices: 'all', scaling: 1, bottleneck: 1, length: 1 },
        base: ({ fetchBytes }) => loadBaseModel(id, vocabulary, fetchBytes),
        text: 'english',
        optimizer: adam({ learningRate: 0.001 }),
        batchSize: 1,
        steps: 1,
        evaluateEvery: 1,
        // As in pre-training, so that the same characters are predicted.
        evaluationWindows: 128,
        probes: (model) => ({
          text: sampledText(model, { prompt: 'The ', length: 100, temperature: 'temperature', topK: 'topK', topP: 'topP' }),
        }),
      }).init(population);
      const trainer = createTrainer(population, bound);
      const { value } = await trainer.blocks().next();
      const loss = value?.measures.find(({ measure }) => measure === 'validation/loss')?.values[0];
      expect(Math.abs((loss ?? NaN) - (await recordedLoss(id)))).toBeLessThan(0.001);
      const written = await trainer.probe('text');
      const text = decode(written.kind === 'text' ? written.values : []);
      expect(text).toMatch(/\b(the|of|and|to|that|in)\b.*\b(the|of|and|to|that|in)\b/);
      trainer.dispose();
      population.dispose();
    });
  });
});

it('refuses models of other sizes', async () => {
  const shapes = expectedShapes(vocabulary, baseModelSizes.small);
  const blank = Object.fromEntries(
    Object.entries(shapes).map(([path, shape]) => [path, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]),
  );
  const file = (tensors: typeof blank) => () => Promise.resolve(writeSafeTensors({ tensors, metadata: {} }));
  await expect(loadBaseModel('small', vocabulary, file(blank))).resolves.toBeDefined();
  await expect(loadBaseModel('base', vocabulary, file(blank))).rejects.toThrow('instead of [97, 128]');
  const { 'body/norm/scale': _, ...without } = blank;
  await expect(loadBaseModel('small', vocabulary, file(without))).rejects.toThrow('has no body/norm/scale');
});

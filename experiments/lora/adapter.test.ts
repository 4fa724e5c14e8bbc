/** An adapter that leaves as files, comes back, and trains on: the same losses to the bit, replayable, and refused at the door where it does not fit. */
import { describe, expect, it } from 'vitest';
import { fetchAmong } from '../../src/engine/data/fetch-bytes.ts';
import { staticFiles } from '../../src/engine/data/testing/static-files.ts';
import { onDevices } from '../../src/engine/testing/devices.ts';
import { collect } from '../../src/engine/testing/runs.ts';
import { createPopulation } from '../../src/engine/training/population.ts';
import { createTrainer } from '../../src/engine/training/trainer.ts';
import { adapterArmValues } from '../../src/experiment/adapter-arm.ts';
import { decodeConfiguration, describeProblem, encodeConfiguration, resolveArms } from '../../src/experiment/configuration.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { adapterPath, adapterText, ownAdapterOf } from '../../src/experiment/own-adapter.ts';
import { sessionValues } from '../../src/experiment/settings.ts';
import { adapterFilesOf } from '../../src/sessions/adapter-files.ts';
import { packAdapter, type PackedAdapter } from '../../src/sessions/own-adapters.ts';
import { lora } from './experiment.ts';
import { program } from './program.ts';

const defaults = sessionValues(lora, { preset: 'small', values: {} });
const live = lora.hyperparameters.filter((one) => one.live).map(({ id }) => id);
/** A factor that single precision does not hold exactly. */
const own = { method: 'lora', rank: 3, matrices: 'query-value', scaling: 0.3, learningRate: 0.02, batchSize: 2, steps: 4 };

/** Every loss of one run, and what it has trained as files. */
async function train(values: Values, packed?: PackedAdapter) {
  const files = fetchAmong(packed ? { [adapterPath(packed.own)]: packed.bytes } : {}, staticFiles);
  const population = createPopulation([{ sessionSeed: 5, seed: 1, values }], live, files);
  const trainer = createTrainer(population, await program(values).init(population));
  const series = await collect(trainer, 1);
  const { kind: _, ...probe } = await trainer.probe('adapter');
  trainer.dispose();
  population.dispose();
  if (!('lora' in probe)) throw new Error('it hands out no adapter');
  const [weights, configuration] = adapterFilesOf({ ...probe, runs: [0] }, 0) ?? [];
  if (!weights || !configuration) throw new Error('it has trained no adapter');
  const losses = (measure: string): number[] => series.get(`validation/${measure}`)?.runs[0] ?? [];
  return {
    weights: weights.bytes,
    configuration: new TextDecoder().decode(configuration.bytes),
    newLoss: losses('loss'),
    oldLoss: losses('oldLoss'),
    removed: losses('removalDifference'),
  };
}

onDevices(['wasm'], () => {
  it.each(['small', 'clothes'])(
    'of the model %s starts with the losses that it left with, and trains on',
    { timeout: 240_000 },
    async (model) => {
      const values = { ...defaults, ...own, model };
      const left = await train(values);
      const packed = await packAdapter(left.weights, left.configuration, 'mine');
      expect(packed.own).toMatchObject({ base: model, rank: 3, matrices: model === 'clothes' ? 'all' : 'query-value', scaling: 0.3 });

      // Whatever rank, matrices and scaling are set: an adapter brings its own.
      const again = { ...values, rank: 8, matrices: 'attention', scaling: 4, adapter: adapterText(packed.own) };
      const back = await train(again, packed);
      expect(back.newLoss[0]).toBe(left.newLoss.at(-1));
      expect(back.oldLoss[0]).toBe(left.oldLoss.at(-1));
      expect(back.newLoss.at(-1)).toBeLessThan(left.newLoss.at(-1) ?? 0);
      expect(new Set(back.removed)).toEqual(new Set([0]));
      // A replay is the same to the bit, and what it has trained is another adapter.
      const replayed = await train(again, packed);
      expect(replayed.newLoss).toEqual(back.newLoss);
      expect((await packAdapter(replayed.weights, replayed.configuration, 'mine')).own.hash).not.toBe(packed.own.hash);
      await expect(train(again)).rejects.toThrow('not in this browser');
    },
  );
});

describe('an adapter at the door', () => {
  const adapter = { hash: '0123456789abcdef', base: 'small', rank: 2, matrices: 'all', scaling: 0.5 } as const;
  const text = 'adapter:0123456789abcdef:small:2:all:0.5';
  const query = `arms=full,adapter&adapter.adapter=${text}`;
  const sentences = (link: string): string[] => {
    const result = decodeConfiguration(lora, link);
    return result.ok ? [] : result.errors.map(describeProblem);
  };

  it('is named in a link by its hash and what it is', () => {
    expect(adapterText(adapter)).toBe(text);
    expect(ownAdapterOf(text)).toEqual(adapter);
    const result = decodeConfiguration(lora, query);
    if (!result.ok) throw new Error(sentences(query).join());
    expect(encodeConfiguration(result.configuration, lora)).toBe(query);
    expect(resolveArms(lora, result.configuration)[1]?.values).toMatchObject({ adapter: text, method: 'lora' });
  });

  it('makes an arm like those that adapt the same way', () => {
    const result = decodeConfiguration(lora, '');
    if (!result.ok) throw new Error(sentences('').join());
    const values = adapterArmValues(lora, resolveArms(lora, result.configuration), adapter);
    expect(values).toEqual({ method: 'lora', adapter: text, learningRate: 0.02 });
  });

  it('is refused where it is for another model, or no adapter at all', () => {
    expect(sentences(`${query}&*.model=base`)[0]).toMatch(/trained on the model “small”.*adapts “base”: choose “small”/);
    for (const wrong of ['adapter:01:small:2:all:2', 'adapter:0123456789abcdef:small:64:all:2', 'adapter:0123456789abcdef:small:2:key:2'])
      expect(sentences(`arms=full,adapter&adapter.adapter=${wrong}`)[0]).toContain(`adapter cannot be "${wrong}"`);
  });
});

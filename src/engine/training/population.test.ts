/** Law of populations: a run's numbers depend neither on how many runs there are nor on its neighbours, to the bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import { outcomes, setting, smallProgram, startTraining } from '../testing/runs.ts';
import type { Outcome, SmallOptions } from '../testing/runs.ts';
import type { RunSetting } from './population.ts';

async function train(runs: readonly RunSetting[], options: SmallOptions): Promise<Outcome[]> {
  const training = await startTraining(runs, smallProgram(options));
  try {
    return await outcomes(training);
  } finally {
    training.dispose();
  }
}

/** Neighbours with other seeds, dropout rates and learning rates, one of them none and one of them diverging. */
const neighbours = [
  setting(0, { dropout: 0, learningRate: 0.01 }),
  setting(1, { dropout: 0.5, learningRate: 0.3 }),
  setting(2, { dropout: 0.9, learningRate: 1e-4 }),
  setting(3, { dropout: 0.25 }),
  setting(4, { learningRate: 1e30 }),
  setting(5),
  setting(7, { dropout: 0 }),
];
const own = setting(6, { dropout: 0.3, learningRate: 0.02 });

function among(position: number): RunSetting[] {
  return [...neighbours.slice(0, position), own, ...neighbours.slice(position)];
}

describe('a run alone, among eight, and at another place has the same bits', () => {
  onDevices(allDevices, (kind) => {
    it('in its measures, evaluations, state and probe after 20 steps', { timeout: 60_000 }, async () => {
      const options = kind === 'webgpu' ? { width: 4, examples: 10, batchSize: 4, validation: 12 } : {};
      const [alone] = await train([own], options);
      const first = await train(among(0), options);
      const sixth = await train(among(5), options);
      expect(Object.keys(alone ?? {})).toEqual(expect.arrayContaining(['probe boundary', 'state parameters/hidden1/weights']));
      expect(first[0]).toEqual(alone);
      expect(sixth[5]).toEqual(alone);
      // The neighbours differ from the run, or the comparison would be empty, and have moved along unchanged.
      for (const [index, neighbour] of first.slice(1).entries()) {
        expect(neighbour).not.toEqual(alone);
        expect(sixth[index < 5 ? index : index + 1]).toEqual(neighbour);
      }
    });
  });

  onDevices(['wasm'], () => {
    it('where the products are larger', async () => {
      const options = { width: 40, batchSize: 16, examples: 30 };
      const [alone] = await train([own], options);
      const eight = await train(among(3), options);
      expect(eight[3]).toEqual(alone);
    });
  });

  onDevices(hostDevices, () => {
    it('whatever the neighbours are', { timeout: 60_000 }, async () => {
      const options = { width: 4, examples: 10, batchSize: 4, validation: 12, steps: 6, evaluateEvery: 3, probe: false };
      const neighbour = fc.record({
        seed: fc.nat({ max: 1000 }),
        dropout: fc.constantFrom(0, 0.1, 0.5, 0.95),
        learningRate: fc.constantFrom(1e-5, 0.01, 1, 1e20),
      });
      const [alone] = await train([own], options);
      await fc.assert(
        fc.asyncProperty(fc.array(neighbour, { maxLength: 6 }), fc.nat(), async (others, place) => {
          const runs = others.map(({ seed, ...values }) => setting(seed, values));
          const position = place % (runs.length + 1);
          const all = await train([...runs.slice(0, position), own, ...runs.slice(position)], options);
          expect(all[position]).toEqual(alone);
        }),
        { numRuns: 15, seed: 1 },
      );
    });
  });
});

describe('what makes runs alike', () => {
  onDevices(['wasm'], () => {
    it('the same seed in another arm has the same initial weights and order, another seed has not', async () => {
      const training = await startTraining(
        [setting(3, { dropout: 0 }), setting(3, { dropout: 0.8 }), setting(4, { dropout: 0 })],
        smallProgram(),
      );
      const { tensors } = await training.trainer.checkpoint();
      const weights = tensors['parameters/hidden2/weights'];
      const size = (weights?.data.length ?? 0) / 3;
      const [a, b, c] = [0, 1, 2].map((run) => weights?.data.slice(run * size, (run + 1) * size));
      expect(a).toEqual(b);
      expect(a).not.toEqual(c);
      training.dispose();
    });

    it('a run twice in one population gives the same bits twice, another session seed others', async () => {
      const [first, second] = await train([own, own], {});
      const [other] = await train([{ ...own, sessionSeed: 2 }], {});
      expect(second).toEqual(first);
      expect(other).not.toEqual(first);
    });

    it('refuses runs without a live value, of several sessions, or none', async () => {
      await expect(startTraining([{ ...own, values: { dropout: 0.5 } }], smallProgram())).rejects.toThrow('learningRate');
      await expect(startTraining([own, { ...own, sessionSeed: 2 }], smallProgram())).rejects.toThrow('one session seed');
      await expect(startTraining([], smallProgram())).rejects.toThrow('at least one run');
    });
  });
});

/** The supervised program: evaluations and probes see the network as it is, without dropout, on fixed examples; and it learns. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../testing/devices.ts';
import { collect, setting, smallProgram, startTraining } from '../testing/runs.ts';

describe('evaluation mode', () => {
  onDevices(allDevices, () => {
    it('draws no masks: with equal weights any dropout rate gives the same evaluations and probe, to the bit', async () => {
      const options = { width: 4, examples: 10, batchSize: 4, validation: 12, steps: 2, evaluateEvery: 1 };
      // A learning rate of 0 keeps the weights equal.
      const runs = [0, 0.5, 0.9].map((rate) => setting(3, { dropout: rate, learningRate: 0 }));
      const training = await startTraining(runs, smallProgram(options));
      const series = await collect(training.trainer, runs.length);
      for (const split of ['train', 'validation']) {
        for (const output of ['loss', 'accuracy']) {
          const [plain, ...others] = series.get(`${split}/${output}`)?.runs ?? [];
          expect(plain).toHaveLength(3);
          for (const other of others) expect(other).toEqual(plain);
          // Nothing has moved and nothing is drawn, so that every evaluation is the same.
          expect(new Set(plain).size).toBe(1);
        }
      }
      const [plain, half, most] = series.get('trainingLoss')?.runs ?? [];
      expect(half).not.toEqual(plain);
      expect(most).not.toEqual(half);
      const { values } = await training.trainer.probe('boundary');
      const cells = values.length / runs.length;
      for (const run of [1, 2]) expect(values.slice(run * cells, (run + 1) * cells)).toEqual(values.slice(0, cells));
      training.dispose();
    });
  });
});

describe('training', () => {
  onDevices(['cpu', 'wasm'], () => {
    it('lowers the loss, and without dropout fits the few examples better than with it', async () => {
      const runs = [0, 0.5].flatMap((rate) => [0, 1, 2, 3].map((seed) => setting(seed, { dropout: rate, learningRate: 0.02 })));
      const training = await startTraining(runs, smallProgram({ width: 16, examples: 20, validation: 60, steps: 200, evaluateEvery: 200 }));
      const series = await collect(training.trainer, runs.length);
      training.dispose();
      const losses = series.get('train/loss')?.runs ?? [];
      const mean = (from: number, at: number): number =>
        [0, 1, 2, 3].reduce((sum, seed) => sum + (losses[from + seed]?.at(at) ?? NaN), 0) / 4;
      expect(mean(0, -1)).toBeLessThan(0.3 * mean(0, 0));
      expect(mean(4, -1)).toBeLessThan(0.8 * mean(4, 0));
      expect(mean(0, -1)).toBeLessThan(mean(4, -1));
    });
  });
});

/** The supervised program: evaluations and probes see the network as it is, without dropout, on fixed examples; and it learns. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../testing/devices.ts';
import { batchNorm } from '../layers/normalization.ts';
import { serial } from '../layers/layer.ts';
import { adam } from '../optimizers/adam.ts';
import { collect, setting, smallProgram, startTraining } from '../testing/runs.ts';
import { supervised, type Examples } from './supervised.ts';

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

describe('training mode', () => {
  // Two features, standardized already, whose normalized values are the logits.
  const rows = Array.from({ length: 10 }, (_, row) => [((row * 7) % 10) / 3 - 1, ((row * row) % 9) / 4]);
  const labels = Int32Array.from(rows, (_, row) => row % 2);
  const order = Int32Array.from({ length: 10 }, (_, i) => i);
  const examples: Examples = {
    features: Float32Array.from(rows.flat()),
    labels,
    featureCount: 2,
    classes: 2,
    subsets: [order],
    validation: order.subarray(0, 8),
    test: order.subarray(0, 3),
    mean: Float32Array.of(0, 0),
    scale: Float32Array.of(1, 1),
  };
  const batchSize = 4;

  /** Mean loss of the first `count` rows, from the definition: whole batches, of which the last goes on from the beginning. */
  function expected(count: number): number {
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const first = row - (row % batchSize);
      const batch = Array.from({ length: batchSize }, (_, i) => rows[(first + i) % count] ?? []);
      const logits = [0, 1].map((feature) => {
        const values = batch.map((one) => one[feature] ?? NaN);
        const mean = values.reduce((total, value) => total + value, 0) / batchSize;
        const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / batchSize;
        return ((rows[row]?.[feature] ?? NaN) - mean) / Math.sqrt(variance + 1e-5);
      });
      sum += Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0)) - (logits[labels[row] ?? 0] ?? NaN);
    }
    return sum / count;
  }

  onDevices(allDevices, (kind) => {
    it('takes statistics of whole batches over any number of examples, each of which counts once', async () => {
      const program = supervised({
        data: () => Promise.resolve(examples),
        model: () => serial({ norm: batchNorm(2, { batch: batchSize }) }),
        optimizer: adam({ learningRate: 'learningRate' }),
        batchSize,
        steps: 1,
        evaluateEvery: 1,
        evaluatedTrainingExamples: 1000,
        trainingMode: true,
      });
      // Nothing moves, so that the test split, which is looked at in the end, is seen as the others are.
      const training = await startTraining([setting(0, { learningRate: 0 })], program);
      const series = await collect(training.trainer, 1);
      if (kind !== 'cpu') expect(training.trainer.recordings().filter(({ reason }) => reason !== null)).toEqual([]);
      training.dispose();
      for (const [split, count] of [
        ['train', 10],
        ['validation', 8],
        ['test', 3],
      ] as const) {
        expect(series.get(`${split}/trainingModeLoss`)?.runs[0]?.[0]).toBeCloseTo(expected(count), 5);
        expect(series.get(`${split}/trainingModeAccuracy`)?.runs[0]?.[0]).toBeLessThanOrEqual(1);
      }
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

/** The probe of activations sees what each normalization does; training mode is evaluated beside evaluation mode. */
import { describe, expect, it } from 'vitest';
import { examplesFor } from '../data/examples.ts';
import { dense } from '../layers/dense.ts';
import { observed, serial } from '../layers/layer.ts';
import type { Layer } from '../layers/layer.ts';
import { batchNorm, layerNorm } from '../layers/normalization.ts';
import { momentum } from '../optimizers/momentum.ts';
import { scaledRate } from '../optimizers/scaled-rate.ts';
import { onDevices } from '../testing/devices.ts';
import { bitsOf, collect, setting, startTraining } from '../testing/runs.ts';
import { activationStatistics } from './activation-statistics.ts';
import type { Program } from './program.ts';
import { supervised } from './supervised.ts';

const width = 6;
const batch = 4;

const program = (norm: Layer): Program =>
  supervised({
    data: (population) => examplesFor(population, { dataSet: 'two-moons', train: 64, validation: 32, test: 0, noise: 0.3 }),
    model: ({ featureCount, classes }) =>
      serial({ hidden: dense(featureCount, width), before: observed(), norm, after: observed(), output: dense(width, classes) }),
    optimizer: scaledRate('rate', 'learningRate', 0.5, momentum({ learningRate: 'rate', momentum: 0.9 })),
    batchSize: batch,
    steps: 4,
    evaluateEvery: 2,
    evaluatedTrainingExamples: 16,
    trainingMode: true,
    probes: (bound) => ({ activations: activationStatistics(bound) }),
  });

const runs = [setting(0), setting(1)];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The activations of run `run` behind the norm, as rows of examples, before the first step. */
async function behind(norm: Layer, run: number): Promise<number[][]> {
  const training = await startTraining(runs, program(norm), {}, ['learningRate']);
  const result = await training.trainer.probe('activations');
  training.dispose();
  if (result.kind !== 'statistics') throw new Error(`a probe of kind ${result.kind}`);
  expect(result.layers).toEqual([
    { path: '/before', features: width, places: 1 },
    { path: '/after', features: width, places: 1 },
  ]);
  const cells = result.examples * width;
  expect(result.values.length).toBe(runs.length * 4 * cells);
  const own = result.values.subarray(run * 4 * cells, (run + 1) * 4 * cells);
  // A single place does not vary.
  expect(Math.max(...own.subarray(cells, 2 * cells), ...own.subarray(3 * cells))).toBe(0);
  return Array.from({ length: result.examples }, (_, example) => [...own.subarray(2 * cells + example * width).subarray(0, width)]);
}

const expectNormal = (values: readonly number[]): void => {
  expect(mean(values)).toBeCloseTo(0, 4);
  expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 2);
};

describe('activations', () => {
  onDevices(['cpu', 'wasm'], () => {
    it('of batch normalization are normal in every feature over each batch', async () => {
      for (const run of [0, 1]) {
        const rows = await behind(batchNorm(width, { batch }), run);
        for (let first = 0; first < rows.length; first += batch)
          for (let feature = 0; feature < width; feature++)
            expectNormal(rows.slice(first, first + batch).map((row) => row[feature] ?? NaN));
      }
    });

    it('of layer normalization are normal in every example over its features', async () => {
      for (const run of [0, 1]) for (const row of await behind(layerNorm(width), run)) expectNormal(row);
    });
  });
});

describe('training mode beside evaluation mode', () => {
  onDevices(['cpu', 'wasm'], () => {
    const evaluations = async (norm: Layer): Promise<{ evaluated: number[][]; training: number[][] }> => {
      const training = await startTraining(runs, program(norm), {}, ['learningRate']);
      const series = await collect(training.trainer, runs.length);
      training.dispose();
      const of = (output: string): number[][] => series.get(`validation/${output}`)?.runs ?? [];
      expect(of('trainingModeAccuracy')).toHaveLength(runs.length);
      return { evaluated: of('loss'), training: of('trainingModeLoss') };
    };

    it('is the same to the bit without running statistics, and another with them', async () => {
      const layer = await evaluations(layerNorm(width));
      expect(bitsOf(Float32Array.from(layer.training.flat()))).toBe(bitsOf(Float32Array.from(layer.evaluated.flat())));
      const batches = await evaluations(batchNorm(width, { batch }));
      for (const [run, losses] of batches.evaluated.entries()) expect(batches.training[run]?.at(-1)).not.toBe(losses.at(-1));
    });
  });
});

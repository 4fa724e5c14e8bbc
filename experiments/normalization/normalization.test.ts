/** Arms of the experiment: equal weights and equal order whatever the norm and the batch size; norms by network; the claims in a shortened form. */
import { tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { staticFiles } from '../../src/engine/data/testing/static-files.ts';
import { readTensor } from '../../src/engine/device/read.ts';
import { onDevices } from '../../src/engine/testing/devices.ts';
import { bitsOf, collect } from '../../src/engine/testing/runs.ts';
import { createPopulation } from '../../src/engine/training/population.ts';
import type { Population } from '../../src/engine/training/population.ts';
import type { BoundProgram } from '../../src/engine/training/program.ts';
import { createTrainer, type Trainer } from '../../src/engine/training/trainer.ts';
import { leaves, tensorAt } from '../../src/engine/training/tree.ts';
import { parseConfiguration } from '../../src/experiment/configuration.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { sessionValues } from '../../src/experiment/settings.ts';
import { normalization } from './experiment.ts';
import { program } from './program.ts';
import { examplesPerStep, updatesOf } from './sizes.ts';

const defaults = sessionValues(normalization, { preset: 'batches', values: {} });
const small: Values = { ...defaults, width: 8, examples: 128, steps: 2, depth: 3 };

interface Bound {
  population: Population;
  bound: BoundProgram;
  trainer: Trainer;
  dispose(): void;
}

async function bind(values: Values, seeds = [0]): Promise<Bound> {
  const settings = seeds.map((seed) => ({ sessionSeed: 1, seed, values }));
  const population = createPopulation(settings, ['learningRate', 'momentum'], staticFiles);
  const bound = await program(values).init(population);
  const trainer = createTrainer(population, bound);
  return {
    population,
    bound,
    trainer,
    dispose: () => {
      trainer.dispose();
      population.dispose();
    },
  };
}

/** Bits of the initial parameters of products, by path. */
async function productsOf(values: Values): Promise<Record<string, string>> {
  const { bound, dispose } = await bind(values);
  const found = leaves(bound.state).filter(([path]) => /^parameters.*(weights|kernels|table|bias)$/.test(path));
  const bits = await Promise.all(found.map(async ([path, leaf]) => [path, bitsOf(await readTensor(leaf))] as const));
  dispose();
  return Object.fromEntries(bits);
}

/** The labels of the examples of step `step`, in the order in which its updates see them. */
async function labelsOf(values: Values, step: number): Promise<number[]> {
  const { bound, population, dispose } = await bind(values);
  const labels: number[] = [];
  for (let update = 0; update < updatesOf(values); update++) {
    const batch = bound.batches['train']?.(tensor([step * updatesOf(values) + update], [1], 'int32'), population.key);
    if (batch) labels.push(...(await readTensor(tensorAt(batch, 'wanted'))));
  }
  dispose();
  return labels;
}

describe('arms', () => {
  onDevices(['wasm'], () => {
    it.each(['mlp', 'cnn', 'transformer'])('of the %s start from the same weights, to the bit', async (network) => {
      const plain = await productsOf({ ...small, network });
      expect(Object.keys(plain).length).toBeGreaterThan(4);
      for (const norm of ['batch', 'layer', 'group', 'rms', ...(network === 'mlp' ? [] : ['instance'])]) {
        expect(await productsOf({ ...small, network, norm, batchSize: '4' })).toEqual(plain);
      }
    });

    it('see the same examples in the same order in every step, whatever their batch size', async () => {
      const whole = await labelsOf(small, 1);
      expect(whole).toHaveLength(examplesPerStep);
      for (const batchSize of ['2', '16']) expect(await labelsOf({ ...small, batchSize }, 1)).toEqual(whole);
      expect(await labelsOf(small, 0)).not.toEqual(whole);
    });
  });
});

describe('the probe', () => {
  onDevices(['wasm'], () => {
    it.each(['64', '4'])('sees every layer in batches of %s', async (batchSize) => {
      const { trainer, dispose } = await bind({ ...small, norm: 'batch', batchSize });
      const result = await trainer.probe('activations');
      dispose();
      expect(result.kind === 'statistics' && [result.examples, result.layers.length]).toEqual([16, 6]);
      expect(result.values.every(Number.isFinite)).toBe(true);
    });
  });
});

it('refuses instance normalization in a perceptron and takes it in convolutions', () => {
  const arms = [{ id: 'instance', values: {} }];
  const refused = parseConfiguration(normalization, { arms });
  expect(refused.ok ? [] : refused.errors.map(({ code }) => code)).toEqual(['impossible']);
  expect(parseConfiguration(normalization, { preset: 'cnn', arms }).ok).toBe(true);
});

describe('claims, in a shortened form', () => {
  onDevices(['wasm'], () => {
    const seeds = [0, 1, 2];
    const shortened: Values = { ...defaults, width: 32, examples: 512, steps: 40 };

    /** An output of the last evaluation, mean over seeds. */
    async function endOf(values: Values, output: string): Promise<number> {
      const { trainer, dispose } = await bind(values, seeds);
      const series = await collect(trainer, seeds.length);
      dispose();
      const ends = series.get(output)?.runs.map((run) => run.at(-1) ?? NaN) ?? [];
      // What diverged counts as guessing, as in the claims.
      const counted = ends.map((end) => (Number.isFinite(end) ? Math.min(end, Math.log(10)) : Math.log(10)));
      return counted.reduce((sum, end) => sum + end, 0) / counted.length;
    }

    /** What the change adds to an output. */
    const added = async (norm: string, change: Values, output: string): Promise<number> =>
      (await endOf({ ...shortened, norm, ...change }, output)) - (await endOf({ ...shortened, norm }, output));

    it('small batches cost batch normalization more than layer normalization, and its modes drift apart', { timeout: 60_000 }, async () => {
      const change = { batchSize: '4' };
      const batch = await added('batch', change, 'validation/loss');
      expect(batch).toBeGreaterThan(await added('layer', change, 'validation/loss'));
      expect(await added('batch', change, 'validation/trainingModeLoss')).toBeGreaterThan(batch);
    });

    it('both allow a larger learning rate', { timeout: 60_000 }, async () => {
      const change = { learningRate: 0.2 };
      const none = await added('none', change, 'train/loss');
      for (const norm of ['batch', 'layer']) expect(await added(norm, change, 'train/loss')).toBeLessThan(none);
    });

    it('batch normalization allows more layers', { timeout: 120_000 }, async () => {
      const own = { width: 64, examples: 2000, steps: 60 };
      const deeper = { ...own, depth: 12 };
      const added = async (norm: string): Promise<number> =>
        (await endOf({ ...defaults, norm, ...deeper }, 'train/loss')) - (await endOf({ ...defaults, norm, ...own }, 'train/loss'));
      expect(await added('batch')).toBeLessThan(await added('none'));
    });
  });
});

/** Adapted classifiers over one shared base: the law of populations, that all start as the base, what each trains, and the exact checks. */
import { describe, expect, it } from 'vitest';
import { hostDevices, onDevices } from '../testing/devices.ts';
import { collect, outcomes } from '../testing/runs.ts';
import { values } from '../testing/tensors.ts';
import type { Weights } from '../data/base-models.ts';
import { examplesFor } from '../data/examples.ts';
import { classifierShapes } from '../data/image-models.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { adaptedClassifier, classifierMethods } from '../layers/adapted-classifier.ts';
import type { Method } from '../layers/adaptation-methods.ts';
import { adam } from '../optimizers/adam.ts';
import { adaptedImages } from './adapted-images.ts';
import { createPopulation } from './population.ts';
import { createTrainer } from './trainer.ts';

const sizes = { inputs: 784, width: 6, classes: 10 };
const settings = { rank: 2, scaling: 2, matrices: 'all', bottleneck: 3, length: 1 } as const;

/** A base that has learnt nothing, but is one. */
const weights: Weights = Object.fromEntries(
  Object.entries(classifierShapes(sizes)).map(([path, shape]) => [path, { shape, data: values(shape, path, 0.2) }]),
);

const run = (seed: number, learningRate = 0.01, scaling = 2) => ({ sessionSeed: 1, seed, values: { learningRate, scaling } });

async function start(runs: readonly ReturnType<typeof run>[], method: Method, scaling: number | 'scaling' = 2) {
  const population = createPopulation(runs, ['learningRate', 'scaling'], staticFiles);
  const bound = await adaptedImages({
    sizes,
    adaptation: { ...settings, scaling, method },
    base: () => Promise.resolve(weights),
    data: (of) => examplesFor(of, { dataSet: 'mnist', train: 20, validation: 40, test: 0 }),
    old: (of) => examplesFor(of, { dataSet: 'fashion-mnist', train: 20, validation: 1, test: 40 }),
    optimizer: adam({ learningRate: 'learningRate' }),
    batchSize: 4,
    steps: 4,
    evaluateEvery: 2,
  }).init(population);
  const trainer = createTrainer(population, bound);
  const dispose = (): void => {
    trainer.dispose();
    population.dispose();
  };
  return { population, bound, trainer, dispose };
}

const trained = classifierMethods.filter((method) => method !== 'none');

describe('an adapted classifier', () => {
  onDevices(['wasm', 'webgpu'], (kind) => {
    it.each(kind === 'webgpu' ? (['lora'] as const) : trained)(
      'that trains by %s has the same bits alone and among others',
      { timeout: 120_000 },
      async (method) => {
        const alone = await start([run(0)], method);
        const [own] = await outcomes(alone);
        alone.dispose();
        const among = await start([run(3, 0.5), run(0), run(7, 1e20)], method);
        const [, beside] = await outcomes(among);
        among.dispose();
        expect(beside).toEqual(own);
      },
    );
  });

  onDevices(hostDevices, () => {
    it('starts as the base whatever is trained, and gains nothing yet', async () => {
      const losses: number[] = [];
      for (const method of trained) {
        const training = await start([run(0)], method);
        const series = await collect(training.trainer, 1);
        training.dispose();
        losses.push(series.get('validation/loss')?.runs[0]?.[0] ?? NaN);
        // Of a base that knows less than nothing no more counts than guessing.
        const gained = series.get('validation/gain')?.runs[0] ?? [];
        expect(gained[0]).toBeCloseTo(Math.min(Math.log(10), losses[0] ?? NaN) - (losses[0] ?? NaN), 4);
      }
      for (const loss of losses) expect(loss).toBeCloseTo(losses[0] ?? NaN, 4);
    });

    it('scales updates by a number of each run, which changes while it trains: at one value it has the bits of a constant', async () => {
      const constant = await start([run(0)], 'lora');
      const [expected] = await outcomes(constant);
      constant.dispose();
      const live = await start([run(0), run(0)], 'lora', 'scaling');
      const [first] = await outcomes(live);
      expect(first).toEqual(expected);
      live.dispose();
      const changed = await start([run(0), run(0)], 'lora', 'scaling');
      const series = new Map<string, number[][]>();
      for await (const { step, measures } of changed.trainer.blocks({ maxSteps: 2 })) {
        if (step === 2) changed.population.change('scaling', [1], 7);
        for (const { measure, values: both } of measures) series.set(measure, [...(series.get(measure) ?? []), [...both]]);
      }
      changed.dispose();
      const losses = series.get('validation/loss') ?? [];
      expect(losses[1]?.[0]).toBe(losses[1]?.[1]);
      expect(losses.at(-1)?.[0]).not.toBe(losses.at(-1)?.[1]);
      // What is merged is what is added beside the weights, also at the new value.
      for (const difference of series.get('validation/mergeDifference')?.at(-1) ?? [NaN]) expect(difference).toBeLessThan(1e-4);
    });

    it('with LoRA merges without a difference but rounding, and gives the base back to the bit', async () => {
      const training = await start([run(0), run(1, 0.1)], 'lora');
      const series = await collect(training.trainer, 2);
      training.dispose();
      const last = (measure: string): number[] => (series.get(`validation/${measure}`)?.runs ?? []).map((values) => values.at(-1) ?? NaN);
      for (const difference of last('mergeDifference')) expect(difference).toBeLessThan(1e-4);
      expect(last('removalDifference')).toEqual([0, 0]);
      // It did learn: the two runs, at their own rates, have gone different ways.
      expect(new Set(last('loss')).size).toBe(2);
    });
  });
});

it('counts what is trained', () => {
  const count = (method: Method): number => adaptedClassifier(sizes, { ...settings, method }).parameters;
  const [inputs, width, classes] = [784, 6, 10];
  expect(count('full')).toBe((inputs + 1) * width + (width + 1) * width + (width + 1) * classes);
  expect(count('head')).toBe((width + 1) * classes);
  expect(count('lora')).toBe(2 * (inputs + width + 2 * width + width + classes));
  expect(count('bitfit')).toBe(2 * width + classes);
  expect(count('none')).toBe(0);
  expect(() => count('prefix')).toThrow('prefix');
});

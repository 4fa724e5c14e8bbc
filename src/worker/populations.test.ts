/** Grouping runs into populations, and naming the engine's outputs by the measures that declare them. */
import { expect, it } from 'vitest';
import { sample } from '../experiment/sample.ts';
import { blocksOf } from './measures.ts';
import { populationsOf } from './populations.ts';
import { assignRuns } from './split-runs.ts';

const values = { learningRate: 0.01, rate: 0, steps: 100, optimizer: 'sgd' };
const arms = [
  { id: 'none', values },
  { id: 'half', values: { ...values, rate: 0.5, learningRate: 0.1 } },
  { id: 'adam', values: { ...values, optimizer: 'adam' } },
];
const runs = assignRuns({ arms, seeds: 2 }, 1).flat();

it('puts runs whose structural values agree into one population, in the order of their first runs', () => {
  const groups = populationsOf(sample, { arms, runs, sessionSeed: 7 });
  expect(groups.map(({ structural }) => structural['optimizer'])).toEqual(['sgd', 'adam']);
  const [sgd, adam] = groups;
  expect([...(sgd?.runs ?? [])].sort()).toEqual([0, 1, 2, 3]);
  expect(adam?.runs).toEqual([4, 5]);
  expect(sgd?.live).toEqual(['learningRate', 'rate']);
  // Run k of the session is setting k of the population: its seed and its own live values.
  sgd?.runs.forEach((run, index) => {
    const arm = Math.floor(run / 2);
    expect(sgd.settings[index]).toEqual({ sessionSeed: 7, seed: run % 2, values: arms[arm]?.values });
  });
});

it('does not mind in which order an arm names its values', () => {
  const reversed = Object.fromEntries(Object.entries(values).reverse());
  expect(
    populationsOf(sample, {
      arms: [arms[0] ?? { id: '', values }, { id: 'half', values: reversed }],
      runs: runs.filter(({ arm }) => arm < 2),
      sessionSeed: 1,
    }),
  ).toHaveLength(1);
});

it('refuses a run of an arm that is not there', () => {
  expect(() => populationsOf(sample, { arms: arms.slice(0, 1), runs, sessionSeed: 1 })).toThrow('there is no arm 1');
});

it('names outputs by the measures that declare them and leaves others out', () => {
  const steps = Int32Array.of(3, 4);
  const evaluatedAt = Int32Array.of(4);
  const outputs = [
    { measure: 'trainingLoss', steps, values: Float32Array.of(1, 2, 3, 4) },
    { measure: 'gradientNorm', steps, values: Float32Array.of(5, 6, 7, 8) },
    { measure: 'train/loss', steps: evaluatedAt, values: Float32Array.of(0.5, 0.6) },
    { measure: 'validation/loss', steps: evaluatedAt, values: Float32Array.of(0.7, 0.8) },
    { measure: 'validation/accuracy', steps: evaluatedAt, values: Float32Array.of(0.9, 1) },
  ];
  const { blocks, transfer } = blocksOf(sample, outputs, [5, 2], 1.5);
  expect(blocks.map(({ measure }) => measure)).toEqual(['trainingLoss', 'fittedLoss', 'validationLoss']);
  expect(blocks[1]).toEqual({ measure: 'fittedLoss', steps: evaluatedAt, runs: [5, 2], values: Float32Array.of(0.5, 0.6), seconds: 1.5 });
  // A list that names a buffer twice cannot be transferred.
  expect(new Set(transfer).size).toBe(transfer.length);
  expect(structuredClone(blocks, { transfer })).toHaveLength(3);
});

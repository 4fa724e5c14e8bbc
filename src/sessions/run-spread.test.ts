import { expect, it } from 'vitest';
import { runSpread } from './run-spread.ts';

const runs = [Float32Array.of(1, 5, NaN), Float32Array.of(2, 5, NaN), Float32Array.of(3, Infinity, 4)];

it('has mean and edges of every kind, place by place', () => {
  expect([...runSpread(runs, 'range').lower]).toEqual([1, 5, NaN]);
  expect([...runSpread(runs, 'range').upper]).toEqual([3, 5, NaN]);
  expect([...runSpread(runs, 'sd').upper]).toEqual([3, 5, NaN]);
  // t of 2 degrees of freedom at 95 %: 4.303.
  expect(runSpread(runs, 'interval').upper[0]).toBeCloseTo(2 + 4.3027 / Math.sqrt(3), 3);
  expect([...runSpread(runs, 'interval').mean]).toEqual([2, 5, 4]);
});

it('has no band over one run, over single seeds, and nothing over none', () => {
  expect([...runSpread(runs.slice(0, 1), 'sd').lower]).toEqual([NaN, NaN, NaN]);
  expect([...runSpread(runs, 'seeds').upper]).toEqual([NaN, NaN, NaN]);
  expect(runSpread([], 'range').mean).toHaveLength(0);
});

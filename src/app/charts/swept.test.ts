import { describe, expect, it } from 'vitest';
import type { Measure } from '../../experiment/experiment.ts';
import type { CurveSource } from './source.ts';
import { atBest, sweptCurves } from './swept.ts';

const measure: Measure = { id: 'loss', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } };
const values = [0.01, 0.1, 1];
/** By arm and value: the means at steps 0 and 10, and the seeds that count at the end. */
const means: readonly [number, number, number][] = [
  [5, 4, 2],
  [5, 2, 2],
  [5, 1, 1],
  [5, 3, 2],
  [5, 2.5, 2],
  [5, 2.6, 2],
];
const source: CurveSource = {
  arms: means.map((_, arm) => `arm ${arm}`),
  seeds: 2,
  steps: 10,
  ghost: false,
  curve: (_, arm) => {
    const [first = NaN, last = NaN, count = 0] = means[arm] ?? [];
    return { steps: [0, 10], mean: [first, last], lower: [4, last - 1], upper: [6, last + 1], count: [2, count] };
  },
  single: () => null,
  divergences: (arm) => [arm],
};

describe('a sweep', () => {
  const { step, curves } = sweptCurves(source, [values, values], measure);

  it('has one curve per arm over the values, at the newest step', () => {
    expect(step).toBe(10);
    expect(curves.map(({ points }) => points.map(({ mean }) => mean))).toEqual([
      [4, 2, 1],
      [3, 2.5, 2.6],
    ]);
    expect(curves[1]?.points[0]).toEqual({ value: 0.01, mean: 3, lower: 2, upper: 4, count: 2 });
  });

  it('has its best where no seed diverged', () => {
    expect(curves.map(({ best }) => best)).toEqual([1, 1]);
  });

  it('shows each arm over steps at its best value, or in the middle before there is one', () => {
    const shown = atBest(source, ['a', 'b'], [values, values], curves);
    expect([0, 1].map((arm) => shown.curve('loss', arm)?.mean[1])).toEqual([2, 2.5]);
    expect(shown.divergences(1)).toEqual([4]);
    const none = curves.map(({ points }) => ({ points, best: -1 }));
    expect(atBest(source, ['a', 'b'], [values, values], none).curve('loss', 0)?.mean[1]).toBe(2);
  });

  it('has an arm that stands outside at its one value, behind arms with fewer and with more', () => {
    const mixed = sweptCurves(source, [[0.1], values, [0.01, 1]], measure);
    expect(mixed.curves.map(({ points, best }) => [points.map(({ value, mean }) => [value, mean]), best])).toEqual([
      [[[0.1, 4]], 0],
      [
        [
          [0.01, 2],
          [0.1, 1],
          [1, 3],
        ],
        0,
      ],
      [
        [
          [0.01, 2.5],
          [1, 2.6],
        ],
        0,
      ],
    ]);
    const shown = atBest(source, ['alone', 'a', 'b'], [[0.1], values, [0.01, 1]], mixed.curves);
    expect([0, 1, 2].map((arm) => shown.curve('loss', arm)?.mean[1])).toEqual([4, 2, 2.5]);
  });

  it('is empty before anything has run', () => {
    const empty = sweptCurves({ ...source, curve: () => null }, [values, values], measure);
    expect(empty.step).toBeNull();
    expect(empty.curves.every(({ best, points }) => best === -1 && points.every(({ mean }) => Number.isNaN(mean)))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { Measure } from '../../experiment/experiment.ts';
import { bestPoints } from './best.ts';
import type { CurveSource } from './source.ts';

const validation: Measure = { id: 'v', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } };
const training: Measure = { id: 't', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' } };
const source = (...means: number[][]): CurveSource => ({
  arms: means.map(String),
  seeds: 2,
  steps: 100,
  ghost: false,
  curve: (_, arm) => {
    const mean = means[arm] ?? [];
    return { steps: mean.map((__, i) => 10 * i), mean, lower: mean, upper: mean, count: mean.map((one) => (one < 0 ? 1 : 2)) };
  },
  single: () => null,
  divergences: () => [],
});

describe('the best point', () => {
  it('is the first of the lowest means of the validation loss', () => {
    const found = bestPoints(source([3, 1, 2, 1], [5, 4]), [training, validation]);
    expect(found).toEqual([
      { arm: 0, measure: 'v', step: 10, value: 1 },
      { arm: 1, measure: 'v', step: 10, value: 4 },
    ]);
  });

  it('counts only where every seed does, and needs something to be better than', () => {
    expect(bestPoints(source([3, -1, 2]), [validation])).toEqual([{ arm: 0, measure: 'v', step: 20, value: 2 }]);
    expect(bestPoints(source([3], []), [validation])).toEqual([]);
    expect(bestPoints(source([NaN, NaN]), [validation])).toEqual([]);
  });
});

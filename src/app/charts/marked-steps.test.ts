import { expect, it } from 'vitest';
import { markedSteps } from './marked-steps.ts';
import type { CurveSource } from './source.ts';

const source: CurveSource = {
  arms: ['plain', 'stopped'],
  seeds: 3,
  steps: 100,
  ghost: false,
  curve: (measure, arm) => {
    const mean = measure === 'keptStep' && arm === 1 ? [0, 30, 40] : [];
    return { steps: mean, mean, lower: mean, upper: mean, count: mean };
  },
  single: (_, arm, seed) => (arm === 1 ? { steps: [0, 10, 20], values: seed === 2 ? [0, 10, NaN] : [0, 20, 20 + 20 * seed] } : null),
  divergences: () => [],
};

it('marks the newest step of each arm that has one, and of each of its seeds that does', () => {
  expect(markedSteps(source, ['keptStep'])).toEqual([{ measure: 'keptStep', arm: 1, mean: 40, steps: [20, 40] }]);
  expect(markedSteps(source, ['other'])).toEqual([]);
  expect(markedSteps({ ...source, single: () => null }, ['keptStep'])).toEqual([{ measure: 'keptStep', arm: 1, mean: 40, steps: [] }]);
});

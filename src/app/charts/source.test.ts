import { describe, expect, it } from 'vitest';
import type { Measure } from '../../experiment/experiment.ts';
import { commonStep, indexAt, lineKind, type CurveSource } from './source.ts';

const validation: Measure = { id: 'v', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } };
const training: Measure = { id: 't', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' } };
const minibatch: Measure = { id: 'm', quantity: 'loss', source: { kind: 'minibatch' } };

function sourceOf(lengths: readonly number[]): CurveSource {
  return {
    arms: lengths.map(String),
    seeds: 1,
    steps: 100,
    ghost: false,
    curve: (_, arm) => {
      const steps = Array.from({ length: lengths[arm] ?? 0 }, (_unused, i) => 10 * i);
      return { steps, mean: steps, lower: steps, upper: steps, count: steps };
    },
    single: () => null,
    divergences: () => [],
  };
}

describe('what a chart reads out', () => {
  it('finds the last entry not after a step', () => {
    expect([-1, 0, 9, 10, 25, 1000].map((step) => indexAt([0, 10, 20], step))).toEqual([-1, 0, 0, 1, 2, 2]);
  });

  it('speaks of the newest step that every arm has reached', () => {
    expect(commonStep(sourceOf([3, 5]), [validation])).toBe(20);
    expect(commonStep(sourceOf([0, 5]), [validation])).toBeNull();
  });

  it('dashes training, and nothing else', () => {
    expect([training, validation, minibatch].map(lineKind)).toEqual(['training', 'solid', 'minibatch']);
  });
});

import { describe, expect, it } from 'vitest';
import type { CurveSource } from './source.ts';
import { xAxisOf, xChoicesOf } from './x-axis.ts';

const source: CurveSource = {
  arms: ['quick', 'slow'],
  seeds: 2,
  steps: 100,
  ghost: false,
  curve: () => null,
  single: () => null,
  divergences: () => [],
  secondsAt: (arm, step) => (arm + 1) * step * 0.1,
};
const { secondsAt: _, ...untimed } = source;

describe('the x axis', () => {
  it('offers what the source knows', () => {
    expect(xChoicesOf(source, 64)).toEqual(['step', 'samples', 'time']);
    expect(xChoicesOf(untimed, 64)).toEqual(['step', 'samples']);
    expect(xChoicesOf(source, null)).toEqual(['step', 'time']);
    expect(xChoicesOf({ ...source, secondsAt: () => NaN }, null)).toEqual(['step']);
  });

  it('counts steps, examples, or the seconds of each arm up to the slowest', () => {
    const at = (choice: 'step' | 'samples' | 'time'): number[] => {
      const axis = xAxisOf(choice, source, 64);
      return [axis.max, axis.at(0, 50), axis.at(1, 50)];
    };
    expect(at('step')).toEqual([100, 50, 50]);
    expect(at('samples')).toEqual([6400, 3200, 3200]);
    expect(at('time')).toEqual([20, 5, 10]);
  });

  it('falls back to steps', () => {
    expect(xAxisOf('time', untimed, 64).choice).toBe('step');
    expect(xAxisOf('samples', source, null).choice).toBe('step');
  });
});

import { describe, expect, it } from 'vitest';
import { nudge, positionOf, valueAt } from './scale.ts';

const rate = { min: 0.0001, max: 1, scale: 'log' } as const;
const share = { min: 0, max: 0.9, scale: 'linear' } as const;
const width = { min: 1, max: 256, scale: 'log', integer: true } as const;

describe('a slider over a declared range', () => {
  it('is exact at both ends', () => {
    for (const range of [rate, share, width]) expect([valueAt(0, range), valueAt(1, range)]).toEqual([range.min, range.max]);
  });

  it('gives each decade of a log scale the same length', () => {
    expect(positionOf(0.01, rate)).toBeCloseTo(0.5);
    expect(valueAt(0.5, rate)).toBe(0.01);
    expect(valueAt(0.33, rate)).toBe(0.0021);
  });

  it('moves in round steps on a linear scale', () => {
    expect(valueAt(0.5561, share)).toBe(0.5);
    expect(valueAt(0.1234, share)).toBe(0.11);
  });

  it('keeps whole numbers whole', () => expect(Number.isInteger(valueAt(0.37, width))).toBe(true));

  it('returns to where it was put', () => {
    for (const value of [0.0001, 0.003, 0.05, 1]) expect(valueAt(positionOf(value, rate), rate)).toBe(value);
  });

  it('nudges by one leading digit on a log scale and by a step on a linear one', () => {
    expect([nudge(0.03, 1, rate), nudge(0.01, -1, rate), nudge(1, 1, rate)]).toEqual([0.04, 0.009, 1]);
    expect([nudge(0.5, 1, share), nudge(0, -1, share)]).toEqual([0.51, 0]);
  });
});

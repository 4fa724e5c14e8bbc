import { describe, expect, it } from 'vitest';
import { axisOver, share, ticks } from './axis.ts';

describe('an axis', () => {
  it('places values between its ends', () => {
    expect(share({ low: 1, high: 100, log: true }, 10)).toBeCloseTo(0.5, 12);
    expect(share({ low: 0, high: 4, log: false }, 1)).toBe(0.25);
    expect(share({ low: 2, high: 2, log: false }, 2)).toBe(0.5);
  });

  it('covers what can be shown', () => {
    const log = axisOver([0.1, 10, -1, 0, NaN, Infinity], true);
    expect(log.low).toBeLessThan(0.1);
    expect(log.low).toBeGreaterThan(0.05);
    expect(log.high).toBeGreaterThan(10);
    expect(axisOver([], true)).toEqual({ low: 0.1, high: 1, log: true });
    const flat = axisOver([3, 3], false);
    expect(flat.low).toBeLessThan(3);
    expect(flat.high).toBeGreaterThan(3);
  });

  it('has round ticks', () => {
    expect(ticks({ low: 0.00009, high: 1.1, log: true })).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
    expect(ticks({ low: 0.4, high: 3, log: true })).toEqual([0.5, 1, 2]);
    expect(ticks({ low: 0.00097, high: 0.31, log: true })).toEqual([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
    expect(ticks({ low: 0.00097, high: 0.31, log: true }, 4)).toEqual([0.001, 0.003, 0.01, 0.03, 0.1, 0.3]);
    expect(ticks({ low: 0.21, high: 0.39, log: true }, 4)).toEqual([0.25, 0.3, 0.35]);
    expect(ticks({ low: 1e-12, high: 1e12, log: true })).toHaveLength(9);
    expect(ticks({ low: -0.1, high: 1.1, log: false })).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });
});

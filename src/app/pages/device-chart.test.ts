/** Axes hold every value and end on whole decades. */
import { describe, expect, it } from 'vitest';
import { logAxis, shortCount } from './device-chart.ts';

describe('a logarithmic axis', () => {
  it('runs over whole decades that hold all values', () => {
    const { ticks, at } = logAxis([354, 102_000, 813_000], 0, 400, [2, 6]);
    expect(ticks.map(({ value }) => value)).toEqual([100, 1000, 10_000, 100_000, 1_000_000]);
    expect(ticks.map((tick) => tick.at)).toEqual([0, 100, 200, 300, 400]);
    expect(at(100_000)).toBeCloseTo(300);
  });

  it('keeps one decade for one value, and the given ones for none', () => {
    expect(logAxis([100], 0, 1, [0, 3]).ticks.map(({ value }) => value)).toEqual([100, 1000]);
    expect(logAxis([NaN, 0, Infinity], 10, 0, [0, 2]).ticks.map((tick) => [tick.value, tick.at])).toEqual([
      [1, 10],
      [10, 5],
      [100, 0],
    ]);
  });

  it('numbers its ticks shortly', () => {
    expect([1, 100, 1000, 100_000, 1_000_000, 10_000_000].map(shortCount)).toEqual(['1', '100', '1 k', '100 k', '1 M', '10 M']);
  });
});

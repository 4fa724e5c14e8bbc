/** What a sweep says of one seed: the decades within reach of its best value, and what that value scores elsewhere. */
import { describe, expect, it } from 'vitest';
import type { EndpointValues } from './contrast.ts';
import { bestIndices, sweepEndpoint, toleratedDecades } from './sweep-endpoint.ts';

const values = [0.001, 0.01, 0.1, 1];
const at = (...losses: (number | 'diverged')[]): EndpointValues => ({
  values: losses.map((loss) => (loss === 'diverged' ? NaN : loss)),
  diverged: losses.map((loss) => loss === 'diverged'),
});

describe('the decades within reach', () => {
  it('go from crossing to crossing, on log axes', () => {
    // From 1 up to 10 over a decade: twice the best is reached after log10 2 of it.
    expect(toleratedDecades(values, [10, 1, 10, 100], 2)).toBeCloseTo(2 * Math.log10(2), 12);
    expect(toleratedDecades(values, [1, 1, 1, 1.9], 2)).toBe(3);
    expect(toleratedDecades(values, [1, 1, 4, 4], 2)).toBeCloseTo(1.5, 12);
    expect(toleratedDecades([0.01, 0.1, 0.2], [1, 1, 1], 1.5)).toBeCloseTo(1 + Math.log10(2), 12);
  });

  it('do not reach into a divergence, and are none where everything diverges', () => {
    expect(toleratedDecades(values, [1, 1, Infinity, 1], 2)).toBe(1);
    expect(toleratedDecades(values, [Infinity, Infinity, Infinity, Infinity], 2)).toBeNaN();
  });
});

describe('over a sweep', () => {
  // By value: three seeds.
  const chosen = [at(3, 1, 'diverged'), at(1, 2, 'diverged'), at(2, 'diverged', 'diverged')];
  const scored = [at(30, 10, 'diverged'), at(12, 20, 'diverged'), at(5, 'diverged', 'diverged')];

  it('the best value is chosen inside each seed and scored on another measure', () => {
    expect(bestIndices(chosen, 3)).toEqual([1, 0, -1]);
    const best = sweepEndpoint({ what: 'best', score: 'test' }, values.slice(1), chosen, scored, 3);
    expect(Array.from(best.values)).toEqual([12, 10, NaN]);
    expect(Array.from(best.diverged)).toEqual([false, false, true]);
  });

  it('the width is that of each seed', () => {
    const { values: widths, diverged } = sweepEndpoint({ what: 'width', factor: 2 }, [0.01, 0.1, 1], chosen, [], 3);
    expect(widths[0]).toBeCloseTo(1 + Math.log(2) / Math.log(3), 12);
    expect(widths[1]).toBe(1);
    expect(Array.from(diverged)).toEqual([false, false, true]);
  });

  it('says nothing of a seed while one of its values is missing', () => {
    const { values: widths, diverged } = sweepEndpoint({ what: 'width', factor: 2 }, [0.1, 1], [at(1), at(NaN)], [], 1);
    expect(Array.from(widths)).toEqual([NaN]);
    expect(Array.from(diverged)).toEqual([false]);
  });
});

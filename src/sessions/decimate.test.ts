import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, decimateBand } from './decimate.ts';

const value = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }).map((x) => x + 0) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
);
const curve = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), value), { minLength: 1, maxLength: 300 }).map((pairs) => {
  let at = 0;
  return { x: Int32Array.from(pairs, ([gap]) => (at += gap)), y: Float32Array.from(pairs, ([, y]) => Math.fround(y) + 0) };
});
const finite = (list: Iterable<number>): number[] => Array.from(list).filter((one) => Number.isFinite(one));

describe('decimate', () => {
  it('keeps peaks, uses points of the data, and stays within two points a pixel', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 400 }), ({ x, y }, pixels) => {
        const line = decimate(x, y, pixels);
        expect(line.x.length).toBe(line.y.length);
        expect(line.x.length).toBeLessThanOrEqual(2 * pixels);
        expect(Math.max(...finite(line.y))).toBe(Math.max(...finite(y)));
        expect(Math.min(...finite(line.y))).toBe(Math.min(...finite(y)));
        line.x.forEach((at, i) => {
          expect(x.includes(at)).toBe(true);
          if (i > 0) expect(at).toBeGreaterThan(line.x[i - 1] ?? 0);
          if (!Number.isNaN(line.y[i])) expect(line.y[i]).toBe(y[x.indexOf(at)]);
        });
      }),
    );
  });

  it('leaves few points as they are', () => {
    expect(decimate([0, 1, 2], [3, 1, 2], 100)).toEqual({ x: Float64Array.of(0, 1, 2), y: Float64Array.of(3, 1, 2) });
    expect(decimate([5], [1], 10)).toEqual({ x: Float64Array.of(5), y: Float64Array.of(1) });
    expect(decimate([], [], 10).x.length).toBe(0);
  });

  it('breaks the line where nothing is finite', () => {
    expect([...decimate([0, 1, 2, 3], [1, NaN, Infinity, 2], 4).y]).toEqual([1, NaN, NaN, 2]);
  });

  it('keeps one point on either side of the range', () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    const line = decimate(x, x, 1000, { from: 40.5, to: 43 });
    expect([...line.x]).toEqual([40, 41, 42, 43, 44]);
    expect([...decimate(x, x, 10, { from: 200, to: 300 }).x]).toEqual([99]);
    expect([...decimate(x, x, 10, { from: 10.2, to: 10.8 }).x]).toEqual([10, 11]);
  });

  it('is quick enough for every frame', () => {
    const x = Int32Array.from({ length: 100_000 }, (_, i) => i);
    const y = Float32Array.from(x, (i) => Math.sin(i));
    decimate(x, y, 800);
    const started = performance.now();
    for (let run = 0; run < 16; run++) decimate(x, y, 800);
    const took = performance.now() - started;
    console.info(`decimating 16 × 100,000 points: ${took.toFixed(1)} ms`);
    expect(took).toBeLessThan(1000);
  });
});

describe('decimateBand', () => {
  it('covers what the band covered', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 100 }), ({ x, y }, pixels) => {
        const lower = y.map((one) => one - 1);
        const upper = y.map((one) => one + 1);
        const band = decimateBand(x, lower, upper, pixels);
        expect(band.x.length).toBeLessThanOrEqual(pixels);
        expect([band.lower.length, band.upper.length]).toEqual([band.x.length, band.x.length]);
        expect(Math.max(...finite(band.upper))).toBe(Math.max(...finite(upper)));
        expect(Math.min(...finite(band.lower))).toBe(Math.min(...finite(lower)));
        band.lower.forEach((low, i) => expect(Number.isNaN(low) || low <= (band.upper[i] ?? NaN)).toBe(true));
      }),
    );
  });
});

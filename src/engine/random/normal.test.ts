import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cosine, naturalLog, sine } from './elementary.ts';
import { fillNormal, normal } from './normal.ts';
import { chiSquare, chiSquareScore } from './testing.ts';

describe('elementary functions', () => {
  it('the logarithm agrees with the engine’s to the last bits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        const expected = Math.log(x);
        expect(Math.abs(naturalLog(x) - expected)).toBeLessThanOrEqual(4e-16 * Math.max(Math.abs(expected), 1e-300) * 2);
      }),
    );
    for (const x of [1 - 2 ** -33, 1 + 2 ** -40, 0.5, 0.7, 0.71, 2 ** -33]) {
      expect(Math.abs(naturalLog(x) / Math.log(x) - 1)).toBeLessThan(1e-15);
    }
    expect(naturalLog(1)).toBe(0);
    for (const x of [0, -1, Infinity, Number.NaN]) expect(() => naturalLog(x)).toThrow(RangeError);
  });

  it('sine and cosine agree with the engine’s', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), (x) => {
        expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThan(2e-14);
        expect(Math.abs(cosine(x) - Math.cos(x))).toBeLessThan(2e-14);
      }),
    );
    expect(sine(0)).toBe(0);
    expect(cosine(0)).toBe(1);
  });
});

describe('normal', () => {
  const n = 200_000;
  const values = new Float32Array(n);
  fillNormal(values, 11, 22, 33, 0, 1);

  it('has the moments of a standard normal', () => {
    const moment = (k: number) => values.reduce((sum, value) => sum + value ** k, 0) / n;
    // Four standard errors: the variances of x, x², x³, x⁴ are 1, 2, 15, 96.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it('has its quantiles: ten equally likely bins', () => {
    const edges = [-1.2815515655, -0.8416212336, -0.5244005127, -0.2533471031, 0, 0.2533471031, 0.5244005127, 0.8416212336, 1.2815515655];
    const counts = new Array<number>(10).fill(0);
    for (const value of values) {
      const bin = edges.filter((edge) => value >= edge).length;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(chiSquareScore(chiSquare(counts), 10)).toBeLessThan(4);
  });

  it('has uncorrelated neighbours, and the two of a pair are independent in size too', () => {
    for (const lag of [1, 2, 3]) {
      let product = 0;
      let squares = 0;
      for (let i = 0; i + lag < n; i += 1) {
        const a = values[i] ?? 0;
        const b = values[i + lag] ?? 0;
        product += a * b;
        squares += (a * a - 1) * (b * b - 1);
      }
      expect(Math.abs(product / n)).toBeLessThan(4 / Math.sqrt(n));
      expect(Math.abs(squares / n)).toBeLessThan((4 * 2) / Math.sqrt(n));
    }
  });

  it('has these golden values, to the bit', () => {
    expect([0, 1, 2, 3].map((element) => normal(1, 2, element, 3))).toMatchInlineSnapshot(`
      [
        0.2469913516812083,
        0.5607744560249975,
        0.33311096272815294,
        -0.659751680502568,
      ]
    `);
  });

  it('fills an array with the same numbers, whatever its length', () => {
    for (const length of [0, 1, 2, 7]) {
      const target = new Float32Array(length);
      fillNormal(target, 5, 6, 7, 3, 0.5);
      expect([...target]).toEqual(Array.from({ length }, (_, i) => Math.fround(3 + 0.5 * normal(5, 6, i, 7))));
    }
  });
});

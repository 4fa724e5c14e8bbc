import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from './holm.ts';
import { mean, variance } from './moments.ts';
import { mannWhitney } from './rank-tests.ts';
import { monteCarloDraws, signFlipP } from './sign-flip.ts';
import { tQuantile, twoSidedP } from './t-distribution.ts';

/** The definition, one assignment after the other. */
function enumerate(differences: number[]): number {
  const target = Math.abs(differences.reduce((sum, x) => sum + x, 0)) - 1e-9;
  let reached = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const sum = differences.reduce((total, x, i) => total + ((signs >> i) & 1 ? x : -x), 0);
    if (Math.abs(sum) >= target) reached++;
  }
  return reached / 2 ** differences.length;
}

describe('signFlipP', () => {
  it('agrees with enumeration, ties and zeros included', () => {
    const difference = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ min: -2, max: 2, noNaN: true }).map((x) => Math.round(x * 1000) / 1000),
    );
    fc.assert(
      fc.property(fc.array(difference, { minLength: 1, maxLength: 10 }), (differences) => {
        expect(signFlipP(differences)).toBeCloseTo(enumerate(differences), 12);
      }),
    );
  });

  it('has the known extreme values', () => {
    expect(signFlipP([1, 2])).toBe(0.5);
    expect(signFlipP([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])).toBe(2 / 64);
    expect(signFlipP(Array.from({ length: 32 }, (_, i) => -1 - i))).toBe(2 / 2 ** 32);
    expect(signFlipP([0, 0, 0])).toBe(1);
    expect(signFlipP([1, -1])).toBe(1);
    expect(signFlipP([])).toBeNaN();
    expect(signFlipP([1, NaN])).toBeNaN();
  });

  it('does not depend on order, sign or scale', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -1000, max: 1000 }).map((x) => x / 1000),
          { minLength: 2, maxLength: 24 },
        ),
        (differences) => {
          const p = signFlipP(differences);
          expect(signFlipP([...differences].reverse())).toBeCloseTo(p, 10);
          expect(signFlipP(differences.map((x) => -8 * x))).toBeCloseTo(p, 10);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('draws beyond 40 pairs, reproducibly and near the t test', () => {
    const differences = Array.from({ length: 64 }, (_, i) => Math.sin(i * 12.9898) + 0.15);
    const p = signFlipP(differences);
    expect(signFlipP(differences)).toBe(p);
    const t = mean(differences) / Math.sqrt(variance(differences) / 64);
    expect(Math.abs(p - twoSidedP(t, 63))).toBeLessThan(0.02);
    expect(signFlipP(Array.from({ length: 64 }, () => 1))).toBe(1 / (monteCarloDraws + 1));
  });
});

describe('moments and quantiles', () => {
  it('invents no spread for equal values', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), fc.integer({ min: 2, max: 20 }), (x, n) => {
        expect(variance(new Array<number>(n).fill(x))).toBe(0);
      }),
    );
  });

  it('inverts p values', () => {
    for (const df of [1, 2, 3.7, 7, 63])
      for (const level of [0.9, 0.95, 0.975]) expect(twoSidedP(tQuantile(level, df), df)).toBeCloseTo(1 - level, 9);
    expect(tQuantile(0.95, 0)).toBeNaN();
    expect(twoSidedP(NaN, 5)).toBeNaN();
  });
});

describe('holm', () => {
  it('adjusts as published', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => expect(adjusted[i]).toBeCloseTo(p, 12));
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });

  it('counts tests without result', () => {
    expect(holm([NaN, 0.01])).toEqual([NaN, 0.02]);
  });
});

describe('mannWhitney', () => {
  it('is symmetric', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 9 }),
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 9 }),
        (a, b) => {
          const [ab, ba] = [mannWhitney(a, b), mannWhitney(b, a)];
          expect(ab.u).toBe(ba.uOther);
          expect(ab.pExact).toBe(ba.pExact);
          expect(ab.pAsymptotic).toBe(ba.pAsymptotic);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth, smoothingUnit } from './smoothing.ts';

const share = fc.double({ min: 0, max: 0.99, noNaN: true });
const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 });
const evenly = (length: number, stride = 1): number[] => Array.from({ length }, (_, i) => 5 + i * stride);

/** Σ shareᵗ⁻ⁱ yᵢ / Σ shareᵗ⁻ⁱ, term by term. */
function closedForm(y: readonly number[], beta: number): number[] {
  return y.map((_, t) => {
    const weights = y.slice(0, t + 1).map((__, i) => beta ** (t - i));
    return weights.reduce((sum, weight, i) => sum + weight * (y[i] ?? 0), 0) / weights.reduce((sum, weight) => sum + weight, 0);
  });
}

describe('smoothing', () => {
  it('is the de-biased moving average at evenly spaced steps', () => {
    fc.assert(
      fc.property(values, share, fc.integer({ min: 1, max: 50 }), (y, beta, stride) => {
        const expected = closedForm(y, beta);
        smooth(evenly(y.length, stride), y, beta, stride).forEach((one, i) => expect(one).toBeCloseTo(expected[i] ?? NaN, 7));
      }),
    );
  });

  it('leaves a constant as it is, wherever its steps lie', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.uniqueArray(fc.nat(10_000), { minLength: 1 }),
        share,
        (level, at, beta) => {
          const steps = at.sort((a, b) => a - b);
          for (const one of smooth(
            steps,
            steps.map(() => level),
            beta,
            3,
          ))
            expect(one).toBeCloseTo(level, 9);
        },
      ),
    );
  });

  it('starts at the first value and stays between the least and the greatest', () => {
    fc.assert(
      fc.property(values, share, (y, beta) => {
        const result = smooth(evenly(y.length), y, beta, 1);
        expect(result[0]).toBeCloseTo(y[0] ?? NaN, 9);
        for (const one of result) {
          expect(one).toBeGreaterThanOrEqual(Math.min(...y) - 1e-9);
          expect(one).toBeLessThanOrEqual(Math.max(...y) + 1e-9);
        }
      }),
    );
  });

  it('with no share of the past changes nothing, and passes over what is not finite', () => {
    expect([...smooth([1, 2, 3], [4, 5, 6], 0, 1)]).toEqual([4, 5, 6]);
    expect([...smooth([1, 2, 3], [4, NaN, 4], 0.9, 1)]).toEqual([4, NaN, 4]);
    expect([...smooth([1, 2, 3], [Infinity, 2, 4], 0.5, 1)].map((one) => Number(one.toFixed(6)))).toEqual([Infinity, 2, 3.142857]);
  });

  it('weighs a value by the steps it stands for', () => {
    // Every second value of a ramp is gone in the first half; the second half comes out nearly the same.
    const all = evenly(400);
    const kept = all.filter((step, i) => i >= 200 || i % 2 === 0);
    const ramp = (steps: number[]): number => smooth(steps, steps, 0.95, 1).at(-1) ?? NaN;
    expect(ramp(kept)).toBeCloseTo(ramp(all), 2);
  });
});

describe('its unit', () => {
  it('is one value, and for long curves a thousandth of the session', () => {
    expect(smoothingUnit(evenly(40, 25), 1000)).toBe(25);
    expect(smoothingUnit(evenly(100_000), 100_000)).toBe(100);
    expect(smoothingUnit([7], 500)).toBe(1);
    expect(smoothingUnit([], 0)).toBe(1);
  });
});

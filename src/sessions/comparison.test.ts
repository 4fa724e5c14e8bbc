/** Arms against a baseline, paired over seeds, on numbers that were computed elsewhere. */
import { describe, expect, it } from 'vitest';
import { sample } from '../experiment/sample.ts';
import { comparableRecord, type Comparable } from './comparable.ts';
import { bestArm, betterWay, compareArms, comparedMeasures } from './comparison.ts';
import { SessionRecord } from './record.ts';

/** Student's sleep data (1908); R's `t.test(paired = TRUE)` gives t = −4.0621, df = 9, p = 0.002833 and the interval below. */
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

/** Arms by their values of the validation loss at step 10, one per seed. */
function given(arms: Readonly<Record<string, readonly number[]>>, measure = 'validationLoss'): Comparable {
  const values = Object.values(arms);
  const seeds = values[0]?.length ?? 0;
  const record = new SessionRecord(sample, Object.keys(arms), seeds);
  const runs = Array.from({ length: values.length * seeds }, (_, run) => run);
  record.add({ measure, steps: Int32Array.from([10]), runs, values: Float32Array.from(values.flat()) });
  return comparableRecord(sample, {}, record);
}
const finished = { finished: true, look: 1 };

describe('the difference to the baseline', () => {
  it('is that of a paired t test', () => {
    const { arms, measures, step, tests } = compareArms(given({ a: first, b: second }), 1, finished);
    expect(measures.map(({ id }) => id)).toEqual(['validationLoss']);
    expect(step).toBe(10);
    expect(tests).toBe(1);
    const difference = arms[0]?.values[0]?.difference;
    expect(difference?.mean).toBeCloseTo(-1.58, 6);
    expect(difference?.interval?.[0]).toBeCloseTo(-2.4598858, 6);
    expect(difference?.interval?.[1]).toBeCloseTo(-0.7001142, 6);
    expect(difference?.p).toBeCloseTo(0.002833, 6);
    expect(difference?.clear).toBe(true);
    expect(arms[1]?.values[0]?.difference).toBeNull();
    expect(arms[1]?.values[0]?.mean).toBeCloseTo(2.33, 6);
  });

  it('turns with the baseline', () => {
    const of = (baseline: number, arm: number): number | undefined =>
      compareArms(given({ a: first, b: second }), baseline, finished).arms[arm]?.values[0]?.difference?.mean;
    expect(of(0, 1)).toBe(-(of(1, 0) ?? NaN));
  });

  it('shares the error with all others of the table: Holm', () => {
    const c = first.map((value, i) => value + (i % 2 === 0 ? 0.01 : -0.009));
    const { arms, tests } = compareArms(given({ a: first, b: second, c }), 0, finished);
    expect(tests).toBe(2);
    expect(arms[1]?.values[0]?.difference?.p).toBeCloseTo(2 * 0.002833, 5);
    expect(arms[2]?.values[0]?.difference?.clear).toBe(false);
  });

  it('must be clearer at a later look', () => {
    const clear = (look: number): boolean | undefined =>
      compareArms(given({ a: first, b: second }), 1, { finished: true, look }).arms[0]?.values[0]?.difference?.clear;
    // 0.05 / 2⁴ = 0.0031, 0.05 / 2⁵ = 0.0016.
    expect([clear(4), clear(5)]).toEqual([true, false]);
  });

  it('is shown without a p while the session runs, under three seeds, and where seeds do not vary', () => {
    const p = (arms: Record<string, number[]>, isFinished = true): number | null | undefined =>
      compareArms(given(arms), 0, { finished: isFinished, look: 1 }).arms[1]?.values[0]?.difference?.p;
    expect(p({ a: first, b: second }, false)).toBeNull();
    expect(p({ a: [1, 2], b: [2, 4] })).toBeNull();
    expect(p({ a: [1, 2, 3], b: [2, 3, 4] })).toBeNull();
    expect(p({ a: [1, 2, 3], b: [1, 2, 3] })).toBeNull();
  });

  it('is missing where a run diverged, which is counted', () => {
    const { arms } = compareArms(given({ a: [1, 2, 3], b: [1, NaN, 2] }), 0, finished);
    expect(arms[1]?.values[0]).toMatchObject({ mean: 1.5, count: 2, difference: null });
  });
});

describe('the best arm', () => {
  const best = (arms: Record<string, number[]>, measure?: string): number => bestArm(compareArms(given(arms, measure), 0, finished), 0);

  it('has the lowest loss with all its runs', () => {
    expect(best({ a: [1, 2, 3], b: [0, 1, 2], c: [2, 2, 2] })).toBe(1);
    expect(best({ a: [1, 2, 3], b: [NaN, 0, 0] })).toBe(0);
  });

  it('has the highest accuracy, and there is none where no way is better', () => {
    expect(betterWay({ quantity: 'accuracy' })).toBe('greater');
    expect(betterWay({ quantity: 'difference' })).toBeNull();
  });
});

it('compares everything that is evaluated, what validation says first', () => {
  expect(comparedMeasures(sample.measures.map((measure) => ({ measure }))).map(({ measure }) => measure.id)).toEqual([
    'validationLoss',
    'gap',
    'fittedLoss',
  ]);
});

it('has nothing to say before the first evaluation', () => {
  expect(compareArms(comparableRecord(sample, {}, new SessionRecord(sample, ['a', 'b'], 3)), 0, finished)).toMatchObject({
    step: null,
    measures: [],
    tests: 0,
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardDeviation, tInterval } from '../engine/statistics/moments.ts';
import { sample } from '../experiment/sample.ts';
import type { MeasureBlock } from '../worker/protocol.ts';
import { toJson } from './record-json.ts';
import { SessionRecord } from './record.ts';

const arms = ['none', 'half'];
const block = (measure: string, steps: number[], runs: number[], values: number[]): MeasureBlock => ({
  measure,
  steps: Int32Array.from(steps),
  runs,
  values: Float32Array.from(values),
});
const filled = (seeds: number, blocks: MeasureBlock[]): SessionRecord => {
  const record = new SessionRecord(sample, arms, seeds);
  for (const one of blocks) record.add(one);
  return record;
};

/** Everything a reader can see. */
function snapshot(record: SessionRecord): unknown {
  return {
    json: toJson(record),
    complete: record.completeStep(),
    curves: record.measures.map(({ id }) => arms.map((_, arm) => structuredClone(record.curve(id, arm)))),
    endpoints: record.endpoints(sample.claims),
  };
}

describe('SessionRecord', () => {
  it('joins the blocks of several workers', () => {
    const record = filled(2, [
      block('trainingLoss', [1, 2, 3], [0, 1], [4, 5, 3, 4, 2, 3]),
      block('trainingLoss', [1, 2], [2, 3], [8, 9, 7, 8]),
    ]);
    expect([...record.steps('trainingLoss')]).toEqual([1, 2, 3]);
    expect([...record.values('trainingLoss', 0, 1)]).toEqual([5, 4, 3]);
    expect([...record.values('trainingLoss', 1, 0)]).toEqual([8, 7, NaN]);
    expect(record.completeStep()).toBe(2);
    expect([...record.curve('trainingLoss', 0).mean]).toEqual([4.5, 3.5, 2.5]);
    expect([...record.curve('trainingLoss', 1).mean]).toEqual([8.5, 7.5]);
  });

  it('has the mean, spread and t interval of its seeds', () => {
    const values = [0.5, 0.25, 0.75, 1.25];
    const curve = filled(4, [block('validationLoss', [10], [0, 1, 2, 3], values)]).curve('validationLoss', 0);
    const [low, high] = tInterval(values);
    expect(curve.lower[0]).toBeCloseTo(low, 12);
    expect(curve.upper[0]).toBeCloseTo(high, 12);
    expect(curve.sd[0]).toBeCloseTo(standardDeviation(values), 12);
    expect([curve.min[0], curve.max[0], curve.count[0]]).toEqual([0.25, 1.25, 4]);
    expect(filled(1, [block('validationLoss', [10], [0], [2])]).curve('validationLoss', 0).lower[0]).toBeNaN();
  });

  it('derives the gap where both of its parts are there', () => {
    const record = filled(1, [
      block('validationLoss', [10, 20, 30], [0, 1], [3, 4, 5, 6, 7, 8]),
      block('fittedLoss', [10, 20], [0], [1, 2]),
      block('fittedLoss', [20, 30], [1], [1.5, NaN]),
    ]);
    expect([...record.steps('gap')]).toEqual([10, 20, 30]);
    expect([...record.values('gap', 0, 0)]).toEqual([2, 3, NaN]);
    expect([...record.values('gap', 1, 0)]).toEqual([NaN, 4.5, Infinity]);
    expect(() => record.add(block('gap', [10], [0], [1]))).toThrow(/derived/);
  });

  it('marks a run that diverges, keeps it, and leaves it out of the mean', () => {
    const record = filled(2, [
      block('trainingLoss', [1, 2, 3], [0, 1, 2, 3], [1, 1, 1, 1, 2, 10.5, 1, NaN, 3, 1, 1, 1]),
      block('validationLoss', [1, 2, 3], [0, 1, 2, 3], [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]),
    ]);
    expect([0, 1, 2, 3].map((run) => record.divergedAt(run))).toEqual([null, 2, null, 2]);
    expect([record.divergedCount(0), record.divergedCount(1)]).toEqual([1, 1]);
    expect([...record.curve('validationLoss', 0).mean]).toEqual([1.5, 1, 1]);
    expect([...record.curve('validationLoss', 0).count]).toEqual([2, 1, 1]);
    expect([...record.values('validationLoss', 0, 1)]).toEqual([2, 2, 2]);
    expect(record.endpoint('validationLoss', 'last', 1)).toEqual({ values: Float64Array.of(3, NaN), diverged: [false, true] });
    const [first] = toJson(record).arms;
    expect(first?.divergedAt).toEqual([null, 2]);
    expect(toJson(record).arms[1]?.measures['trainingLoss']).toEqual({
      steps: [1, 2, 3],
      bySeed: [
        [1, 1, 1],
        [1, null, 1],
      ],
      mean: [1, 1, 1],
    });
  });

  it('does not take exactly ten times for divergence, nor a first loss of zero', () => {
    const record = filled(2, [block('trainingLoss', [1, 2], [0, 1, 2, 3], [1, 0, 1, 1, 10, 5, 1, 1])]);
    expect([record.divergedAt(0), record.divergedAt(1)]).toEqual([null, null]);
  });

  it('takes endpoints at the last evaluation that every run has', () => {
    const record = filled(1, [block('validationLoss', [10, 20, 30], [0], [1, 2, 4]), block('validationLoss', [10, 20], [1], [3, 5])]);
    expect(record.endpoint('validationLoss', 'last', 0).values).toEqual(Float64Array.of(2));
    expect(record.endpoint('validationLoss', { meanOfLast: 2 }, 1).values).toEqual(Float64Array.of(4));
    expect(record.endpoint('validationLoss', { meanOfLast: 3 }, 1).values).toEqual(Float64Array.of(NaN));
  });

  it('takes the endpoint of a measure that other arms do not have', () => {
    const record = filled(2, [block('validationLoss', [10, 20], [2, 3], [1, 2, 3, 5])]);
    expect(record.endpoint('validationLoss', 'last', 1).values).toEqual(Float64Array.of(3, 5));
    expect(record.endpoint('validationLoss', 'last', 0).values).toEqual(Float64Array.of(NaN, NaN));
  });

  it('moves to more seeds', () => {
    const record = filled(1, [block('trainingLoss', [1, 2], [0, 1], [1, 2, 3, 4]), block('validationLoss', [2], [0, 1], [1, NaN])]);
    const grown = record.withSeeds(2);
    expect([...grown.values('trainingLoss', 1, 0)]).toEqual([2, 4]);
    expect([...grown.values('trainingLoss', 1, 1)]).toEqual([NaN, NaN]);
    expect([...grown.values('validationLoss', 1, 0)]).toEqual([Infinity]);
    expect(grown.completeStep()).toBe(-1);
  });

  it('refuses what does not belong to it', () => {
    const record = new SessionRecord(sample, arms, 1);
    expect(() => record.add(block('loss', [1], [0], [1]))).toThrow(/no measure "loss"/);
    expect(() => record.add(block('trainingLoss', [1], [2], [1]))).toThrow(RangeError);
    expect(() => record.add(block('trainingLoss', [1], [0], [1, 2]))).toThrow(/has 2 values/);
    expect(() => record.curve('trainingLoss', 2)).toThrow(RangeError);
    expect(record.completeStep()).toBe(-1);
  });

  it('counts versions up', () => {
    const record = filled(1, [block('trainingLoss', [1], [0], [1])]);
    const [all, one, other] = [record.version, record.versionOf('trainingLoss'), record.versionOf('validationLoss')];
    record.add(block('trainingLoss', [2], [0], [1]));
    expect([record.version > all, record.versionOf('trainingLoss') > one, record.versionOf('validationLoss') === other]).toEqual([
      true,
      true,
      true,
    ]);
    record.add(block('trainingLoss', [3], [0], [NaN]));
    expect(record.versionOf('validationLoss')).toBeGreaterThan(other);
  });

  it('does not depend on the order of blocks, nor on reading in between', () => {
    const value = fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: 0.1, max: 3, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, 50) },
    );
    const measure = fc.constantFrom('trainingLoss', 'fittedLoss', 'validationLoss');
    const cell = fc.record({ measure, step: fc.integer({ min: 1, max: 12 }), run: fc.integer({ min: 0, max: 5 }), value });
    const cells = fc.uniqueArray(cell, { maxLength: 80, selector: (one) => `${one.measure}/${one.step}/${one.run}` });
    const cases = cells.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    );
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 5 }), ([list, shuffled], readEvery) => {
        const blockOf = (one: (typeof list)[number]): MeasureBlock => block(one.measure, [one.step], [one.run], [one.value]);
        const straight = filled(3, list.map(blockOf));
        const crossed = new SessionRecord(sample, arms, 3);
        shuffled.forEach((one, i) => {
          crossed.add(blockOf(one));
          if (i % readEvery === 0) snapshot(crossed);
        });
        expect(snapshot(crossed)).toEqual(snapshot(straight));
      }),
    );
  });

  it('gives whole blocks the meaning of their entries', () => {
    const input = fc.record({
      steps: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }),
      runs: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1 }),
      seed: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 6 }), (inputs) => {
        const whole = new SessionRecord(sample, arms, 3);
        const single = new SessionRecord(sample, arms, 3);
        for (const { steps, runs, seed } of inputs) {
          const values = steps.flatMap((step) => runs.map((run) => 1 + ((step * 7 + run * 3 + seed) % 13) / 16));
          whole.add(block('trainingLoss', steps, runs, values));
          steps.forEach((step, i) =>
            runs.forEach((run, j) => single.add(block('trainingLoss', [step], [run], [values[i * runs.length + j] ?? 0]))),
          );
        }
        expect(snapshot(whole)).toEqual(snapshot(single));
      }),
    );
  });

  it('keeps up with 16 runs of 100,000 steps', { timeout: 20_000 }, () => {
    const record = new SessionRecord(sample, arms, 8);
    const workers = [Array.from({ length: 8 }, (_, run) => run), Array.from({ length: 8 }, (_, run) => 8 + run)];
    const started = performance.now();
    for (let from = 0; from < 100_000; from += 100) {
      const steps = Array.from({ length: 100 }, (_, i) => from + i);
      for (const runs of workers) record.add(block('trainingLoss', steps, runs, new Array<number>(800).fill(0.5)));
      for (let arm = 0; arm < 2; arm++) record.curve('trainingLoss', arm);
    }
    expect(record.curve('trainingLoss', 1).steps.at(-1)).toBe(99_999);
    // 1,000 frames; quadratic work would take minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a record that takes a new arm', () => {
  it('keeps what it has, and gives the arm the numbers of its parent up to where it parted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom(0, 1),
        fc.array(fc.float({ min: 1, max: 2, noNaN: true }), { minLength: 32, maxLength: 32 }),
        (at, of, numbers) => {
          const value = (): number => numbers.pop() ?? 1;
          const steps = [1, 2, 3, 4, 5];
          const record = filled(2, [
            { ...block('trainingLoss', steps, [0, 1, 2, 3], Array.from({ length: 20 }, value)), seconds: 5 },
            block('validationLoss', [0, 2, 4], [0, 1, 2, 3], Array.from({ length: 12 }, value)),
          ]);
          const grown = record.withArm('fork', { of, step: at });
          expect(grown.arms).toEqual(['none', 'half', 'fork']);
          for (const { id } of record.measures) {
            expect([...grown.steps(id)]).toEqual([...record.steps(id)]);
            for (const arm of [0, 1]) {
              for (const seed of [0, 1]) expect([...grown.values(id, arm, seed)]).toEqual([...record.values(id, arm, seed)]);
              expect(grown.curve(id, arm)).toEqual(record.curve(id, arm));
            }
            const upTo = [...record.steps(id)].map((step) => step <= at);
            for (const seed of [0, 1]) {
              const parent = [...record.values(id, of, seed)];
              expect([...grown.values(id, 2, seed)]).toEqual(parent.map((one, i) => (upTo[i] ? one : NaN)));
            }
          }
          expect(grown.completeStepOf(of)).toBe(5);
          expect(grown.completeStepOf(2)).toBe(at);
          expect(grown.completeStep()).toBe(at);
          expect(grown.secondsAt(0, 5)).toBe(record.secondsAt(0, 5));
          // It goes on from there like any other.
          grown.add(block('trainingLoss', [at + 1], [4, 5], [7, 9]));
          expect(grown.curve('trainingLoss', 2).mean.at(-1)).toBe(8);
        },
      ),
    );
  });
});

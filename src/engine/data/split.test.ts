import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { FROZEN } from '../random/streams.ts';
import { split, trainingSubset } from './split.ts';

const sizes = fc.record({
  sessionSeed: fc.maxSafeNat(),
  pool: fc.integer({ min: 1, max: 200 }),
  validation: fc.nat(100),
  test: fc.nat(100),
  unused: fc.nat(20),
});

describe('split', () => {
  it('gives disjoint parts of the asked sizes that together are all rows', () => {
    fc.assert(
      fc.property(sizes, ({ sessionSeed, pool, validation, test }) => {
        const parts = split(pool + validation + test, { validation, test }, sessionSeed);
        expect([parts.pool.length, parts.validation.length, parts.test.length]).toEqual([pool, validation, test]);
        const rows = [...parts.pool, ...parts.validation, ...parts.test].sort((a, b) => a - b);
        expect(rows).toEqual(Array.from({ length: pool + validation + test }, (_, i) => i));
      }),
    );
  });

  it('takes test rows from the set’s own test examples, and never trains or validates on those', () => {
    fc.assert(
      fc.property(sizes, ({ sessionSeed, pool, validation, test, unused }) => {
        const ownTest = test + unused;
        fc.pre(ownTest > 0);
        const common = pool + validation;
        const parts = split(common + ownTest, { validation, test }, sessionSeed, ownTest);
        expect([...parts.pool, ...parts.validation].sort((a, b) => a - b)).toEqual(Array.from({ length: common }, (_, i) => i));
        expect(new Set(parts.test).size).toBe(test);
        expect(parts.test.every((row) => row >= common && row < common + ownTest)).toBe(true);
      }),
    );
  });

  it('is a function of the session seed alone', () => {
    const of = (sessionSeed: number) => split(100, { validation: 20, test: 20 }, sessionSeed);
    expect(of(5)).toEqual(of(5));
    expect(of(5).validation).not.toEqual(of(6).validation);
    expect([...of(5).validation].slice(0, 6)).toMatchInlineSnapshot(`
      [
        12,
        18,
        40,
        73,
        67,
        27,
      ]
    `);
  });

  it('refuses sizes that do not fit', () => {
    expect(() => split(100, { validation: 50, test: 50 }, 1)).toThrow(/some must remain to train on/);
    expect(() => split(100, { validation: 0, test: 30 }, 1, 20)).toThrow(/only 20 for testing/);
    expect(() => split(100, { validation: -1, test: 0 }, 1)).toThrow(/validation size/);
    expect(() => split(100, { validation: 0, test: 1.5 }, 1)).toThrow(/test size/);
  });
});

describe('trainingSubset', () => {
  it('draws without replacement from the pool only, and a smaller draw is a prefix', () => {
    fc.assert(
      fc.property(sizes, fc.nat(50), fc.nat(), ({ sessionSeed, pool, validation, test }, seed, choice) => {
        const parts = split(pool + validation + test, { validation, test }, sessionSeed);
        const size = 1 + (choice % pool);
        const subset = trainingSubset(parts.pool, size, sessionSeed, seed);
        const allowed = new Set(parts.pool);
        expect(new Set(subset).size).toBe(size);
        expect(subset.every((row) => allowed.has(row))).toBe(true);
        expect(trainingSubset(parts.pool, pool, sessionSeed, seed).subarray(0, size)).toEqual(subset);
      }),
    );
  });

  it('differs between seeds, and not when it is frozen', () => {
    const { pool } = split(500, { validation: 100, test: 100 }, 1);
    const drawn = [0, 1, 2, 3].map((seed) => trainingSubset(pool, 50, 1, seed).join());
    expect(new Set(drawn).size).toBe(4);
    expect(trainingSubset(pool, 50, 1, FROZEN)).toEqual(trainingSubset(pool, 50, 1, FROZEN));
  });

  it('refuses empty and too large subsets', () => {
    expect(() => trainingSubset(new Int32Array(10), 11, 1, 0)).toThrow(/from 1 to 10/);
    expect(() => trainingSubset(new Int32Array(10), 0, 1, 0)).toThrow(/0 examples/);
    expect(() => trainingSubset(new Int32Array(10), 2.5, 1, 0)).toThrow(/training size/);
  });
});

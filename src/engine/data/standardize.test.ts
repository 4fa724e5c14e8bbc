import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { split, trainingSubset } from './split.ts';
import { standardization, standardized } from './standardize.ts';

describe('standardization', () => {
  it('gives known values', () => {
    const features = Float32Array.of(1, 10, 3, 10, 100, 100);
    const points = standardization(features, 2, [0, 1], { perFeature: true });
    expect([...points.mean]).toEqual([2, 10]);
    expect([...points.scale]).toEqual([1, 1]); // the deviation of 1 and 3 is 1; the second feature does not vary
    const images = standardization(features, 2, [0, 1], { perFeature: false });
    expect([...images.mean]).toEqual([6]);
    expect(images.scale[0]).toBeCloseTo(1 / Math.sqrt(16.5), 6);
  });

  it('makes training rows have mean 0 and deviation 1', () => {
    const features = Float32Array.from({ length: 300 }, (_, i) => (i % 3) * 50 + ((i * 7919) % 101));
    const rows = Array.from({ length: 80 }, (_, i) => i);
    for (const perFeature of [true, false]) {
      const result = standardized(features, 3, standardization(features, 3, rows, { perFeature }));
      const again = standardization(result, 3, rows, { perFeature });
      for (const mean of again.mean) expect(mean).toBeCloseTo(0, 5);
      for (const scale of again.scale) expect(scale).toBeCloseTo(1, 5);
    }
  });

  it('gives a feature that does not vary the scale 1, also at 0.1, which has no exact mean', () => {
    const features = new Float32Array(333).fill(0.1);
    expect(
      standardization(
        features,
        1,
        Array.from({ length: 333 }, (_, i) => i),
        { perFeature: true },
      ).scale[0],
    ).toBe(1);
  });

  it('does not see validation or test rows: whatever they hold, the statistics stay the same', () => {
    const finite = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 80, maxLength: 80 }),
        finite,
        fc.nat(),
        fc.boolean(),
        (values, intruder, seed, perFeature) => {
          const parts = split(40, { validation: 10, test: 10 }, seed);
          const rows = trainingSubset(parts.pool, 15, seed, 0);
          const clean = Float32Array.from(values);
          const changed = clean.slice();
          const trained = new Set(rows);
          for (let row = 0; row < 40; row += 1) if (!trained.has(row)) changed.fill(intruder, 2 * row, 2 * row + 2);
          expect(standardization(changed, 2, rows, { perFeature })).toEqual(standardization(clean, 2, rows, { perFeature }));
        },
      ),
    );
  });

  it('refuses no rows and rows outside', () => {
    expect(() => standardization(new Float32Array(4), 2, [], { perFeature: true })).toThrow(/at least one/);
    expect(() => standardization(new Float32Array(4), 2, [2], { perFeature: true })).toThrow(/Row 2/);
    expect(() => standardization(new Float32Array(4), 2, [-1], { perFeature: true })).toThrow(/Row -1/);
  });
});

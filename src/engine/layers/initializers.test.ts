/** Initial weights: moments and bounds as the formulas want them, the same for a run wherever it stands. */
import { describe, expect, it } from 'vitest';
import { goldenFile } from '../testing/golden.ts';
import { numberAt, numbersAt, optionalNumberAt } from '../golden/fixture.ts';
import { streamKey } from '../random/streams.ts';
import {
  constant,
  glorotNormal,
  glorotUniform,
  gptResidual,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  normal,
  orthogonal,
  truncatedNormal,
  zeros,
} from './initializers.ts';

const initializers = { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal, lecunUniform };
const cases = goldenFile('init').cases.flatMap((one) =>
  Object.entries(initializers).flatMap(([name, initializer]) => (name === one.config.type ? [{ ...one, initializer }] : [])),
);

function drawn(initializer: typeof heNormal, shape: number[], stream: string): Float32Array {
  const target = new Float32Array(shape.reduce((product, size) => product * size, 1));
  initializer(target, shape, streamKey(1, 0, stream));
  return target;
}

describe('initializers', () => {
  it('have cases of six kinds and five shapes', () => {
    expect(cases).toHaveLength(30);
  });

  for (const { name, inputs, expected, initializer } of cases) {
    it(`${name}: mean, standard deviation and bound`, () => {
      const shape = numbersAt(inputs, 'shape');
      const values = drawn(initializer, shape, `weights/${name}`);
      expect(values).toHaveLength(numberAt(expected, 'count'));
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const std = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
      expect(Math.abs(mean)).toBeLessThan(5 * numberAt(expected, 'stdErrorOfMean'));
      expect(Math.abs(std - numberAt(expected, 'std'))).toBeLessThan(5 * numberAt(expected, 'stdErrorOfStd'));
      const largest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      const bound = optionalNumberAt(expected, 'bound');
      if (bound === undefined) {
        // A normal distribution has tails: the largest of so many values lies beyond 2.5 standard deviations.
        expect(largest).toBeGreaterThan(2.5 * numberAt(expected, 'std'));
      } else {
        expect(largest).toBeLessThanOrEqual(Math.fround(bound) * (1 + 1e-7));
        expect(largest).toBeGreaterThan(0.98 * bound);
      }
    });
  }

  it('depend on the run’s key alone', () => {
    const shape = [8, 4];
    expect(drawn(heNormal, shape, 'a')).toEqual(drawn(heNormal, shape, 'a'));
    expect(drawn(heNormal, shape, 'a')).not.toEqual(drawn(heNormal, shape, 'b'));
    // The same draws, scaled by the fans.
    const [narrow, wide] = [drawn(heUniform, [8, 4], 'a'), drawn(heUniform, [32, 1], 'a')];
    narrow.forEach((value, i) => expect(value / (wide[i] ?? NaN)).toBeCloseTo(2, 5));
  });

  it('residual projections of a GPT shrink with its depth', () => {
    const [deep, flat] = [drawn(gptResidual(8), [16, 16], 'a'), drawn(normal(0.02), [16, 16], 'a')];
    deep.forEach((value, i) => expect(4 * value).toBeCloseTo(flat[i] ?? NaN, 8));
  });

  it('a truncated normal redraws what lies outside two sigmas, and nothing else', () => {
    const [all, inside] = [drawn(normal(1), [2000], 'a'), drawn(truncatedNormal(1), [2000], 'a')];
    const outside = all.filter((value) => Math.abs(value) > 2).length;
    expect(outside).toBeGreaterThan(50);
    expect(inside.filter((value, i) => value !== all[i])).toHaveLength(outside);
    expect(inside.every((value) => Math.abs(value) <= 2)).toBe(true);
  });

  it('an orthogonal matrix turns a vector without changing its length', () => {
    const turn = drawn(orthogonal(), [24, 24], 'a');
    expect(turn).toEqual(drawn(orthogonal(), [24, 24], 'a'));
    const x = drawn(normal(1), [24], 'x');
    const turned = x.map((_, row) => x.reduce((sum, value, column) => sum + value * (turn[row * 24 + column] ?? NaN), 0));
    const length = (v: Float32Array): number => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
    expect(length(turned)).toBeCloseTo(length(x), 5);
    expect(() => orthogonal()(new Float32Array(0), [0, 0], [1, 2])).not.toThrow();
  });

  it('a constant is itself', () => {
    expect([...drawn(constant(1.5), [3], 'a')]).toEqual([1.5, 1.5, 1.5]);
  });

  it('zeros are zeros', () => {
    const target = new Float32Array(4).fill(3);
    zeros(target, [4], [1, 2]);
    expect([...target]).toEqual([0, 0, 0, 0]);
  });
});

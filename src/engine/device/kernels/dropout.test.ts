/** Dropout on every device: the mask that the host's generator gives, scaled, and the same mask for the gradient. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../../testing/devices.ts';
import { grad } from '@tensorflow/tfjs-core';
import { computeOne, expectClose, put, values } from '../../testing/tensors.ts';
import { streamKeys } from '../../random/streams.ts';
import { uniform01 } from '../../random/uniform.ts';
import { dropoutOp } from './dropout.ts';

const rates = Float32Array.of(0, 0.5, 0.3, 0.95);
const runs = rates.length;
const keys = streamKeys(
  Array.from(rates, (_, seed) => ({ sessionSeed: 2, seed })),
  'masks/dropout1',
);
const shape = [runs, 5, 7];
const perRun = 35;

/** 0 or 1/(1 − rate) for every element, from the host's uniform numbers. */
function expectedMask(step: number): number[] {
  return Array.from({ length: runs * perRun }, (_, i) => {
    const run = Math.floor(i / perRun);
    const rate = rates[run] ?? NaN;
    return uniform01(keys[2 * run] ?? 0, keys[2 * run + 1] ?? 0, i % perRun, step) >= rate ? 1 / (1 - rate) : 0;
  });
}

const apply = (x: Float32Array, step: number): Promise<Float32Array | Int32Array> =>
  computeOne(() => dropoutOp(put(x, shape), put(rates, [runs]), put(keys, [runs, 2]), put(Int32Array.of(step), [1])));

describe('dropout', () => {
  onDevices(allDevices, (kind) => {
    it('drops exactly the elements that the host would, in every step others', async () => {
      const seen = new Set<string>();
      for (const step of [0, 1, 2, 1000]) {
        const mask = expectedMask(step);
        const actual = await apply(new Float32Array(runs * perRun).fill(1), step);
        expect(Array.from(actual, (value) => value === 0)).toEqual(mask.map((value) => value === 0));
        expectClose(actual, mask, valueTolerance[kind]);
        seen.add(actual.subarray(perRun).join());
      }
      expect(seen.size).toBe(4);
    });

    it('scales what is left, and leaves a run with rate 0 as it is, to the bit', async () => {
      const x = values(shape, 'x', 3);
      const actual = await apply(x, 4);
      expectClose(
        actual,
        expectedMask(4).map((scale, i) => scale * (x[i] ?? NaN)),
        valueTolerance[kind],
      );
      expect(actual.slice(0, perRun)).toEqual(x.slice(0, perRun));
    });

    it('lets the gradient through where the value went through', async () => {
      const [x, dy] = [values(shape, 'x'), values(shape, 'dy')];
      const actual = await computeOne(() =>
        grad((input) => dropoutOp(input, put(rates, [runs]), put(keys, [runs, 2]), put(Int32Array.of(9), [1])))(
          put(x, shape),
          put(dy, shape),
        ),
      );
      expectClose(
        actual,
        expectedMask(9).map((scale, i) => scale * (dy[i] ?? NaN)),
        valueTolerance[kind],
      );
    });

    it('keeps a share of 1 − rate', async () => {
      const [wide, many] = [[1, 100, 200], 20_000];
      const key = keys.subarray(4, 6);
      const y = await computeOne(() =>
        dropoutOp(put(new Float32Array(many).fill(1), wide), put(Float32Array.of(0.3), [1]), put(key, [1, 2]), put(Int32Array.of(1), [1])),
      );
      const kept = y.filter((value: number) => value > 0).length / many;
      // Five standard deviations of a share of 20,000.
      expect(Math.abs(kept - 0.7)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / many));
    });
  });
});

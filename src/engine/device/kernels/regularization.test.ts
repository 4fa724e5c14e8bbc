/** Augmentation, ensembles and kept weights on every device, against the formulas and against what they must leave alone. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../../testing/devices.ts';
import { streamKeys } from '../../random/streams.ts';
import { compute, computeOne, expectClose, put, values } from '../../testing/tensors.ts';
import { addNoiseOp, moveImagesOp } from './augmentation.ts';
import { meanMembersOp, toMembersOp, voteOp } from './members.ts';
import { improvedOp, keepOp } from './selection.ts';

const runs = 3;
const keys = streamKeys(
  Array.from({ length: runs }, (_, seed) => ({ sessionSeed: 4, seed })),
  'augmentation',
);
const [side, examples] = [7, 4];
const shape = [runs, examples, side * side];
const images = values(shape, 'images');
const moved = (x: Float32Array, step: number, how: { shift: number; degrees: number }): Promise<Float32Array | Int32Array> =>
  computeOne(() =>
    moveImagesOp(put(x, shape), put(keys, [runs, 2]), put(Int32Array.of(step), [1]), {
      shift: each(how.shift),
      degrees: each(how.degrees),
    }),
  );
const each = (...perRun: number[]): Tensor =>
  put(
    Float32Array.from({ length: runs }, (_, run) => perRun[run] ?? perRun[0] ?? 0),
    [runs],
  );

describe('augmentation', () => {
  onDevices(allDevices, () => {
    it('leaves images that are neither moved nor turned as they are, to the bit', async () => {
      expect(await moved(images, 3, { shift: 0, degrees: 0 })).toEqual(images);
    });

    it('moves a ramp by one number of pixels everywhere inside, another for every example and step', async () => {
      const ramp = Float32Array.from({ length: runs * examples * side * side }, (_, i) => i % side);
      const seen = new Set<number>();
      for (const step of [0, 5]) {
        const y = await moved(ramp, step, { shift: 2, degrees: 0 });
        for (let image = 0; image < runs * examples; image++) {
          const shift = 3 - (y[image * side * side + 3 * side + 3] ?? NaN);
          expect(Math.abs(shift)).toBeLessThanOrEqual(2);
          seen.add(Math.round(shift * 1e4));
          for (let column = 2; column < side - 2; column++) {
            expect(y[image * side * side + column]).toBeCloseTo(column - shift, 4);
          }
        }
      }
      expect(seen.size).toBeGreaterThan(20);
    });

    it('turns about the centre: distances from it stay, and the angle is within the limit', async () => {
      // Of the plane x + i y the turned one is its product with a unit number.
      const plane = (axis: 0 | 1): Float32Array =>
        Float32Array.from({ length: runs * examples * side * side }, (_, i) =>
          axis === 0 ? (i % side) - 3 : (Math.floor(i / side) % side) - 3,
        );
      const [x, y] = [await moved(plane(0), 2, { shift: 0, degrees: 30 }), await moved(plane(1), 2, { shift: 0, degrees: 30 })];
      const angles = Array.from({ length: runs * examples }, (_, image) => {
        const at = image * side * side + 3 * side + 4;
        expect(Math.hypot(x[at] ?? NaN, y[at] ?? NaN)).toBeCloseTo(1, 4);
        return (Math.atan2(y[at] ?? NaN, x[at] ?? NaN) * 180) / Math.PI;
      });
      expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(30.001);
      expect(Math.max(...angles)).toBeGreaterThan(5);
      expect(Math.min(...angles)).toBeLessThan(-5);
    });

    it('adds noise of mean 0 and the wanted deviation, the same for a run whoever stands beside it', async () => {
      const wide = [runs, 50, 40];
      const noise = (which: readonly number[]): Promise<Float32Array | Int32Array> => {
        const own = Int32Array.from(which.flatMap((run) => [keys[2 * run] ?? 0, keys[2 * run + 1] ?? 0]));
        const zeros = new Float32Array(which.length * 2000);
        return computeOne(() =>
          addNoiseOp(
            put(zeros, [which.length, ...wide.slice(1)]),
            put(own, [which.length, 2]),
            put(Int32Array.of(8), [1]),
            put(new Float32Array(which.length).fill(0.5), [which.length]),
          ),
        );
      };
      const all = Float32Array.from(await noise([0, 1, 2]));
      expect(await noise([1])).toEqual(all.slice(2000, 4000));
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(deviation).toBeCloseTo(0.5, 1);
      expect(all.every((value) => Math.abs(value) < 0.5 * 3.47)).toBe(true);
    });

    it('belongs to runs: one with 0 is left as it is, to the bit, and the others are what they are alone', async () => {
      const size = examples * side * side;
      const t = (): Tensor => put(Int32Array.of(3), [1]);
      const ofKeys = (): Tensor => put(keys, [runs, 2]);
      const both = await compute(() => [
        moveImagesOp(put(images, shape), ofKeys(), t(), { shift: each(0, 2, 0), degrees: each(0, 0, 20) }),
        addNoiseOp(put(images, shape), ofKeys(), t(), each(0, 0.5, 1)),
      ]);
      const moves = await Promise.all([moved(images, 3, { shift: 2, degrees: 0 }), moved(images, 3, { shift: 0, degrees: 20 })]);
      const noise = await computeOne(() => addNoiseOp(put(images, shape), ofKeys(), t(), each(0.5)));
      for (const own of both) expect(own.slice(0, size)).toEqual(images.slice(0, size));
      expect(both[0]?.slice(size, 2 * size)).toEqual(moves[0].slice(size, 2 * size));
      expect(both[0]?.slice(2 * size)).toEqual(moves[1].slice(2 * size));
      expect(both[1]?.slice(size, 2 * size)).toEqual(noise.slice(size, 2 * size));
    });

    it('refuses images that are not square', () => {
      const [x, key, t] = [put(values([1, 1, 6], 'x'), [1, 1, 6]), put(Int32Array.of(0, 0), [1, 2]), put(Int32Array.of(0), [1])];
      const how = { shift: put(Float32Array.of(1), [1]), degrees: put(Float32Array.of(0), [1]) };
      expect(() => moveImagesOp(x, key, t, how)).toThrow('no square image');
    });
  });
});

describe('ensembles', () => {
  onDevices(allDevices, (kind) => {
    it('average the probabilities of a run’s members, also where these are tiny', async () => {
      const [members, batch, classes] = [3, 5, 4];
      const logits = values([2 * members, batch, classes], 'logits', 60);
      const expected = Array.from({ length: 2 * batch * classes }, (_, i) => {
        const [run, example, own] = [Math.floor(i / (batch * classes)), Math.floor(i / classes) % batch, i % classes];
        const parts = Array.from({ length: members }, (_, member) => {
          const row = Array.from({ length: classes }, (_, c) => logits[((run * members + member) * batch + example) * classes + c] ?? NaN);
          const top = Math.max(...row);
          return (row[own] ?? NaN) - top - Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
        });
        const best = Math.max(...parts);
        return best + Math.log(parts.reduce((sum, part) => sum + Math.exp(part - best), 0) / members);
      });
      const actual = await computeOne(() => voteOp(put(logits, [2 * members, batch, classes]), members));
      expectClose(actual, expected, valueTolerance[kind]);
    });

    it('take a run’s settings, and give the mean of what they measure', async () => {
      expect([...(await computeOne(() => toMembersOp(put(Float32Array.of(1, 5), [2]), 3)))]).toEqual([1, 1, 1, 5, 5, 5]);
      const pairs = await computeOne(() => toMembersOp(put(Float32Array.of(1, 2, 3, 4), [2, 2]), 2));
      expect([...pairs]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
      expectClose(await computeOne(() => meanMembersOp(put(Float32Array.of(1, 2, 6, 5, 5, 8), [6]), 3)), [3, 6], valueTolerance[kind]);
    });
  });
});

describe('what is kept', () => {
  onDevices(allDevices, () => {
    it('is renewed for the runs that improved and for no other; what is not a number never improves', async () => {
      const losses = put(Float32Array.of(1, 4, NaN, 4, 4, 1), [2, 3]);
      const [best, step] = [put(Float32Array.of(2.5, 3, 9), [3]), put(Float32Array.of(10, 20, 30), [3])];
      const [place, source] = [put(values([3, 2, 2], 'kept'), [3, 2, 2]), put(values([3, 2, 2], 'now'), [3, 2, 2])];
      const [improved, bestNow, stepNow, kept] = await compute(() => {
        const found = improvedOp({ losses, sizes: put(Float32Array.of(3, 1), [2]), t: put(Int32Array.of(40), [1]), best, step });
        return [found, best.clone(), step.clone(), keepOp(place, source, found)];
      });
      expect([...(improved ?? [])]).toEqual([1, 0, 0]);
      expect([...(bestNow ?? [])]).toEqual([1.75, 3, 9]);
      expect([...(stepNow ?? [])]).toEqual([40, 20, 30]);
      expect([...(kept ?? [])]).toEqual([...values([3, 2, 2], 'now').slice(0, 4), ...values([3, 2, 2], 'kept').slice(4)]);
    });
  });
});

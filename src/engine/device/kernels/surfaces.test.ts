/** Surfaces on every device: heights and minima, gradients against finite differences, noise from the generator, and the trail. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../../testing/devices.ts';
import { computeOne, expectClose, put } from '../../testing/tensors.ts';
import { normal } from '../../random/normal.ts';
import { streamKeys } from '../../random/streams.ts';
import { surfaceIds, surfaces, type SurfaceId } from '../../data/surfaces.ts';
import { surfaceOp, trailOp } from './surfaces.ts';

const heightAt = (surface: SurfaceId, x: number, y: number): number => surfaces[surface].at(x, y)[0];
const points = Float32Array.of(0.5, -0.25, -1.5, 2, 3, 0.5, 0, 0);
const runs = points.length / 2;
const keys = streamKeys(
  Array.from({ length: runs }, (_, seed) => ({ sessionSeed: 5, seed })),
  'noise',
);
const of = (run: number): [number, number] => [points[2 * run] ?? NaN, points[2 * run + 1] ?? NaN];

const compute = (surface: SurfaceId, part: 'height' | 'gradient', noise: number[], step = 0) =>
  computeOne(
    () =>
      surfaceOp(
        surface,
        put(points, [runs, 1, 2]),
        put(Float32Array.from(noise), [runs]),
        put(keys, [runs, 2]),
        put(Int32Array.of(step), [1]),
      )[part],
  );

describe('heights', () => {
  it('are 0 at the minima, which are where the sources say', () => {
    expect(heightAt('rosenbrock', 1, 1)).toBe(0);
    expect(heightAt('beale', 3, 0.5)).toBe(0);
    expect(heightAt('himmelblau', 3, 2)).toBe(0);
    for (const [x, y] of [
      [-2.805118, 3.131312],
      [-3.77931, -3.283186],
      [3.584428, -1.848126],
    ] as const) {
      expect(heightAt('himmelblau', x, y)).toBeCloseTo(0, 8);
    }
    expect(heightAt('saddle', 2, 1)).toBe(3);
    // Along the ravine and across it: half of the curvature.
    expect(heightAt('ravine', 0.8, 0.6)).toBeCloseTo(0.5, 12);
    expect(heightAt('ravine', -0.6, 0.8)).toBeCloseTo(50, 12);
  });
});

describe.each(surfaceIds)('the surface %s', (surface) => {
  onDevices(allDevices, (kind) => {
    it('has the heights of its formula', async () => {
      const expected = Array.from({ length: runs }, (_, run) => heightAt(surface, ...of(run)));
      expectClose(await compute(surface, 'height', [0, 0, 0, 0]), expected, valueTolerance[kind]);
    });

    it('has the gradient of its heights', async () => {
      const small = 1e-5;
      const expected = Array.from({ length: runs }, (_, run) => of(run)).flatMap(([x, y]) => [
        (heightAt(surface, x + small, y) - heightAt(surface, x - small, y)) / (2 * small),
        (heightAt(surface, x, y + small) - heightAt(surface, x, y - small)) / (2 * small),
      ]);
      expectClose(await compute(surface, 'gradient', [0, 0, 0, 0]), expected, 1e-4);
    });
  });
});

describe('noise', () => {
  onDevices(allDevices, (kind) => {
    it('adds the generator’s normal numbers to each run’s gradient, in every step others, and none where it is 0', async () => {
      const noise = [0.5, 0, 2, 1];
      const plain = await compute('saddle', 'gradient', [0, 0, 0, 0]);
      for (const step of [0, 7]) {
        const expected = Array.from(
          plain,
          (value, i) => value + (noise[i >> 1] ?? NaN) * normal(keys[i - (i % 2)] ?? 0, keys[i - (i % 2) + 1] ?? 0, i % 2, step),
        );
        const actual = await compute('saddle', 'gradient', noise, step);
        expectClose(actual, expected, valueTolerance[kind]);
        expect(actual.slice(2, 4)).toEqual(plain.slice(2, 4));
      }
    });
  });
});

describe('the trail', () => {
  onDevices(allDevices, () => {
    it('takes the points of a step at the place behind it, and nothing beyond its end', async () => {
      const write = (step: number): Promise<Float32Array | Int32Array> =>
        computeOne(() =>
          trailOp(put(new Float32Array(runs * 3 * 2), [runs, 3, 2]), put(points, [runs, 1, 2]), put(Int32Array.of(step), [1])),
        );
      const written = await write(1);
      for (let run = 0; run < runs; run++) expect([...written.subarray(6 * run, 6 * run + 6)]).toEqual([0, 0, 0, 0, ...of(run)]);
      expect((await write(2)).every((value) => value === 0)).toBe(true);
    });
  });
});

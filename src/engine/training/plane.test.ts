/** The plane through a network's loss surface: the picture shows the network's own loss, the gradient is its slope, runs go their own ways. */
import { tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { collect, startTraining } from '../testing/runs.ts';
import { planeGround } from '../data/plane-ground.ts';
import { loadPlane, planeImages } from '../data/plane.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { sgd } from '../optimizers/sgd.ts';
import { bindPlane, planeProgram } from './plane.ts';
import type { DescentOptions } from './surface.ts';

/** The loss at each of some points. */
async function losses(points: readonly (readonly [number, number])[]): Promise<number[]> {
  const plane = bindPlane(await loadPlane(staticFiles), await planeImages(staticFiles), points.length);
  const values = await plane.loss(tensor(points.flat(), [points.length, 1, 2])).data();
  for (const one of plane.resources) one.dispose();
  return [...values];
}

const options = (start: DescentOptions['start'], steps: number): DescentOptions => ({
  start,
  spread: 0,
  optimizer: sgd({ learningRate: 'rate' }),
  steps,
  evaluateEvery: steps,
});

async function descend(rates: readonly number[], start: DescentOptions['start'], steps: number) {
  const runs = rates.map((rate) => ({ sessionSeed: 1, seed: 0, values: { rate } }));
  const training = await startTraining(runs, planeProgram(options(start, steps)), {}, ['rate']);
  const series = await collect(training.trainer, runs.length);
  const paths = await training.trainer.probe('paths');
  const refused = training.trainer.recordings().filter(({ dispatches }) => dispatches === null);
  training.dispose();
  // The first step is never recorded.
  if (steps > 2) expect(refused).toEqual([]);
  const each = paths.values.length / runs.length;
  return {
    heights: series.get('train/height')?.runs.map((run) => [...run]) ?? [],
    trails: rates.map((_, run) => paths.values.slice(run * each, (run + 1) * each)),
  };
}

describe('the plane', () => {
  onDevices(['wasm'], () => {
    it('has the heights that the picture shows', async () => {
      const { x, y, minima, heightAt } = planeGround;
      const corners = [x[0], x[1]].flatMap((u) => [y[0], y[1]].map((v) => [u, v] as const));
      const found = await losses([...corners, [0, 0], [1.5, 1.5]]);
      corners.forEach(([u, v], i) => expect(found[i]).toBeCloseTo(heightAt(u, v), 2));
      expect(found[4]).toBeCloseTo(heightAt(0, 0), 2);
      expect(found[5]).toBeCloseTo(heightAt(1.5, 1.5), 2);
      // Initial weights know nothing; training came to something, twice.
      expect(heightAt(0, 0)).toBeGreaterThan(Math.log(10) - 0.3);
      expect(minima.length).toBe(2);
      for (const [u, v] of minima) expect(heightAt(u, v)).toBeLessThan(0.8);
    });

    it('is gone down along its slope', async () => {
      const [u, v, h, rate] = [0.4, 0.3, 1e-2, 1e-3];
      const [right = NaN, left = NaN, up = NaN, down = NaN] = await losses([
        [u + h, v],
        [u - h, v],
        [u, v + h],
        [u, v - h],
      ]);
      const { trails } = await descend([rate], [u, v], 1);
      const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = [...(trails[0] ?? [])];
      expect((x0 - x1) / rate).toBeCloseTo((right - left) / (2 * h), 1);
      expect((y0 - y1) / rate).toBeCloseTo((up - down) / (2 * h), 1);
    });
  });

  onDevices(['wasm', 'webgpu'], () => {
    it('leads every run where it goes alone, and down', { timeout: 120_000 }, async () => {
      const together = await descend([0.02, 0.05], [0, 0], 6);
      const alone = await descend([0.05], [0, 0], 6);
      expect(together.trails[1]).toEqual(alone.trails[0]);
      expect(together.heights[1]).toEqual(alone.heights[0]);
      for (const [start = NaN, end = NaN] of together.heights) expect(end).toBeLessThan(start);
    });
  });
});

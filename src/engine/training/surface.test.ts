/** Points on surfaces: where they start, what their trail keeps, that each run goes its own way, and that the saddle's border holds. */
import { describe, expect, it } from 'vitest';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { collect, startTraining } from '../testing/runs.ts';
import { adam } from '../optimizers/adam.ts';
import { sgd } from '../optimizers/sgd.ts';
import { createPopulation, type RunSetting } from './population.ts';
import { createTrainer, type HostProbe } from './trainer.ts';
import { surfaceProgram, type SurfaceOptions } from './surface.ts';

const small: SurfaceOptions = {
  surface: 'himmelblau',
  start: [0.5, -1],
  spread: 0.1,
  optimizer: adam({ learningRate: 'learningRate' }),
  noise: 'noise',
  steps: 6,
  evaluateEvery: 3,
};
const setting = (seed: number, values: Record<string, number> = {}): RunSetting => ({
  sessionSeed: 4,
  seed,
  values: { learningRate: 0.1, noise: 0.5, ...values },
});

type Paths = Extract<HostProbe, { kind: 'paths' }>;

async function descend(options: SurfaceOptions, runs: RunSetting[]): Promise<{ paths: Paths; heights: number[][] }> {
  const training = await startTraining(runs, surfaceProgram(options), {}, ['learningRate', 'noise']);
  const series = await collect(training.trainer, runs.length);
  const paths = await training.trainer.probe('paths');
  training.dispose();
  if (paths.kind !== 'paths') throw new Error(`paths drawn as ${paths.kind}`);
  return { paths, heights: series.get('train/height')?.runs.map((run) => [...run]) ?? [] };
}

const trailOf = ({ values }: Paths, run: number, runs: number): Float32Array =>
  values.subarray((run * values.length) / runs, ((run + 1) * values.length) / runs);

describe('a surface', () => {
  onDevices(allDevices, () => {
    it('keeps the whole way of a session that is longer than declared', async () => {
      const population = createPopulation([setting(0)], ['learningRate', 'noise'], staticFiles, 9);
      const bound = await surfaceProgram(small).init(population);
      const trainer = createTrainer(population, bound, { steps: 9 });
      const { runs } = (await collect(trainer, 1)).get('height') ?? { runs: [] };
      const paths = await trainer.probe('paths');
      trainer.dispose();
      population.dispose();
      expect(runs[0]).toHaveLength(9);
      expect(new Set(Array.from({ length: 10 }, (_, place) => paths.values.slice(2 * place, 2 * place + 2).join())).size).toBe(10);
    });

    it('keeps the way of every run, which is the one it goes alone', async () => {
      const runs = [setting(0), setting(1), setting(0, { learningRate: 0.3 }), setting(0, { noise: 0 })];
      const together = await descend(small, runs);
      expect(together.paths.values).toHaveLength(4 * 7 * 2);
      // The same seed starts at the same place, another one elsewhere nearby.
      const starts = runs.map((_, run) => [...trailOf(together.paths, run, 4).subarray(0, 2)]);
      expect(starts[2]).toEqual(starts[0]);
      expect(starts[3]).toEqual(starts[0]);
      expect(starts[1]).not.toEqual(starts[0]);
      for (const [x = NaN, y = NaN] of starts) expect(Math.hypot(x - 0.5, y + 1)).toBeLessThan(0.6);
      expect(together.heights.every((heights) => heights.length === 3)).toBe(true);
      for (const [run, own] of runs.entries()) {
        const alone = await descend(small, [own]);
        expect(trailOf(together.paths, run, 4)).toEqual(trailOf(alone.paths, 0, 1));
        expect(together.heights[run]).toEqual(alone.heights[0]);
      }
    });
  });

  onDevices(hostDevices, () => {
    it('is gone down', async () => {
      const { heights } = await descend({ ...small, steps: 300, evaluateEvery: 300 }, [setting(0, { noise: 0 })]);
      expect(heights[0]?.at(-1)).toBeLessThan(1e-3 * (heights[0]?.[0] ?? NaN));
    });

    it('ends at the border of the saddle’s picture', async () => {
      const options: SurfaceOptions = {
        ...small,
        surface: 'saddle',
        spread: 0,
        optimizer: sgd({ learningRate: 'learningRate' }),
        steps: 30,
      };
      const { paths, heights } = await descend(options, [setting(0, { noise: 0 })]);
      expect([...paths.values.subarray(-2)].map((value) => Math.round(1e3 * value) / 1e3)).toEqual([0.001, -2]);
      expect(heights[0]?.at(-1)).toBeCloseTo(-4, 5);
    });
  });
});

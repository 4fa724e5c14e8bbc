/** Dividing runs among workers: a partition, contiguous and balanced, that keeps the arms of a seed together. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assignRuns } from './split-runs.ts';

const armsOf = (count: number): { id: string; values: Record<string, number> }[] =>
  Array.from({ length: count }, (_, arm) => ({ id: `arm${arm}`, values: {} }));

it('gives every run to exactly one worker, contiguously and evenly', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 40 }),
      (arms, seeds, workers) => {
        const parts = assignRuns({ arms: armsOf(arms), seeds }, workers);
        const all = parts.flat();
        expect(parts).toHaveLength(Math.min(workers, arms * seeds));
        expect(all.map(({ run }) => run).sort((a, b) => a - b)).toEqual(Array.from({ length: arms * seeds }, (_, run) => run));
        // `run` is arm-major whatever the order of training: arm · seeds + seed.
        for (const { run, arm, seed } of all) expect(run).toBe(arm * seeds + seed);
        const sizes = parts.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        // Contiguous in the order of seeds, so that a seed's arms are split over workers only where a part must end.
        const places = all.map(({ arm, seed }) => seed * arms + arm);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      },
    ),
  );
});

it('keeps all arms of a seed in one worker when the seeds divide evenly', () => {
  for (const part of assignRuns({ arms: armsOf(3), seeds: 8 }, 4)) {
    for (const seed of new Set(part.map((one) => one.seed))) {
      expect(part.filter((one) => one.seed === seed).map(({ arm }) => arm)).toEqual([0, 1, 2]);
    }
  }
});

it('runs only the seeds that are named, with runs counted among those', () => {
  const all = assignRuns({ arms: armsOf(2), seeds: 8, seedIndices: [8, 9, 12] }, 2).flat();
  expect(all.map(({ seed }) => seed)).toEqual([8, 8, 9, 9, 12, 12]);
  expect(all.map(({ run }) => run)).toEqual([0, 3, 1, 4, 2, 5]);
});

it('always makes one part', () => {
  expect(assignRuns({ arms: armsOf(2), seeds: 2 }, 0)).toHaveLength(1);
});

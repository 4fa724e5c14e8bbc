import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { sample } from '../experiment/sample.ts';
import { Columns } from './columns.ts';
import { compacted, keptRows, placeAmong } from './compaction.ts';
import { decimate } from './decimate.ts';
import { fillRecord, keptMeasures } from './kept-session.ts';
import { bytesOfRow, rowLimit, SessionRecord } from './record.ts';

const arms = ['none', 'half'];
const seeds = 12;
const runs = Array.from({ length: arms.length * seeds }, (_, run) => run);

/** Noise that is the same every time, without a random number. */
const noise = (step: number, run: number): number => ((Math.imul(step * 31 + run + 1, 2654435761) >>> 8) % 1000) / 1000;
const lossAt = (step: number, run: number): number => (step === 70_001 && run === 5 ? 900 : 100 + noise(step, run));

/** A session of so many steps, in blocks as workers send them. `late`: the last runs come after all others. */
function trained(steps: number, block = 500, late = false): SessionRecord {
  const record = new SessionRecord(sample, arms, seeds);
  const add = (from: number, of: readonly number[]): void => {
    const at = Int32Array.from({ length: Math.min(block, steps - from) }, (_, i) => from + i);
    const values = new Float32Array(at.length * of.length);
    at.forEach((step, i) => of.forEach((run, j) => (values[i * of.length + j] = lossAt(step, run))));
    record.add({ measure: 'trainingLoss', steps: at, runs: [...of], values });
  };
  const parts = late ? [runs.slice(0, seeds), runs.slice(seeds)] : [runs];
  for (const part of parts) for (let from = 0; from < steps; from += block) add(from, part);
  return record;
}

const meanAt = (step: number, arm: number): number => {
  let sum = 0;
  for (let seed = 0; seed < seeds; seed++) sum += Math.fround(lossAt(step, arm * seeds + seed));
  return sum / seeds;
};

describe('the rows that stay', () => {
  const series = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 4, maxLength: 400 });

  it('hold the extremes of every stretch, after any number of compactions', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 0, max: 3 }), (values, times) => {
        const all = values.map((_, step) => step);
        const whole = (steps: readonly number[]): Parameters<typeof keptRows>[0] => ({
          steps,
          from: 0,
          to: steps.length,
          fine: [steps.map((step) => values[step] ?? NaN)],
          coarse: [],
          pinned: new Set(),
        });
        let steps = all;
        let width = 2;
        for (let time = 0; time <= times; time++, width *= 2) steps = [...keptRows(whole(steps), width)].map((i) => steps[i] ?? 0);
        width /= 2;
        for (let start = 0; start < values.length; start += width) {
          const stretch = values.slice(start, start + width);
          const kept = steps.filter((step) => step >= start && step < start + width).map((step) => values[step] ?? NaN);
          expect(Math.max(...kept)).toBe(Math.max(...stretch));
          expect(Math.min(...kept)).toBe(Math.min(...stretch));
        }
        expect(steps[0]).toBe(0);
        expect(steps.at(-1)).toBe(values.length - 1);
      }),
    );
  });

  it('are at most as many as asked for, and pinned ones stay', () => {
    const steps = Int32Array.from({ length: 5000 }, (_, i) => i);
    const fine = [Float64Array.from(steps, (step) => noise(step, 1))];
    const { kept, width } = compacted({ steps, from: 0, to: 5000, fine, coarse: [], pinned: new Set([777]) }, 2, 300);
    expect(kept.length).toBeLessThanOrEqual(300);
    expect(Math.log2(width) % 1).toBe(0);
    expect(kept).toContain(777);
    expect([placeAmong(kept, 0), placeAmong(kept, 5000)]).toEqual([0, kept.length]);
  });
});

describe('a long session', () => {
  it.each([100_000, 1_000_000])(
    'of %i steps stays under its bound, keeps its peaks, and gives charts a bounded number of points',
    (steps) => {
      const record = trained(steps, 5000);
      const limit = rowLimit(runs.length, arms.length);
      const { length } = record.steps('trainingLoss');
      expect(length).toBeLessThanOrEqual(limit);
      expect(length).toBeGreaterThan(limit / 8);
      expect(record.bytesOf('trainingLoss')).toBeLessThanOrEqual(2 * limit * bytesOfRow(runs.length, arms.length));
      expect(record.bytesOf('trainingLoss')).toBeLessThan(9e6);

      // What is there was measured there.
      const kept = record.steps('trainingLoss');
      const own = record.values('trainingLoss', 0, 5);
      for (let i = 0; i < length; i += 97) expect(own[i]).toBe(Math.fround(lossAt(kept[i] ?? 0, 5)));
      expect([kept[0], kept[length - 1]]).toEqual([0, steps - 1]);
      // The peak of one seed, and of the mean that it lifts.
      expect(Math.max(...own)).toBe(900);
      expect(Math.max(...record.curve('trainingLoss', 0).mean)).toBeCloseTo(meanAt(70_001, 0), 9);
      for (const arm of [0, 1]) {
        const curve = record.curve('trainingLoss', arm);
        let most = -Infinity;
        let least = Infinity;
        for (let step = 0; step < steps; step++) {
          const mean = meanAt(step, arm);
          if (mean > most) most = mean;
          if (mean < least) least = mean;
        }
        expect(Math.max(...curve.mean)).toBeCloseTo(most, 9);
        expect(Math.min(...curve.mean)).toBeCloseTo(least, 9);
        expect(curve.steps.length).toBe(length);
        // What a frame goes through and what it draws.
        expect(decimate(curve.steps, curve.mean, 800).x.length).toBeLessThanOrEqual(1600);
      }
      expect(record.endpoint('trainingLoss', { meanOfLast: 3 }, 1).values[0]).toBeCloseTo(
        [1, 2, 3].reduce((sum, back) => sum + Math.fround(lossAt(steps - back, seeds)), 0) / 3,
        6,
      );
    },
    120_000,
  );

  it('with workers far apart stays within twice the bound, and is whole where both have been', () => {
    const record = trained(60_000, 1000, true);
    expect(record.steps('trainingLoss').length).toBeLessThanOrEqual(2 * rowLimit(runs.length, arms.length));
    for (const arm of [0, 1]) {
      const { steps, mean } = record.curve('trainingLoss', arm);
      expect(steps.at(-1)).toBe(59_999);
      for (let i = 0; i < steps.length; i += 89) expect(mean[i]).toBeCloseTo(meanAt(steps[i] ?? 0, arm), 9);
    }
  }, 60_000);

  it('is compacted now and then, not with every block, while one arm catches up with the others', () => {
    const limit = rowLimit(runs.length, arms.length);
    const [ahead, behind] = [runs.slice(0, seeds), runs.slice(seeds)];
    const record = new SessionRecord(sample, arms, seeds);
    const look = vi.spyOn(Columns.prototype, 'at');
    let blocks = 0;
    const add = (from: number, to: number, of: readonly number[]): void => {
      const steps = Int32Array.from({ length: to - from }, (_, i) => from + i);
      const values = Float32Array.from({ length: steps.length * of.length }, (_, i) => noise(from, i));
      record.add({ measure: 'trainingLoss', steps, runs: [...of], values });
      blocks++;
    };
    add(0, 16, behind);
    add(0, 2 * limit, ahead);
    // Small blocks, as a worker sends them that has fallen behind.
    for (let from = 16; from < 2 * limit; from += 16) add(from, from + 16, behind);
    // A block is one change of the columns, and so is a compaction.
    const compactions = record.versionOf('trainingLoss') - blocks;
    expect(compactions).toBeGreaterThan(0);
    expect(compactions).toBeLessThanOrEqual(8);
    // Divergence is judged by what arrived, and not again by what the others have.
    expect(look.mock.calls.length).toBeLessThan(3 * 2 * limit * runs.length);
    look.mockRestore();
    expect(record.curve('trainingLoss', 1).steps.at(-1)).toBe(2 * limit - 1);
    expect(record.steps('trainingLoss').length).toBeLessThanOrEqual(limit);
  });

  it('leaves evaluations whole', () => {
    const record = trained(40_000, 4000);
    const at = Int32Array.from({ length: 3000 }, (_, i) => i * 10);
    record.add({
      measure: 'validationLoss',
      steps: at,
      runs,
      values: Float32Array.from({ length: at.length * runs.length }, (_, i) => i % 7),
    });
    expect(record.steps('validationLoss').length).toBe(3000);
  });

  it('is kept and filled again as it is, and goes on from there', () => {
    const record = trained(40_000, 4000);
    const again = new SessionRecord(sample, arms, seeds);
    fillRecord(again, keptMeasures(record));
    expect(keptMeasures(again)).toEqual(keptMeasures(record));
    // A replay from a checkpoint sends again what was dropped: it stays dropped, and nothing is interrupted.
    const steps = Int32Array.from({ length: 35_000 }, (_, i) => 10_000 + i);
    const values = new Float32Array(steps.length * runs.length);
    steps.forEach((step, i) => runs.forEach((run, j) => (values[i * runs.length + j] = lossAt(step, run))));
    again.add({ measure: 'trainingLoss', steps, runs, values });
    expect(again.curve('trainingLoss', 0).steps.at(-1)).toBe(44_999);
    expect(again.steps('trainingLoss').length).toBeLessThanOrEqual(rowLimit(runs.length, arms.length));
  });

  it('keeps where a run diverged', () => {
    const record = new SessionRecord(sample, ['none'], 1);
    const steps = Int32Array.from({ length: 60_000 }, (_, i) => i);
    for (let from = 0; from < steps.length; from += 2000) {
      const part = steps.subarray(from, from + 2000);
      record.add({
        measure: 'trainingLoss',
        steps: part,
        runs: [0],
        values: Float32Array.from(part, (step) => (step < 12_345 ? 1 : Infinity)),
      });
    }
    expect(record.divergedAt(0)).toBe(12_345);
    const again = new SessionRecord(sample, ['none'], 1);
    fillRecord(again, keptMeasures(record));
    expect(again.divergedAt(0)).toBe(12_345);
  });
});

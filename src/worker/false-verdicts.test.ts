/**
 * Arms that do not differ must not be found to differ: whole sessions through the engine and the verdict, with equal settings in both arms
 * and independent seeds, so that every verdict but "inconclusive" is false.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, setting, smallProgram, startTraining } from '../engine/testing/runs.ts';
import { startDevice } from '../engine/device/device.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { sample } from '../experiment/sample.ts';
import { evaluateClaims } from '../experiment/verdict.ts';

const sessions = 200;
const seeds = 8;
/** Sessions trained as one population. */
const atOnce = 20;

const experiment: Experiment = { ...sample, claims: sample.claims.filter(({ id }) => id === 'gap') };

/** The generalisation gap of each run of so many sessions: first the seeds of one arm, then those of the other. */
async function gaps(first: number, count: number): Promise<number[]> {
  const runs = Array.from({ length: count * 2 * seeds }, (_, i) => setting(first * 2 * seeds + i, { dropout: 0.3, learningRate: 0.03 }));
  const program = smallProgram({ width: 5, examples: 24, validation: 100, batchSize: 8, steps: 50, evaluateEvery: 50, probe: false });
  const training = await startTraining(runs, program);
  const series = await collect(training.trainer, runs.length);
  training.dispose();
  const [train, validation] = ['train/loss', 'validation/loss'].map((name) => series.get(name)?.runs.map((values) => values.at(-1) ?? NaN));
  return runs.map((_, run) => (validation?.[run] ?? NaN) - (train?.[run] ?? NaN));
}

describe('sessions whose arms are the same', () => {
  beforeAll(async () => {
    await startDevice('wasm');
  });

  it('come to a verdict at most 8 times in 100', { timeout: 120_000 }, async () => {
    const counts = { supported: 0, refuted: 0, inconclusive: 0 };
    const all: number[] = [];
    for (let first = 0; first < sessions; first += atOnce) {
      const endpoints = await gaps(first, atOnce);
      all.push(...endpoints);
      for (let session = 0; session < atOnce; session++) {
        const arm = (index: number): { values: number[]; diverged: boolean[] } => {
          const start = (2 * session + index) * seeds;
          return { values: endpoints.slice(start, start + seeds), diverged: new Array<boolean>(seeds).fill(false) };
        };
        const facts = { preset: 'small', arms: ['none', 'half'], seeds, look: 1, finished: true, exploratory: false };
        const [verdict] = evaluateClaims(experiment, facts, { gap: { none: arm(0), half: arm(1) } });
        if (verdict) counts[verdict.status]++;
        // Whatever else is said, it is said of a test that was made.
        expect(['significant', 'notSignificant']).toContain(verdict?.reason);
      }
    }
    const share = (counts.supported + counts.refuted) / sessions;
    const mean = all.reduce((sum, gap) => sum + gap, 0) / all.length;
    console.info(
      `false verdicts in ${sessions} sessions: ${(100 * share).toFixed(1)} % ` +
        `(${counts.supported} supported, ${counts.refuted} refuted); mean gap ${mean.toFixed(3)}`,
    );
    expect(counts.supported + counts.refuted + counts.inconclusive).toBe(sessions);
    expect(new Set(all).size).toBe(all.length);
    expect(share).toBeLessThanOrEqual(0.08);
  });
});

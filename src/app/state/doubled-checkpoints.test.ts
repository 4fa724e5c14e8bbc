/** The law of doubled checkpoints: what goes on from those of both halves gives the numbers of as many seeds from the start, to the bit. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sessionBudget } from '../../sessions/checkpoints.ts';
import { bytesOf, startingPoint, stepOfRun } from '../../worker/checkpoint.ts';
import type { Checkpoint, StartRequest } from '../../worker/protocol.ts';
import { assignRuns } from '../../worker/split-runs.ts';
import { createDriver, measured, request } from '../../worker/testing/driver.ts';
import { doubledCheckpoints } from './doubled-checkpoints.ts';

const { arms } = request();
const steps = 24;
const runsOf = (seedIndices: number[]): StartRequest['runs'] => assignRuns({ arms, seeds: seedIndices.length, seedIndices }, 1).flat();

async function checkpointAt(at: number, seedIndices: number[]): Promise<Checkpoint> {
  const driver = createDriver();
  driver.send(request({ runs: runsOf(seedIndices), steps }));
  driver.send({ type: 'checkpoint', at });
  const { checkpoint } = await driver.next('checkpoint');
  driver.send({ type: 'stop' });
  return checkpoint;
}

async function train(changes: Partial<StartRequest>): Promise<Map<string, number>> {
  const driver = createDriver();
  driver.send(request({ runs: runsOf([0, 1, 2, 3]), steps, ...changes }));
  await driver.next('done');
  driver.send({ type: 'stop' });
  return measured(driver);
}

it('both halves go on together, each from its own step', { timeout: 60_000 }, async () => {
  const whole = await train({});
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 }), async (old, added) => {
      const all = doubledCheckpoints([await checkpointAt(old, [0, 1])], [await checkpointAt(added, [2, 3])], 2);
      const checkpoint = startingPoint(
        all,
        runsOf([0, 1, 2, 3]).map(({ run }) => run),
        () => null,
      );
      const rest = await train({ checkpoint });
      const expected = [...whole].filter(([key]) => {
        const [, run = '', step = ''] = /of run (\d+) at (\d+)$/.exec(key) ?? [];
        return Number(step) > stepOfRun(checkpoint, Number(run));
      });
      expect(rest).toEqual(new Map(expected));
      // Seeds 0 and 1 of each arm are the old ones.
      expect([0, 1, 2, 3].map((run) => stepOfRun(checkpoint, run))).toEqual([old, old, added, added]);
    }),
    { numRuns: 4 },
  );
});

it('of one step there is one, of all runs; what does not fit goes, but never the last', () => {
  const half = (step: number, bytes: number): Checkpoint => ({
    step,
    populations: [
      { step, phase: 0, runs: [0], tensors: { w: { shape: [1, bytes / 4], dtype: 'float32', data: new Float32Array(bytes / 4) } } },
    ],
  });
  const small = doubledCheckpoints([half(5, 8), half(20, 8)], [half(20, 8)], 1);
  expect(small.map(({ step, populations }) => [step, populations.flatMap(({ runs }) => runs)])).toEqual([
    [5, [0]],
    [20, [0, 1]],
  ]);
  const large = doubledCheckpoints([half(5, sessionBudget / 2), half(20, sessionBudget / 2)], [half(20, sessionBudget / 2)], 1);
  expect(large.map(({ step }) => step)).toEqual([20]);
  expect(large.reduce((sum, one) => sum + bytesOf(one), 0)).toBeLessThanOrEqual(sessionBudget);
});

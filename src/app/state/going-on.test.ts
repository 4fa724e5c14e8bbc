/** From where forks go on: the latest state that all seeds of their parent have before it. */
import { expect, it } from 'vitest';
import { defaultConfiguration, withFork } from '../../experiment/configuration.ts';
import { sample } from '../../experiment/sample.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { Checkpoint } from '../../worker/protocol.ts';
import { forkPoint, lastOfAll } from './going-on.ts';

const at = (step: number, runs: number[]): Checkpoint => ({ step, populations: [{ step, phase: 0, runs, tensors: {} }] });
const base = { ...defaultConfiguration(sample), seeds: 2 };
const recordOf = (arms: readonly { id: string }[]): SessionRecord =>
  new SessionRecord(
    sample,
    arms.map(({ id }) => id),
    2,
  );

it('a fork goes on from the latest state that every seed has up to its step', () => {
  const session = { experiment: sample, configuration: base, record: recordOf(base.arms) };
  // After doubling the halves of the seeds have states at steps of their own.
  const checkpoints = [at(10, [0, 2]), at(15, [1, 3]), at(40, [0, 1, 2, 3])];
  expect([5, 10, 15, 39, 40, 99].map((step) => forkPoint(session, 0, step, checkpoints))).toEqual([0, 0, 10, 10, 40, 40]);
  expect(forkPoint(session, 2, 50, checkpoints)).toBe(0);
});

it('a fork of a fork goes on from what its parent had been before', () => {
  const configuration = withFork(sample, base, { of: 'none', step: 30, changes: { rate: 0.4 } });
  const session = { experiment: sample, configuration, record: recordOf(configuration.arms) };
  const fork = configuration.arms.length - 1;
  const parents = [at(20, [0, 1]), at(35, [0, 1])];
  expect([25, 30, 60].map((step) => forkPoint(session, fork, step, parents))).toEqual([20, 20, 20]);
  expect(forkPoint(session, fork, 60, [...parents, at(50, [6, 7])])).toBe(50);
});

it('the end is there when every run has its last state', () => {
  const record = recordOf(base.arms);
  expect(lastOfAll({ record, steps: 40 }, [at(40, [0, 1, 2, 3, 4])])).toBeNull();
  expect(lastOfAll({ record, steps: 40 }, [at(39, [0, 1, 2, 3, 4, 5])])).toBeNull();
  expect(lastOfAll({ record, steps: 40 }, [at(9, [0]), at(40, [0, 1, 2, 3, 4, 5])])?.step).toBe(40);
});

/**
 * Schedules of the learning rate (or of any other live hyperparameter): one declaration, a factor of the base rate as a function of
 * the number of updates done so far. The host evaluates the formula in float64, the device in a kernel from its own counter.
 */
import { tensor } from '@tensorflow/tfjs-core';
import { scheduleFactor, scheduleOp } from '../device/kernels/schedules.ts';
import type { Schedule } from '../device/kernels/schedules.ts';
import type { Live } from '../training/program.ts';
import { branchAt, tensorAt } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

export type { Schedule };

/** The rate of update `t`, counted from 0, in float64. Throws a RangeError when a number of the schedule makes no sense. */
export function scheduledRate(schedule: Schedule, base: number, t: number): number {
  return base * scheduleFactor(schedule, t);
}

/**
 * Gives `optimizer` scheduled values under the live ids that it names: `scheduled({ rate: { base: 'learningRate', schedule } },
 * adam({ learningRate: 'rate' }))`. Each counts the updates of this optimizer, in its state: `[R]` int32.
 *
 * @throws RangeError when a number of a schedule makes no sense
 */
export function scheduled(schedules: Readonly<Record<string, { base: Setting; schedule: Schedule }>>, optimizer: Optimizer): Optimizer {
  for (const { schedule } of Object.values(schedules)) scheduleFactor(schedule, 0);
  const bases = Object.fromEntries(Object.entries(schedules).map(([id, { base }]) => [id, base]));
  return {
    moments: optimizer.moments,
    init: (population, parameters) => ({
      updates: Object.fromEntries(Object.keys(schedules).map((id) => [id, tensor(new Int32Array(population.R), [population.R], 'int32')])),
      constants: constants(population, bases),
      optimizer: optimizer.init(population, parameters),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const counters = branchAt(state, 'updates');
      const results = Object.entries(schedules).map(
        ([id, { base, schedule }]) => [id, scheduleOp(setting(id, base, kept, live), tensorAt(counters, id), schedule)] as const,
      );
      const own: Live = { ...live, ...Object.fromEntries(results.map(([id, { rate }]) => [id, rate])) };
      const updated = optimizer.update(parameters, gradients, branchAt(state, 'optimizer'), own);
      const updates = Object.fromEntries(results.map(([id, { updates }]) => [id, updates]));
      return { parameters: updated.parameters, state: { updates, constants: kept, optimizer: updated.state } };
    },
  };
}

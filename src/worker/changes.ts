/** Live changes of a session on their way into its populations: each at its step, in the order they were made. */
import type { Population } from '../engine/training/population.ts';
import type { LiveChange } from './protocol.ts';

export interface ChangeQueue {
  /** Makes all changes that are due at a step. Throws when a hyperparameter is not live in this population. */
  apply(step: number): void;
  /** Steps until the next change; Infinity without one. */
  ahead(step: number): number;
}

/**
 * @param changes - the session's, which may grow while it runs
 * @param arms - the arm of every run of the population
 */
export function createChangeQueue(changes: readonly LiveChange[], population: Population, arms: readonly number[]): ChangeQueue {
  const done = new Set<LiveChange>();
  return {
    apply(step) {
      // By their steps: after a checkpoint several are due at once, which were made one after the other.
      const due = changes.filter((change) => change.step <= step && !done.has(change)).sort((a, b) => a.step - b.step);
      for (const change of due) {
        done.add(change);
        const runs = arms.flatMap((arm, run) => (change.arms.includes(arm) ? [run] : []));
        if (runs.length > 0) population.change(change.id, runs, change.value);
      }
    },
    ahead: (step) => Math.min(Infinity, ...changes.filter((change) => change.step > step).map((change) => change.step - step)),
  };
}

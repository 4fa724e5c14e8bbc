/**
 * Keeps the workers of a pool at about the same step: none goes far past the slowest of those that were started with it, and none does the last
 * step before all stand in front of it. So what is made at a common step (a live change, a pause, a checkpoint) lands near where each of them
 * is, and none is over before. The slowest worker is never held up, and the session ends when it does.
 */
import type { LiveChange } from './protocol.ts';

/** How far ahead a worker may be, in seconds of training: a few blocks, so that telling it the next limit takes no time from it. */
const aheadSeconds = 0.25;
/** At least, in steps. */
const leastAhead = 2;

/** How many steps a worker may be ahead of the slowest, which does so many a second. */
export const aheadOf = (stepsPerSecond: number): number => Math.max(leastAhead, Math.ceil(aheadSeconds * stepsPerSecond));

/** The step past which none of some workers may go; Infinity once all stand in front of the last one. */
export function limitOf(reached: readonly number[], total: number, ahead = leastAhead): number {
  const least = Math.min(...reached);
  return least >= total - 1 ? Infinity : Math.min(total - 1, least + ahead);
}

/** Whether a new limit is worth a message: it is the last or last but one, or a good part of the way further. */
export function worthTelling(next: number, told: number, total: number, ahead: number): boolean {
  return next > told && (next >= total - 1 || next - told >= ahead / 4);
}

/**
 * Live changes at one step that every worker of their arms can still reach, the furthest at which one stands; arms that are done are left out
 * of them.
 *
 * @param workers - where each stands, and the arms that it trains
 * @param from - the first step that they may be made at
 * @returns the changes in their order, of which some may have no arm left; null when none has
 */
export function changesAt(
  wanted: readonly Omit<LiveChange, 'step'>[],
  workers: readonly { step: number; arms: readonly number[] }[],
  total: number,
  from = 0,
): LiveChange[] | null {
  const over = new Set(workers.flatMap(({ step, arms }) => (step >= total ? arms : [])));
  const possible = wanted.map((one) => ({ ...one, arms: one.arms.filter((arm) => !over.has(arm)) }));
  const concerned = workers.filter(({ arms }) => possible.some((one) => one.arms.some((arm) => arms.includes(arm))));
  if (concerned.length === 0) return null;
  const step = Math.max(from, ...concerned.map((worker) => worker.step));
  return possible.map((one) => ({ ...one, step }));
}

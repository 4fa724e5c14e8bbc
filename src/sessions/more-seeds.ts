/** Seeds that are added to a finished session: they are trained alone, under numbers of their own, and then join the others. */
import type { MeasureBlock } from '../worker/protocol.ts';

/**
 * The number of a run in a session of `total` seeds. `run` is its number among `count` seeds of every arm, the first of which is seed `first`;
 * both are arm-major.
 */
export function runAmong(run: number, count: number, first: number, total: number): number {
  return Math.floor(run / count) * total + first + (run % count);
}

/** A block of the added seeds as one of the session that doubles: behind `seeds` seeds come as many. */
export function asDoubled(block: MeasureBlock, seeds: number): MeasureBlock {
  return { ...block, runs: block.runs.map((run) => runAmong(run, seeds, seeds, 2 * seeds)) };
}

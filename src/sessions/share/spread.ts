/** What follows about the spread over seeds from a curve that was sent: intervals are there always, single seeds where there was room. */
import { tQuantile } from '../../engine/statistics/t-distribution.ts';
import type { ResultCurve } from './results.ts';

/** Arrays as long as the curve; NaN where nothing counts. */
export interface SentSpread {
  /** Runs that have not diverged. */
  count: number[];
  /** Standard deviation: as exact as the interval. */
  sd: Float64Array;
  /** Null without single seeds. */
  range: { min: Float64Array; max: Float64Array } | null;
}

/** `seeds`: of the arm; `divergedAt`: the steps at which some of them were lost. */
export function sentSpread({ steps, half, seeds: singles }: ResultCurve, seeds: number, divergedAt: readonly number[]): SentSpread {
  const count = Array.from(steps, (step) => seeds - divergedAt.filter((at) => at <= step).length);
  const sd = half.map((width, i) => (width * Math.sqrt(count[i] ?? 0)) / tQuantile(0.95, (count[i] ?? 0) - 1));
  const extreme = (of: (...values: number[]) => number): Float64Array =>
    Float64Array.from(steps, (_, i) => {
      const known = (singles ?? []).map((values) => values[i] ?? NaN).filter(Number.isFinite);
      return known.length > 0 ? of(...known) : NaN;
    });
  return { count, sd, range: singles && { min: extreme(Math.min), max: extreme(Math.max) } };
}

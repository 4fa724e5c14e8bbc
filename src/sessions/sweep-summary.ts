/** A sweep in a few numbers per arm: the best value of each seed, what it scores, and how wide the good range is. */
import { mean, standardDeviation } from '../engine/statistics/moments.ts';
import { tQuantile } from '../engine/statistics/t-distribution.ts';
import { sweptFrom } from '../experiment/configuration.ts';
import type { Endpoint } from '../experiment/claim.ts';
import type { Measure } from '../experiment/experiment.ts';
import type { Sweep } from '../experiment/hyperparameter.ts';
import { bestIndices } from '../experiment/sweep-endpoint.ts';
import { armsOfRecord, ofArm } from './claim-endpoints.ts';
import type { SessionRecord } from './record.ts';

export interface Estimate {
  mean: number;
  /** Half of the 95 % t interval. */
  half: number;
  seeds: number;
}

export interface SweptArm {
  arm: string;
  /** The best value of each seed, ascending; empty until there is one. */
  best: number[];
  /** What the best values score; null where nothing is scored. */
  score: Estimate | null;
  /** Decades within `factor` times the lowest. */
  width: Estimate | null;
}

/** The measure by which values of a sweep are compared: validation loss, or height; else the first evaluation. */
export function sweptMeasure(measures: readonly Measure[]): Measure | null {
  const evaluated = measures.filter(({ source }) => source.kind === 'evaluation');
  const validation = evaluated.find(
    ({ source, quantity }) => source.kind === 'evaluation' && source.split === 'validation' && quantity === 'loss',
  );
  return validation ?? evaluated.find(({ quantity }) => quantity === 'height') ?? evaluated[0] ?? null;
}

/** The measure in which the chosen values are scored: the same on test; null where there is none. */
export const scoredMeasure = (measures: readonly Measure[]): Measure | null =>
  measures.find(({ source, quantity }) => source.kind === 'evaluation' && source.split === 'test' && quantity === 'loss') ?? null;

/** `factor`: what still counts as good, in terms of the lowest. `at`: which evaluations count. */
export function summarizeSweep(record: SessionRecord, sweep: Sweep, factor: number, at: Endpoint['at']): SweptArm[] {
  const measure = sweptMeasure(record.measures)?.id;
  if (measure === undefined) return [];
  const score = scoredMeasure(record.measures)?.id;
  return armsOfRecord(record).map((arm) => {
    const chosen = record.arms.flatMap((id, index) => (sweptFrom(id).arm === arm ? [record.endpoint(measure, at, index)] : []));
    const best = bestIndices(chosen, record.seeds).flatMap((index) => sweep.values[index] ?? []);
    const over = (what: Parameters<typeof ofArm>[1]['endpoint']['over']): Estimate | null =>
      estimate(Array.from(ofArm(record, { endpoint: { measure, at, ...(what && { over: what }) } }, arm, sweep).values));
    return {
      arm,
      best: best.sort((a, b) => a - b),
      score: score === undefined ? null : over({ what: 'best', score }),
      width: over({ what: 'width', factor }),
    };
  });
}

function estimate(values: readonly number[]): Estimate | null {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return null;
  const half = finite.length > 1 ? (tQuantile(0.95, finite.length - 1) * standardDeviation(finite)) / Math.sqrt(finite.length) : NaN;
  return { mean: mean(finite), half, seeds: finite.length };
}

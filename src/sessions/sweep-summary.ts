/** A sweep in a few numbers per arm: the best value of each seed, what it scores, and how wide the good range is. */
import { mean, standardDeviation } from '../engine/statistics/moments.ts';
import { tQuantile } from '../engine/statistics/t-distribution.ts';
import type { Endpoint } from '../experiment/claim.ts';
import type { Experiment, Measure } from '../experiment/experiment.ts';
import type { EndpointValues } from '../experiment/verdict.ts';

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
  /** What the best values score; null until there is one. */
  score: Estimate | null;
  /** Decades within the factor times the lowest. */
  width: Estimate | null;
}

/** The endpoints that a sweep is summed up by. */
export interface SweepEndpoints {
  /** By which values are compared, and in which the best one is scored: on test where there is a test measure, else the same. */
  chosenBy: Measure;
  scoredIn: Measure;
  /** What still counts as good, in terms of the lowest. */
  factor: number;
  value: Endpoint;
  score: Endpoint;
  width: Endpoint;
}

/** One number per seed; null where it is not known. */
export type EndpointsOf = (endpoint: Endpoint, arm: string) => EndpointValues | null;

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

/** Good is what a claim about the width says, else up to twice the lowest. Null where nothing is evaluated. */
export function sweepEndpoints({ measures, claims }: Pick<Experiment, 'measures' | 'claims'>): SweepEndpoints | null {
  const chosenBy = sweptMeasure(measures);
  if (!chosenBy) return null;
  const scoredIn = scoredMeasure(measures) ?? chosenBy;
  const factor = claims.flatMap(({ endpoint }) => (endpoint.over?.what === 'width' ? [endpoint.over.factor] : []))[0] ?? 2;
  const one = { measure: chosenBy.id, at: claims[0]?.endpoint.at ?? 'last' } as const;
  return {
    chosenBy,
    scoredIn,
    factor,
    value: { ...one, over: { what: 'value' } },
    score: { ...one, over: { what: 'best', score: scoredIn.id } },
    width: { ...one, over: { what: 'width', factor } },
  };
}

/** Null where the endpoints of the sweep are not known. */
export function summarizeSweep({ value, score, width }: SweepEndpoints, arms: readonly string[], of: EndpointsOf): SweptArm[] | null {
  const found = arms.map((arm): SweptArm | null => {
    const [chosen, scored, wide] = [value, score, width].map((endpoint) => of(endpoint, arm)?.values ?? null);
    if (!chosen || !scored || !wide) return null;
    const best = Array.from(chosen).filter((one) => Number.isFinite(one));
    return { arm, best: best.sort((a, b) => a - b), score: estimate(Array.from(scored)), width: estimate(Array.from(wide)) };
  });
  const known = found.filter((one) => one !== null);
  return known.length === found.length ? known : null;
}

function estimate(values: readonly number[]): Estimate | null {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return null;
  const half = finite.length > 1 ? (tQuantile(0.95, finite.length - 1) * standardDeviation(finite)) / Math.sqrt(finite.length) : NaN;
  return { mean: mean(finite), half, seeds: finite.length };
}

/** What arms can be compared in: of each measure one number per arm and seed, from a record or from results that were sent. */
import type { Configuration } from '../experiment/configuration.ts';
import type { Endpoint } from '../experiment/claim.ts';
import type { Experiment, Measure } from '../experiment/experiment.ts';
import type { EndpointValues } from '../experiment/verdict.ts';
import { armsOfRecord, ofArm } from './claim-endpoints.ts';
import type { SessionRecord } from './record.ts';
import { endpointsFor, type Results } from './share/results.ts';
import { sweepEndpoints, type EndpointsOf } from './sweep-summary.ts';

export interface ComparableMeasure {
  measure: Measure;
  /** By arm. */
  endpoints: readonly EndpointValues[];
  /** The last step that all runs have of it; null before the first. */
  step: number | null;
}

export interface Comparable {
  /** As the configuration names them, each once however many values a sweep has. */
  arms: readonly string[];
  seeds: number;
  /** Those with numbers. Of a sweep one: what the best value of each seed scores. */
  measures: readonly ComparableMeasure[];
  of: EndpointsOf;
}

/** Of a session as it stands. `experiment`: narrowed to its settings. */
export function comparableRecord(experiment: Experiment, { sweep }: Pick<Configuration, 'sweep'>, record: SessionRecord): Comparable {
  const of: EndpointsOf = (endpoint, arm) => ofArm(record, { endpoint }, arm, sweep);
  const stepOf = (measure: string): number | null => lastCommon(record.arms.map((_, arm) => record.curve(measure, arm).steps));
  return comparable(experiment, sweep !== undefined, armsOfRecord(record), record.seeds, of, stepOf);
}

/** Of results from elsewhere: in the measures whose endpoints they hold. */
export function comparableResults(
  experiment: Experiment,
  { arms, sweep }: Pick<Configuration, 'arms' | 'sweep'>,
  results: Results,
): Comparable {
  const ids = arms.map(({ id }) => id);
  const of: EndpointsOf = (endpoint, arm) => endpointsFor(results, endpoint, ids)[arm] ?? null;
  const stepOf = (measure: string): number | null =>
    lastCommon(results.measures.find(({ id }) => id === measure)?.curves.map(({ steps }) => steps) ?? []);
  return comparable(experiment, sweep !== undefined, ids, results.seeds, of, stepOf);
}

function comparable(
  experiment: Experiment,
  swept: boolean,
  arms: readonly string[],
  seeds: number,
  of: EndpointsOf,
  stepOf: (measure: string) => number | null,
): Comparable {
  const sweep = swept ? sweepEndpoints(experiment) : null;
  const wanted: { measure: Measure; endpoint: Endpoint }[] = swept
    ? sweep
      ? [{ measure: sweep.scoredIn, endpoint: sweep.score }]
      : []
    : experiment.measures.map((measure) => ({ measure, endpoint: { measure: measure.id, at: 'last' } }));
  const measures = wanted.flatMap(({ measure, endpoint }): ComparableMeasure[] => {
    const endpoints = arms.flatMap((arm) => of(endpoint, arm) ?? []);
    const known = endpoints.length === arms.length && endpoints.some(({ values }) => Array.from(values).some(Number.isFinite));
    return known ? [{ measure, endpoints, step: stepOf(measure.id) }] : [];
  });
  return { arms, seeds, measures, of };
}

function lastCommon(steps: readonly ArrayLike<number>[]): number | null {
  const last = Math.min(...steps.map((taken) => taken[taken.length - 1] ?? Infinity));
  return Number.isFinite(last) ? last : null;
}

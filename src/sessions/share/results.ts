/** What a session comes to in a form that can be sent, shown and compared: curves, endpoints, and a digest of everything. */
import type { Endpoint } from '../../experiment/claim.ts';
import { departures, resolveSteps, sessionArms, sessionValues, type Configuration } from '../../experiment/configuration.ts';
import type { Experiment, Measure } from '../../experiment/experiment.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { evaluateClaims, type EndpointValues } from '../../experiment/verdict.ts';
import type { Verdict } from '../../experiment/claim.ts';
import type { DeviceDescription } from '../../worker/protocol.ts';
import { armsOfRecord, ofArm } from '../claim-endpoints.ts';
import type { SessionRecord } from '../record.ts';
import { sweepEndpoints } from '../sweep-summary.ts';
import { measureDigest } from './digest.ts';
import { timesOf, type Times } from './times.ts';

/** Arrays of equal length; NaN where nothing counts. */
export interface ResultCurve {
  steps: Int32Array;
  mean: Float64Array;
  /** Half of the 95 % t interval; NaN where fewer than two runs count. */
  half: Float64Array;
  /** By seed; null where single seeds were not sent. Of a session's record: views, valid until it grows. */
  seeds: ArrayLike<number>[] | null;
  /** How far a mean may be from what was measured, for having been rounded for the way. */
  error: Float64Array;
}

export interface ResultMeasure {
  id: string;
  /** Over every value that was measured; null for a derived measure. */
  digest: string | null;
  /** One per arm as trained; none for a measure that no chart draws. */
  curves: ResultCurve[];
}

/** The endpoints of one kind, by arm as the configuration names them, then by seed; exact. */
export interface ResultEndpoints {
  /** As `endpointKey` says. */
  key: string;
  arms: { values: Float64Array; diverged: boolean[] }[];
}

/** Names of devices, before and from a step on. */
export interface DeviceMove {
  step: number;
  before: string;
  after: string;
}

export interface Results {
  /** That every run has taken, of how many. */
  step: number;
  steps: number;
  seeds: number;
  /** Which look at the seeds the verdicts are, from 1. */
  look: number;
  /** Of training, without pauses. */
  seconds: number;
  device: DeviceDescription;
  /** Which build of the page trained it. */
  build: string;
  /** Steps from which it went on on another device, in their order; absent: it had one throughout. */
  moves?: readonly DeviceMove[];
  /** Seconds of work on each arm; absent: not known. */
  times?: Times;
  /** By run, arm-major: the step at which it diverged, or null. */
  divergedAt: (number | null)[];
  measures: ResultMeasure[];
  endpoints: ResultEndpoints[];
}

/** Names an endpoint: equal keys are the same numbers of a record. */
export function endpointKey({ measure, at, over }: Endpoint): string {
  const last = at === 'last' ? 1 : at.meanOfLast;
  const swept =
    over === undefined ? [] : [over.what, ...(over.what === 'width' ? [over.factor] : over.what === 'best' ? [over.score] : [])];
  return [measure, last, ...swept].join(' ');
}

/** Whether a key is of an endpoint over a sweep. */
export const isOverSweep = (key: string): boolean => key.split(' ').length > 2;

/** The experiment under a configuration's settings. */
export const narrowedTo = (experiment: Experiment, configuration: Configuration): Experiment =>
  narrowed(experiment, sessionValues(experiment, configuration), configuration.sweep !== undefined);

const isDrawn = (measure: Measure): boolean => measure.drawn !== false;

/**
 * Everything that is known of a session, in full.
 *
 * @param experiment - narrowed to the session's settings
 * @param last - leave out what came later than this step, where an unfinished session is compared
 */
export function resultsOf(
  experiment: Experiment,
  configuration: Configuration,
  record: SessionRecord,
  facts: Pick<Results, 'seconds' | 'device' | 'build' | 'look' | 'moves'>,
  last = Infinity,
): Results {
  const step = Math.min(last, Math.max(0, record.completeStep()));
  const times = timesOf(record.arms.length, step, (arm, at) => record.secondsAt(arm, at));
  return {
    ...facts,
    ...(times.some(({ length }) => length > 0) && { times }),
    step,
    steps: resolveSteps(experiment, configuration),
    seeds: record.seeds,
    divergedAt: record.arms.flatMap((_, arm) => record.runsOf(arm).map((run) => within(record.divergedAt(run), step))),
    measures: record.measures.map((measure) => ({
      id: measure.id,
      digest: measure.source.kind === 'derived' ? null : measureDigest(record, measure.id, step),
      curves: isDrawn(measure) ? record.arms.map((_, arm) => curveOf(record, measure.id, arm, step)) : [],
    })),
    endpoints: endpointsOf(experiment, configuration, record),
  };
}

const within = (at: number | null, step: number): number | null => (at !== null && at <= step ? at : null);

function curveOf(record: SessionRecord, measure: string, arm: number, last: number): ResultCurve {
  const curve = record.curve(measure, arm);
  let length = curve.steps.length;
  while (length > 0 && (curve.steps[length - 1] ?? 0) > last) length--;
  return {
    steps: curve.steps.slice(0, length),
    mean: curve.mean.slice(0, length),
    half: Float64Array.from({ length }, (_, i) => (curve.upper[i] ?? NaN) - (curve.mean[i] ?? NaN)),
    seeds: Array.from({ length: record.seeds }, (_, seed) => record.values(measure, arm, seed).subarray(0, length)),
    error: new Float64Array(length),
  };
}

/** What the claims ask for first, then what a sweep comes to, or the last value of every other measure that is evaluated. */
function endpointsOf(experiment: Experiment, { sweep }: Configuration, record: SessionRecord): ResultEndpoints[] {
  const asked = experiment.claims.map(({ endpoint }) => endpoint);
  const summed = sweep ? sweepEndpoints(experiment) : null;
  const evaluated = sweep ? [] : record.measures.filter(({ source }) => source.kind !== 'minibatch');
  const endpoints: Endpoint[] = [
    ...asked,
    ...(summed ? [summed.value, summed.score, summed.width] : []),
    ...evaluated.map(({ id }): Endpoint => ({ measure: id, at: 'last' })),
  ];
  const known = new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  return Array.from(known, ([key, endpoint]) => ({
    key,
    arms: armsOfRecord(record).map((arm) => {
      const { values, diverged } = ofArm(record, { endpoint }, arm, sweep);
      return { values: Float64Array.from(values), diverged: Array.from(diverged) };
    }),
  }));
}

/** The endpoints of a claim's arms that results hold: by arm id; empty when they are not among them. */
export function endpointsFor(results: Results, endpoint: Endpoint, arms: readonly string[]): Record<string, EndpointValues> {
  const found = results.endpoints.find(({ key }) => key === endpointKey(endpoint));
  return Object.fromEntries(arms.flatMap((arm, index) => (found?.arms[index] ? [[arm, found.arms[index]]] : [])));
}

/** The verdicts that follow from the endpoints: none is taken on the word of whoever sent them. */
export function verdictsOf(experiment: Experiment, configuration: Configuration, results: Results): Verdict[] {
  const arms = configuration.arms.map(({ id }) => id);
  const facts = {
    preset: configuration.preset,
    arms,
    seeds: results.seeds,
    look: results.look,
    finished: results.step >= results.steps,
    exploratory: departures(experiment, configuration).length > 0,
  };
  const endpoints = experiment.claims.map(({ id, endpoint }) => [id, endpointsFor(results, endpoint, arms)] as const);
  return evaluateClaims(experiment, facts, Object.fromEntries(endpoints));
}

/** Whether results have the sizes of a session of this configuration, and measures that the experiment has. */
export function belongTo(results: Results, experiment: Experiment, configuration: Configuration): boolean {
  const arms = sessionArms(experiment, configuration).length;
  const known = new Set(experiment.measures.map(({ id }) => id));
  return (
    results.seeds === configuration.seeds &&
    results.steps === resolveSteps(experiment, configuration) &&
    results.divergedAt.length === arms * results.seeds &&
    (results.times?.length ?? arms) === arms &&
    results.measures.every(({ id, curves }) => known.has(id) && (curves.length === 0 || curves.length === arms)) &&
    results.endpoints.every((one) => one.arms.length === configuration.arms.length)
  );
}

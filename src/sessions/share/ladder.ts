/** As much of the results as a link has room for: what matters least goes first. */
import { timesTrained, type Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { sweptMeasure } from '../sweep-summary.ts';
import { encodeResults, mostPoints } from './codec.ts';
import { endpointKey, isOverSweep, type ResultCurve, type Results } from './results.ts';
import { thin } from './thin.ts';

/** Characters of a whole link. */
export const longestLink = 8000;

/** What of the results a link holds. */
export interface Rung {
  /** Of each curve at most. */
  points: number;
  /** The curves of single seeds. */
  seeds: boolean;
  /** The endpoints of all measures, or of those that claims are about. */
  endpoints: 'all' | 'claims';
  /** Of a sweep: the curves at all values, or those at the best value of each arm, and of the others where they end. */
  values: 'all' | 'best';
}

const rungs: readonly Rung[] = [
  { points: mostPoints, seeds: true, endpoints: 'all', values: 'all' },
  { points: mostPoints, seeds: false, endpoints: 'all', values: 'all' },
  { points: mostPoints, seeds: false, endpoints: 'all', values: 'best' },
  { points: mostPoints, seeds: false, endpoints: 'claims', values: 'best' },
  ...[36, 24, 16, 12, 8, 6].map((points): Rung => ({ points, seeds: false, endpoints: 'claims', values: 'best' })),
];

/** What results are of: the experiment under their settings, and the arms and sweep. */
export interface ResultsOf {
  experiment: Pick<Experiment, 'claims' | 'measures'>;
  configuration: Pick<Configuration, 'arms' | 'sweep'>;
}

/** The fullest text of at most `room` characters, and what it holds; null when nothing fits. `settings` as where it is read. */
export function fitResults(results: Results, of: ResultsOf, settings: string, room: number): { text: string; rung: Rung } | null {
  const { sweep } = of.configuration;
  for (const rung of rungs) {
    if (!sweep && rung.values === 'best' && rung.endpoints === 'all') continue;
    const text = encodeResults(reduced(results, of, rung), settings);
    if (text.length <= room) return { text, rung: sweep ? rung : { ...rung, values: 'all' } };
  }
  return null;
}

/** Less of the results. */
export function reduced(results: Results, { experiment, configuration }: ResultsOf, { points, seeds, endpoints, values }: Rung): Results {
  const asked = new Set(experiment.claims.map(({ endpoint }) => endpointKey(endpoint)));
  const chart = configuration.sweep && values === 'best' ? sweptMeasure(experiment.measures.filter(({ drawn }) => drawn !== false)) : null;
  const drawn = chart && overSteps(results, chart.id, timesTrained(configuration));
  return {
    ...results,
    ...(results.times && { times: results.times.map((own, index) => (drawn === null || drawn.has(index) ? own : own.subarray(0, 0))) }),
    measures: results.measures.map((measure) => ({
      ...measure,
      curves: measure.curves.map((curve, index) => {
        const whole = drawn === null || drawn.has(index);
        // Of a value that is not the best one, the page draws where it ends, in the chart over values.
        const kept = whole ? thin(curve.steps, curve.mean, points) : measure.id === chart?.id ? [curve.steps.length - 1] : [];
        return part(curve, kept, seeds);
      }),
    })),
    // What a sweep comes to is little, and the receiver sees it first.
    endpoints: results.endpoints.filter(({ key }) => endpoints === 'all' || asked.has(key) || isOverSweep(key)),
  };
}

/**
 * Indices of the curves of a sweep that are drawn over steps: of each arm the one whose mean ends lowest, without runs that diverged, and those
 * that end so near it that rounding could put them first; without one the middle value. `times`: how often each arm is trained.
 */
function overSteps({ measures, divergedAt, seeds }: Results, measure: string, times: readonly number[]): Set<number> {
  const curves = measures.find(({ id }) => id === measure)?.curves ?? [];
  const ends = curves.map(({ mean }, index) => {
    const diverged = divergedAt.slice(index * seeds, (index + 1) * seeds).some((at) => at !== null);
    return diverged ? Infinity : (mean.at(-1) ?? Infinity);
  });
  const found = new Set<number>();
  let first = 0;
  for (const each of times) {
    const own = ends.slice(first, first + each);
    const least = Math.min(...own.filter((end) => !Number.isNaN(end)));
    if (least === Infinity) found.add(first + Math.floor(each / 2));
    const from = first;
    own.forEach((end, index) => {
      if (end < Infinity && end <= least + Math.abs(least) / 200) found.add(from + index);
    });
    first += each;
  }
  return found;
}

function part(curve: ResultCurve, kept: readonly number[], withSeeds: boolean): ResultCurve {
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (i) => values[i] ?? NaN);
  return {
    steps: Int32Array.from(kept, (i) => curve.steps[i] ?? 0),
    mean: pick(curve.mean),
    half: pick(curve.half),
    seeds: withSeeds ? (curve.seeds?.map(pick) ?? null) : null,
    error: pick(curve.error),
  };
}

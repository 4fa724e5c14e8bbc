/** As much of the results as a link has room for: what matters least goes first. */
import type { Claim } from '../../experiment/claim.ts';
import { encodeResults, mostPoints } from './codec.ts';
import { endpointKey, type ResultCurve, type Results } from './results.ts';
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
}

const rungs: readonly Rung[] = [
  { points: mostPoints, seeds: true, endpoints: 'all' },
  { points: mostPoints, seeds: false, endpoints: 'all' },
  { points: mostPoints, seeds: false, endpoints: 'claims' },
  ...[36, 24, 16, 12, 8, 6].map((points): Rung => ({ points, seeds: false, endpoints: 'claims' })),
];

/** The fullest text of at most `room` characters, and what it holds; null when nothing fits. `claims` and `settings` as where they are read. */
export function fitResults(
  results: Results,
  claims: readonly Claim[],
  settings: string,
  room: number,
): { text: string; rung: Rung } | null {
  for (const rung of rungs) {
    const text = encodeResults(reduced(results, claims, rung), settings);
    if (text.length <= room) return { text, rung };
  }
  return null;
}

/** Less of the results. */
export function reduced(results: Results, claims: readonly Claim[], { points, seeds, endpoints }: Rung): Results {
  const asked = new Set(claims.map(({ endpoint }) => endpointKey(endpoint)));
  return {
    ...results,
    measures: results.measures.map((measure) => ({ ...measure, curves: measure.curves.map((curve) => fewer(curve, points, seeds)) })),
    endpoints: results.endpoints.filter(({ key }) => endpoints === 'all' || asked.has(key)),
  };
}

function fewer(curve: ResultCurve, points: number, withSeeds: boolean): ResultCurve {
  const kept = thin(curve.steps, curve.mean, points);
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (i) => values[i] ?? NaN);
  return {
    steps: Int32Array.from(kept, (i) => curve.steps[i] ?? 0),
    mean: pick(curve.mean),
    half: pick(curve.half),
    seeds: withSeeds ? (curve.seeds?.map(pick) ?? null) : null,
    error: pick(curve.error),
  };
}

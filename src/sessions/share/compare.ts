/** What a replay says about the results it repeats: identical, the same within rounding, or different from some step on. */
import type { Verdict } from '../../experiment/claim.ts';
import type { ResultCurve, Results } from './results.ts';

/** The largest difference of means, in terms of what it was compared with. */
export interface Difference {
  measure: string;
  /** Index of the arm as trained. */
  arm: number;
  step: number;
  before: number;
  replayed: number;
}

export type Comparison =
  /** Every value has the same bits. */
  | { outcome: 'identical' }
  /** Not the same bits, but the same verdicts, and every mean inside the band of before. */
  | { outcome: 'rounding'; measures: string[]; largest: Difference | null }
  /** `first`: where a mean is outside for the first time; null when only verdicts differ. */
  | { outcome: 'differs'; step: number; measures: string[]; first: Difference | null; largest: Difference | null; claims: string[] };

/** Where a band says nothing (one seed, or seeds that agree): this part of the value or of the curve's range. */
const relative = 1e-3;
/** What the width of a band may have been rounded by on its way. */
const halfError = 1.002;

/**
 * @param before - as sent or kept: any part of the results, with bits that stand for the whole
 * @param replayed - in full, up to the same step
 * @param verdicts - of each, in the order of the claims; of an unfinished session there are none to compare
 * @param thinned - long streams of which only some rows are kept, and which depends on the order in which arms came by: what both kept counts
 */
export function compareResults(
  before: Results,
  replayed: Results,
  verdicts: { before: readonly Verdict[]; replayed: readonly Verdict[] },
  thinned: ReadonlySet<string> = new Set(),
): Comparison {
  const pairs = meanPairs(before, replayed, thinned);
  const differing = before.measures.filter(({ id, digest }) => {
    if (thinned.has(id)) return pairs.some(({ measure, apart, error }) => measure === id && !(apart <= error));
    return digest !== null && digest !== replayed.measures.find((one) => one.id === id)?.digest;
  });
  const measures = differing.map(({ id }) => id);
  const finished = before.step >= before.steps;
  const claims = finished ? changedClaims(verdicts) : [];
  const shownAlike = pairs.every(({ apart, error }) => apart <= error);
  if (measures.length === 0 && shownAlike && (!finished || sameEndpoints(before, replayed))) return { outcome: 'identical' };
  const largest = greatest(pairs);
  const outside = pairs.filter(({ apart, error, tolerance }) => !(apart <= tolerance + error));
  if (outside.length === 0 && claims.length === 0) return { outcome: 'rounding', measures, largest };
  const step = outside.reduce((least, one) => Math.min(least, one.step), Infinity);
  const first = greatest(outside.filter((one) => one.step === step));
  // Verdicts are of the last step.
  return { outcome: 'differs', step: first?.step ?? before.step, measures, first, largest, claims };
}

interface Pair extends Difference {
  apart: number;
  tolerance: number;
  error: number;
}

/** All means of before beside those of the replay at the same steps; a mean that only one of them has is infinitely far off, unless it was thinned. */
function meanPairs(before: Results, replayed: Results, thinned: ReadonlySet<string>): Pair[] {
  return before.measures.flatMap(({ id, curves }) => {
    const others = replayed.measures.find((measure) => measure.id === id)?.curves ?? [];
    return curves.flatMap((curve, arm) => {
      const other = others[arm];
      const span = range(curve);
      const places = new Map(Array.from(other?.steps ?? [], (step, place) => [step, place]));
      return Array.from(curve.steps).flatMap((step, i): Pair[] => {
        const [mean, half, error] = [curve.mean[i] ?? NaN, curve.half[i] ?? NaN, curve.error[i] ?? 0];
        const place = places.get(step);
        if (place === undefined && thinned.has(id)) return [];
        const now = other?.mean[place ?? -1] ?? NaN;
        const difference = Math.abs(mean - now);
        const apart = Number.isNaN(mean) && Number.isNaN(now) ? 0 : Number.isNaN(difference) ? Infinity : difference;
        const band = Number.isNaN(half) ? 0 : half * halfError;
        return [
          {
            measure: id,
            arm,
            step,
            before: mean,
            replayed: now,
            apart,
            tolerance: Math.max(band, relative * Math.max(Math.abs(mean) || 0, span)),
            error,
          },
        ];
      });
    });
  });
}

function range({ mean }: ResultCurve): number {
  const finite = mean.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b)) - finite.reduce((a, b) => Math.min(a, b));
}

/** The one that is furthest off, in terms of what would be allowed. */
function greatest(pairs: readonly Pair[]): Difference | null {
  let found: Pair | null = null;
  let most = 0;
  for (const pair of pairs) {
    const far = pair.apart / (pair.tolerance + pair.error || Number.MIN_VALUE);
    if (far > most) [found, most] = [pair, far];
  }
  return found && { measure: found.measure, arm: found.arm, step: found.step, before: found.before, replayed: found.replayed };
}

function changedClaims({ before, replayed }: { before: readonly Verdict[]; replayed: readonly Verdict[] }): string[] {
  return before.flatMap(({ id, status }) => (replayed.find((one) => one.id === id)?.status === status ? [] : [id]));
}

function sameEndpoints(before: Results, replayed: Results): boolean {
  return before.endpoints.every(({ key, arms }) => {
    const others = replayed.endpoints.find((one) => one.key === key)?.arms ?? [];
    return arms.every(({ values, diverged }, arm) => {
      const other = others[arm];
      return values.every((value, i) => Object.is(value, other?.values[i])) && diverged.every((flag, i) => flag === other?.diverged[i]);
    });
  });
}

/** From the endpoints of a claim's arms to one contrast per seed, and what can be said about those contrasts. */
import { allEqual, mean, standardDeviation } from '../engine/statistics/moments.ts';
import { signFlipP } from '../engine/statistics/sign-flip.ts';
import { tQuantile, twoSidedP } from '../engine/statistics/t-distribution.ts';
import type { Claim } from './claim.ts';

/** One number per seed, in the order of the seeds: of one arm, for one claim. */
export interface EndpointValues {
  /** NaN where there is none (yet). */
  values: ArrayLike<number>;
  /** Whether that seed's run diverged. */
  diverged: ArrayLike<boolean>;
}

export interface Contrasts {
  /** Σ weight · endpoint − threshold (without it for an exact check), of the seeds that have every endpoint. */
  values: Float64Array;
  /** Σ weight · endpoint is exactly 0 in all of them. */
  allZero: boolean;
  /** The largest |weight · endpoint|: what rounding of the contrasts is relative to. */
  scale: number;
  /** Diverged runs among the claim's arms, each counted once. */
  diverged: number;
  /** Seeds left out because a run has no usable endpoint. */
  missing: number;
}

/**
 * `roles`: the endpoints of the claim's roles, in their order. A diverged run counts as the claim says, else its seed is missing. In a finished
 * session an endpoint that is not finite is one of a diverged run, whatever the flag says.
 */
export function contrastsOf(claim: Claim, roles: readonly EndpointValues[], seeds: number, finished: boolean): Contrasts {
  const values = new Float64Array(seeds);
  let count = 0;
  let scale = 0;
  let diverged = 0;
  let allZero = true;
  for (let seed = 0; seed < seeds; seed++) {
    let sum = 0;
    for (let i = 0; i < roles.length; i++) {
      const role = roles[i];
      if (!role) continue;
      const endpoint = role.values[seed] ?? NaN;
      const hasDiverged = role.diverged[seed] === true || (finished && !Number.isFinite(endpoint));
      // An arm that plays two roles is the same object twice.
      if (hasDiverged && roles.indexOf(role) === i) diverged++;
      const value = hasDiverged ? (claim.divergedCountsAs ?? NaN) : endpoint;
      const part = (claim.weights[i] ?? NaN) * value;
      sum += part;
      if (Math.abs(part) > scale) scale = Math.abs(part);
    }
    if (!Number.isFinite(sum)) continue;
    if (sum !== 0) allZero = false;
    values[count++] = claim.exact ? sum : sum - claim.threshold;
  }
  return { values: values.subarray(0, count), allZero: allZero && count > 0, scale, diverged, missing: seeds - count };
}

export interface Summary {
  effect: number;
  interval: [number, number] | null;
  /** Two-sided paired t; NaN without spread. */
  p: number;
}

/** Values that differ by less than this share of what they were made from do so by rounding only. */
const roundingShare = 1e-12;

/** Mean, t interval at `level` and p of the contrasts. */
export function summarize({ values, scale }: Contrasts, level: number): Summary & { varies: boolean } {
  const n = values.length;
  const effect = mean(values);
  const sd = standardDeviation(values);
  const varies = n > 1 && !allEqual(values) && sd > roundingShare * scale;
  const half = (tQuantile(level, n - 1) * sd) / Math.sqrt(n);
  return {
    effect,
    interval: n > 1 ? [effect - half, effect + half] : null,
    p: varies ? twoSidedP((effect * Math.sqrt(n)) / sd, n - 1) : NaN,
    varies,
  };
}

/** Fewer seeds than this cannot bring an exact test anywhere near a small p. */
export const signFlipSeeds = 6;

/** The exact sign-flip p of the contrasts, or null with fewer than six of them. */
export function signFlipOf({ values }: Contrasts): number | null {
  return values.length >= signFlipSeeds ? signFlipP(values) : null;
}

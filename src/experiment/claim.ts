/** The falsifiable sentences of an experiment, fixed before Run. */
import type { When } from './hyperparameter.ts';

/** A number per run: one measure at the last evaluation, or its mean over the last `k` evaluations. */
export interface Endpoint {
  measure: string;
  at: 'last' | { meanOfLast: number };
  /** Makes the claim one about a sweep: it is posed only in sessions with one, and the number belongs to all values of it together. */
  over?: SweepMeasure;
}

/**
 * Of an arm and a seed over a sweep. `width`: the decades over which the measure stays within `factor` times its own lowest. `best`: what the
 * value at which the measure is lowest scores in another measure, so that nothing is chosen and judged on the same examples.
 * `value`: that value itself.
 */
export type SweepMeasure = JudgedSweepMeasure | { what: 'value' };
/** What a claim can be about. */
type JudgedSweepMeasure = { what: 'width'; factor: number } | { what: 'best'; score: string };

export interface ClaimEndpoint extends Endpoint {
  over?: JudgedSweepMeasure;
}

/** The most evaluations that an endpoint of some claims takes the mean over. */
export const longestEndpoint = (claims: readonly Claim[]): number =>
  Math.max(1, ...claims.map(({ endpoint: { at } }) => (at === 'last' ? 1 : at.meanOfLast)));

/**
 * A claim compares, inside each seed, the endpoints of its roles. Roles are arms by position: by default the declared arms `roles`;
 * a session that lists the same arms in another order binds them to the roles in its own order, and the sentence names them.
 * The contrast of seed k is Σ weight[i] · endpoint(role i, seed k); the claim says it is `direction` the threshold.
 * Linear weights cover a difference (−1, 1), a difference of differences (1, −1, −1, 1) and "gain(b) − 0.8 · gain(a)".
 */
export interface Claim {
  id: string;
  /** The settings that the claim is about; absent: all. Under others it is not posed. */
  when?: When;
  endpoint: ClaimEndpoint;
  roles: readonly string[];
  weights: readonly number[];
  direction: 'less' | 'greater';
  threshold: number;
  /**
   * An exact check instead of a test between seeds: the contrast is at most `threshold` away from 0, either way, in every run ("merging changes
   * nothing"). Its direction is 'less'.
   */
  exact?: true;
  /** What a diverged run's endpoint counts as; absent: one diverged run makes the claim inconclusive. */
  divergedCountsAs?: number;
}

export type Status = 'supported' | 'refuted' | 'inconclusive';

/** Why a verdict is what it is, for the page to say in words. */
export type Reason =
  | 'significant' // supported or refuted: both tests pass
  | 'notSignificant'
  | 'holdsExactly' // an exact check: every run passes
  | 'failsExactly' // an exact check: some run does not
  | 'identical' // all differences exactly 0: the arms are numerically identical
  | 'seedsDoNotVary' // all differences equal and not 0
  | 'tooFewSeeds' // under 3
  | 'diverged' // a run diverged and the claim does not say what that counts as
  | 'armMissing'
  | 'unfinished' // before the declared step: effect and band only, "so far"
  | 'exploratory'; // settings or events outside the declaration

export interface Verdict {
  id: string;
  status: Status;
  reason: Reason;
  /** What the declaration expects under these settings. */
  expected: Status | null;
  kind: 'declared' | 'exploratory';
  /** Mean of the per-seed contrasts minus the threshold; null where there is none. */
  effect: number | null;
  /** Two-sided t interval of `effect` at `level`; while unfinished a plain 95 % band. */
  interval: [number, number] | null;
  level: number | null;
  p: number | null;
  /** The exact sign-flip p value, for 6 seeds and more. */
  signFlipP: number | null;
  seeds: number;
  look: number;
  diverged: number;
  varied: readonly RandomSource[];
}

/** What differs between seeds. */
export const randomSources = ['weights', 'data', 'order', 'masks', 'start', 'noise'] as const;
export type RandomSource = (typeof randomSources)[number];

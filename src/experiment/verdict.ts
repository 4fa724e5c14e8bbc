/** Verdicts on the claims of an experiment: what the numbers of a session say about sentences that were fixed before it ran. */

/** One number per seed, in the order of the seeds: of one arm, for one claim. */
export interface EndpointValues {
  /** NaN where there is none (yet). */
  values: ArrayLike<number>;
  /** Whether that seed's run diverged. */
  diverged: ArrayLike<boolean>;
}

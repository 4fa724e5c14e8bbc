/** Student's t distribution: two-sided p values and quantiles, the quantiles cached because bands ask for the same few again and again. */
import t from '@stdlib/stats-base-dists-t';

/** P(|T| ≥ |t|) with `df` degrees of freedom; NaN for a t that is not a number, 0 for an infinite one. */
export function twoSidedP(statistic: number, df: number): number {
  return 2 * t.cdf(-Math.abs(statistic), df);
}

const cache = new Map<number, Map<number, number>>();

/** The t with P(|T| ≤ t) = `level`: half the width of a two-sided interval in standard errors. NaN without degrees of freedom. */
export function tQuantile(level: number, df: number): number {
  if (!(df > 0)) return NaN;
  let ofLevel = cache.get(level);
  if (!ofLevel) {
    ofLevel = new Map<number, number>();
    cache.set(level, ofLevel);
  }
  let quantile = ofLevel.get(df);
  if (quantile === undefined) {
    quantile = t.quantile((1 + level) / 2, df);
    // Welch's degrees of freedom are fractional and never come again.
    if (Number.isInteger(df)) ofLevel.set(df, quantile);
  }
  return quantile;
}

/** P(Z ≥ z) of the standard normal: Student's t with so many degrees of freedom that the difference is below 1e-11. */
export function normalTail(z: number): number {
  return t.cdf(-z, 1e12);
}

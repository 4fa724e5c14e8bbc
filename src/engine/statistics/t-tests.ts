/** Tests and effect sizes built on means: paired t, Welch's t, Cohen's d. Undefined results are NaN, never an exception. */
import { mean, standardDeviation, variance } from './moments.ts';
import { tQuantile, twoSidedP } from './t-distribution.ts';

export interface TTest {
  /** Mean of the differences, or difference of the means: a − b. */
  difference: number;
  t: number;
  df: number;
  /** Two-sided. */
  p: number;
  /** Two-sided interval of the difference at the level asked for. */
  interval: [number, number];
}

/** One-sample t of differences against 0. Without spread: t is ±∞ (or NaN for differences of 0), p is NaN, the interval has width 0. */
export function pairedT(differences: ArrayLike<number>, level = 0.95): TTest & { sd: number; dz: number } {
  const n = differences.length;
  const difference = mean(differences);
  const sd = standardDeviation(differences);
  const df = n - 1;
  const t = difference / (sd / Math.sqrt(n));
  const half = (tQuantile(level, df) * sd) / Math.sqrt(n);
  return {
    difference,
    sd,
    t,
    df,
    p: sd > 0 ? twoSidedP(t, df) : NaN,
    interval: [difference - half, difference + half],
    dz: difference / sd,
  };
}

/** Welch's t test of two independent samples, degrees of freedom after Welch and Satterthwaite. */
export function welchT(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): TTest {
  const difference = mean(a) - mean(b);
  const [partA, partB] = [variance(a) / a.length, variance(b) / b.length];
  const error = Math.sqrt(partA + partB);
  const df = (partA + partB) ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  const t = difference / error;
  const half = tQuantile(level, df) * error;
  return { difference, t, df, p: error > 0 ? twoSidedP(t, df) : NaN, interval: [difference - half, difference + half] };
}

/** Cohen's d with the pooled standard deviation (weights n − 1), and Hedges' g = d · (1 − 3 / (4 (nA + nB − 2) − 1)). */
export function cohensD(a: ArrayLike<number>, b: ArrayLike<number>): { pooledSd: number; d: number; hedgesG: number } {
  const df = a.length + b.length - 2;
  const pooledSd = Math.sqrt(((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / df);
  const d = (mean(a) - mean(b)) / pooledSd;
  return { pooledSd, d, hedgesG: d * (1 - 3 / (4 * df - 1)) };
}

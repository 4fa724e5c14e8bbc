/**
 * The sign-flip test of paired differences: if the arms did not differ, every difference might as well have the other sign. Two-sided p is the
 * share of the 2ⁿ sign assignments whose sum is at least as far from 0 as the observed one. It assumes symmetry, not normality.
 */
import { threefry2x32 } from '../random/threefry.ts';

/** Up to here all assignments are counted. */
export const exactPairs = 40;
/** Beyond it this many are drawn. */
export const monteCarloDraws = 100_000;

/** Sums that should be equal differ in their last bits when added in another order; a tie counts as reached. */
const tieTolerance = 1e-12;

/**
 * Exact up to 40 pairs by splitting them into two halves, whose 2^(n/2) sums each are merged in order and counted against each other.
 * Beyond, (reached + 1) / (draws + 1) over 100,000 assignments drawn from Threefry with a fixed key: the same differences always give the same
 * p, and the +1 (the observed assignment itself) keeps the test valid (Phipson and Smyth 2010). NaN without differences.
 */
export function signFlipP(differences: ArrayLike<number>): number {
  const n = differences.length;
  if (n === 0) return NaN;
  let sum = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    sum += differences[i] ?? NaN;
    size += Math.abs(differences[i] ?? NaN);
  }
  const threshold = Math.abs(sum) - tieTolerance * size;
  if (Number.isNaN(threshold)) return NaN;
  // A sum of 0 is reached by every assignment.
  if (threshold <= 0) return 1;
  if (n > exactPairs) return monteCarloP(differences, threshold);
  const half = n >>> 1;
  const reached = countPairsReaching(signedSums(differences, 0, half), signedSums(differences, half, n), threshold);
  // By symmetry as many assignments reach −threshold from above.
  return (2 * reached) / 2 ** n;
}

/** The sums of all sign assignments of differences[from … to), ascending: each difference merges the sums so far, once lowered and once raised. */
function signedSums(differences: ArrayLike<number>, from: number, to: number): Float64Array {
  let sums = new Float64Array(1);
  for (let i = from; i < to; i++) {
    const step = Math.abs(differences[i] ?? NaN);
    const count = sums.length;
    const merged = new Float64Array(2 * count);
    let low = 0;
    let high = 0;
    for (let k = 0; k < merged.length; k++) {
      const lowered = low < count ? (sums[low] ?? 0) - step : Infinity;
      const raised = high < count ? (sums[high] ?? 0) + step : Infinity;
      if (lowered <= raised) {
        merged[k] = lowered;
        low++;
      } else {
        merged[k] = raised;
        high++;
      }
    }
    sums = merged;
  }
  return sums;
}

/** Pairs (a, b) with a + b ≥ threshold; both lists ascending. */
function countPairsReaching(a: Float64Array, b: Float64Array, threshold: number): number {
  let reached = 0;
  let first = b.length;
  for (let i = 0; i < a.length; i++) {
    while (first > 0 && (a[i] ?? 0) + (b[first - 1] ?? 0) >= threshold) first--;
    reached += b.length - first;
  }
  return reached;
}

function monteCarloP(differences: ArrayLike<number>, threshold: number): number {
  const words = new Uint32Array(2);
  let reached = 0;
  for (let draw = 0; draw < monteCarloDraws; draw++) {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) {
      if (i % 64 === 0) threefry2x32(0x5167f11b, 0x0a11ce5d, draw, i / 64, words);
      const bit = ((words[(i >>> 5) & 1] ?? 0) >>> (i & 31)) & 1;
      sum += bit === 1 ? (differences[i] ?? 0) : -(differences[i] ?? 0);
    }
    if (Math.abs(sum) >= threshold) reached++;
  }
  return (reached + 1) / (monteCarloDraws + 1);
}

/** Tests on ranks: Mann–Whitney and Wilcoxon, exact where no values tie, and by normal approximation as SciPy computes it. */
import { normalTail } from './t-distribution.ts';

/** Beyond this many pairs of values, or differences, counting is slow, and the approximation as good. */
const exactPairs = 22_500;
const exactDifferences = 300;

export interface MannWhitney {
  /** Pairs with a > b, ties counting half; and the rest of the nA · nB pairs. */
  u: number;
  uOther: number;
  /** Two-sided; null where values tie (or there are more than 22,500 pairs). */
  pExact: number | null;
  /** Two-sided, with tie correction and continuity correction 0.5; null where all values are equal. */
  pAsymptotic: number | null;
}

export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const { ranks, ties } = averageRanks([...a, ...b]);
  const product = a.length * b.length;
  const total = a.length + b.length;
  let rankSum = 0;
  for (let i = 0; i < a.length; i++) rankSum += ranks[i] ?? NaN;
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const uOther = product - u;
  const larger = Math.max(u, uOther);

  const spread = Math.sqrt((product / 12) * (total + 1 - ties / (total * (total - 1))));
  const pAsymptotic = spread > 0 ? Math.min(1, 2 * normalTail((larger - product / 2 - 0.5) / spread)) : null;
  const exact = ties === 0 && product > 0 && product <= exactPairs;
  return { u, uOther, pExact: exact ? Math.min(1, 2 * tail(rankSumCounts(a.length, b.length), larger)) : null, pAsymptotic };
}

export interface Wilcoxon {
  /** Differences that are not 0. */
  n: number;
  wPlus: number;
  wMinus: number;
  /** Two-sided; null where absolute differences tie (or n is above 300). */
  pExact: number | null;
  /** Two-sided, with tie correction, without continuity correction; null without differences. */
  pAsymptotic: number | null;
}

/** Signed-rank test. Differences are rounded to nine significant digits first, so that equal ones tie; zeros are dropped. */
export function wilcoxon(differences: readonly number[]): Wilcoxon {
  const kept = differences.map((difference) => Number(difference.toPrecision(9))).filter((difference) => difference !== 0);
  const n = kept.length;
  const { ranks, ties } = averageRanks(kept.map(Math.abs));
  const whole = (n * (n + 1)) / 2;
  const wPlus = kept.reduce((sum, difference, i) => (difference > 0 ? sum + (ranks[i] ?? NaN) : sum), 0);
  const wMinus = whole - wPlus;
  if (n === 0) return { n, wPlus, wMinus, pExact: null, pAsymptotic: null };

  const larger = Math.max(wPlus, wMinus);
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24);
  const pAsymptotic = Math.min(1, 2 * normalTail((larger - whole / 2) / spread));
  const exact = ties === 0 && n <= exactDifferences;
  return { n, wPlus, wMinus, pExact: exact ? Math.min(1, 2 * tail(signedRankCounts(n), larger)) : null, pAsymptotic };
}

/** Ranks from 1, equal values sharing the mean of theirs; `ties` is Σ (t³ − t) over the groups of t equal values. */
export function averageRanks(values: readonly number[]): { ranks: number[]; ties: number } {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  let ties = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let i = start; i < end; i++) ranks[order[i] ?? 0] = (start + 1 + end) / 2;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, ties };
}

/** How many of the equally likely outcomes reach `at` or more, as a share of all. */
function tail(counts: Float64Array, at: number): number {
  let reached = 0;
  let all = 0;
  counts.forEach((count, value) => {
    all += count;
    if (value >= at) reached += count;
  });
  return reached / all;
}

/**
 * Number of ways to get each U from m and n distinct values: f(m, n, u) = f(m − 1, n, u − n) + f(m, n − 1, u), by whether the largest value
 * belongs to the first or to the second sample. Only additions, so large counts lose no digits to cancellation.
 * U has the same distribution with the samples exchanged: the smaller one gives the rows, so that few of them are kept.
 */
function rankSumCounts(a: number, b: number): Float64Array {
  const [m, n] = [Math.min(a, b), Math.max(a, b)];
  const size = m * n + 1;
  // rows[i]: the counts of (i, j) for the j reached so far; (i, 0) and (0, j) have U = 0 in one way.
  const rows = Array.from({ length: m + 1 }, () => Float64Array.of(1, ...new Float64Array(size - 1)));
  for (let j = 1; j <= n; j++) {
    for (let i = 1; i <= m; i++) {
      const before = rows[i - 1];
      const row = rows[i];
      if (!before || !row) continue;
      for (let u = i * j; u >= j; u--) row[u] = (row[u] ?? 0) + (before[u - j] ?? 0);
    }
  }
  return rows[m] ?? Float64Array.of(1);
}

/** Number of the 2ⁿ sign assignments of the ranks 1 … n that give each sum of positive ranks. */
function signedRankCounts(n: number): Float64Array {
  const counts = new Float64Array((n * (n + 1)) / 2 + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = counts.length - 1; sum >= rank; sum--) counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
  }
  return counts;
}

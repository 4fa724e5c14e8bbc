/** Holm's correction for several tests at once. */

/**
 * Adjusted p values (Holm 1979): the k-th smallest of m is multiplied by m − k + 1, never falls below a smaller one's, and is at most 1.
 * Rejecting where the adjusted value is at most α keeps the chance of any false rejection within α. NaN (a test without result) counts in m
 * and stays NaN.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => rank(pValues[i]) - rank(pValues[j]));
  const adjusted = new Array<number>(pValues.length).fill(NaN);
  let least = 0;
  order.forEach((index, k) => {
    const p = pValues[index] ?? NaN;
    if (Number.isNaN(p)) return;
    least = Math.max(least, Math.min(1, p * (pValues.length - k)));
    adjusted[index] = least;
  });
  return adjusted;
}

function rank(p: number | undefined): number {
  return p === undefined || Number.isNaN(p) ? Infinity : p;
}

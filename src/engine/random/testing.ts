/** Helpers of the statistical tests. */

/** Σ (observed − expected)² / expected against equal expected counts. */
export function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** How many standard deviations a chi-square value with many bins lies above its mean (Wilson and Hilferty's approximation). */
export function chiSquareScore(value: number, bins: number): number {
  const degrees = bins - 1;
  const variance = 2 / (9 * degrees);
  return (Math.cbrt(value / degrees) - (1 - variance)) / Math.sqrt(variance);
}

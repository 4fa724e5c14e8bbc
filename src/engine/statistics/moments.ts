/** Mean, spread and the t interval of one sample, in float64. */
import { tQuantile } from './t-distribution.ts';

/** Arithmetic mean in two passes, so that a large common offset costs no digits; exact when all values are equal. NaN for none. */
export function mean(values: ArrayLike<number>): number {
  const n = values.length;
  if (n === 0) return NaN;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] ?? NaN;
  const first = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += (values[i] ?? NaN) - first;
  return first + rest / n;
}

/** Sum of squared deviations over n − 1; NaN for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) return NaN;
  if (allEqual(values)) return 0;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const deviation = (values[i] ?? NaN) - centre;
    sum += deviation * deviation;
  }
  return sum / (n - 1);
}

export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** True when every value is the same number. Rounding of the mean must not make a spread out of it. */
export function allEqual(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** mean ∓ t(level, n − 1) · sd / √n; NaN for one value, of width 0 for equal ones. */
export function tInterval(values: ArrayLike<number>, level = 0.95): [number, number] {
  const half = halfWidth(standardDeviation(values), values.length, level);
  const centre = mean(values);
  return [centre - half, centre + half];
}

/** Half the width of the t interval of a mean of n values with standard deviation `sd`. */
export function halfWidth(sd: number, n: number, level = 0.95): number {
  return (tQuantile(level, n - 1) * sd) / Math.sqrt(n);
}

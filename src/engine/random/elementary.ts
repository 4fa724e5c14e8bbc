/**
 * Logarithm, sine and cosine made from + − × ÷ only. `Math.log` and its kin may differ in the last bit between JavaScript
 * engines; these four operations (and the square root) may not, so what is built on them is bit-equal everywhere.
 */

const LN2 = 0.6931471805599453;
const SQRT_HALF = 0.7071067811865476;
const HALF_PI = 1.5707963267948966;

/**
 * The natural logarithm, within a few units in the last place.
 *
 * x = m · 2^e with m in [√½, √2), then ln m = 2 artanh(f), f = (m − 1) / (m + 1), by its power series (|f| < 0.172).
 *
 * @param x - positive and finite
 * @throws RangeError otherwise
 */
export function naturalLog(x: number): number {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`naturalLog needs a positive, finite number, but got ${x}.`);
  let m = x;
  let exponent = 0;
  // Multiplication by powers of two is exact.
  while (m < SQRT_HALF / 65536) {
    m *= 65536;
    exponent -= 16;
  }
  while (m < SQRT_HALF) {
    m *= 2;
    exponent -= 1;
  }
  while (m >= 2 * SQRT_HALF) {
    m *= 0.5;
    exponent += 1;
  }
  const f = (m - 1) / (m + 1);
  const g = f * f;
  let sum = 0;
  for (let k = 21; k >= 3; k -= 2) sum = (sum + 1 / k) * g;
  return exponent * LN2 + 2 * f * (1 + sum);
}

/** Taylor series of sin and cos on [−π/4, π/4]. */
function series(x: number, odd: boolean): number {
  const g = x * x;
  let sum = 1;
  for (let k = odd ? 19 : 18; k >= 2; k -= 2) sum = 1 - (sum * g) / (k * (k - 1));
  return odd ? x * sum : sum;
}

/** The quadrant shifts by which cos x = sin(x + π/2) is reduced without rounding the sum. */
function quarterWave(x: number, shift: 0 | 1): number {
  const turns = Math.floor(x / HALF_PI + 0.5);
  const rest = x - turns * HALF_PI;
  const quadrant = (((turns + shift) % 4) + 4) % 4;
  const value = series(rest, quadrant % 2 === 0);
  return quadrant < 2 ? value : -value;
}

/** sin x for x in radians, |x| up to some thousands, to about 1e-15 · max(1, |x|). */
export function sine(x: number): number {
  return quarterWave(x, 0);
}

/** cos x for x in radians, |x| up to some thousands, to about 1e-15 · max(1, |x|). */
export function cosine(x: number): number {
  return quarterWave(x, 1);
}

/** 2π as a float64, so that no engine's constant enters. */
export const TAU = 6.283185307179586;

/**
 * Exponential, logarithm and error function for kernels, on the host and in WGSL, whose own `exp`, `log` and `tanh` lose digits or overflow.
 * Exponentials are only taken of numbers that are not positive: nothing overflows.
 */
import { naturalLogWgsl } from './loss.ts';

/** `1 / (1 + exp(−x))`. */
export function sigmoid(x: number): number {
  const u = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + u) : u / (1 + u);
}

/** `ln(1 + exp(x))` without a linear cut-off. */
export const softplus = (x: number): number => (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Coefficients of the exponent of erfc, relative error 1.2e-7 everywhere (Press et al., Numerical Recipes, 6.2). */
const erfcSeries = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];

/** Distribution function of the standard normal distribution, relative error 1.2e-7 in the left tail too. */
export function normalDistribution(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.5 * z);
  const tail = 0.5 * t * Math.exp(-z * z + erfcSeries.reduceRight((sum, coefficient) => coefficient + t * sum, 0));
  return x >= 0 ? 1 - tail : tail;
}

const wgslPolynomial = (coefficients: readonly number[], variable: string): string =>
  coefficients.reduceRight((sum, coefficient) => (sum === '' ? `${coefficient}` : `(${coefficient} + ${variable} * ${sum})`), '');

/** Taylor coefficients 1/(first)!, 1/(first + 1)!, … */
function inverseFactorials(first: number, count: number): number[] {
  let factorial = 1;
  for (let k = 2; k < first; k++) factorial *= k;
  return Array.from({ length: count }, (_, i) => {
    factorial *= Math.max(1, first + i);
    return 1 / factorial;
  });
}

/**
 * The same functions in WGSL: `exp_down` (x ≤ 0), `exp_down_minus_one` (x ≤ 0), `log_one_plus` (x ≥ 0), `power` (0 ≤ x ≤ 1, exponent ≥ 0),
 * `sigmoid_of`, `softplus_of`, `tanh_of`, `normal_distribution`, and `natural_log`.
 */
export const elementaryWgsl = `${naturalLogWgsl}
fn exp_down(x: f32) -> f32 {
  if (x < -87.0) { return 0.0; }
  let n = round(x * 1.44269504);
  let r = (x - n * 0.693359375) + n * 0.00021219444;
  return ldexp(${wgslPolynomial([1, ...inverseFactorials(1, 7)], 'r')}, i32(n));
}
fn exp_down_minus_one(x: f32) -> f32 {
  if (x < -0.5) { return exp_down(x) - 1.0; }
  return x * ${wgslPolynomial(inverseFactorials(1, 8), 'x')};
}
fn log_one_plus(x: f32) -> f32 {
  if (x > 1.0) { return natural_log(1.0 + x); }
  let z = x / (2.0 + x);
  let s = z * z;
  return 2.0 * z * ${wgslPolynomial(
    [0, 1, 2, 3, 4, 5, 6, 7].map((k) => 1 / (2 * k + 1)),
    's',
  )};
}
fn power(x: f32, exponent: f32) -> f32 {
  if (exponent == 0.0) { return 1.0; }
  if (x <= 0.0) { return 0.0; }
  return exp_down(min(0.0, exponent * natural_log(x)));
}
fn sigmoid_of(x: f32) -> f32 {
  let u = exp_down(-abs(x));
  return select(u, 1.0, x >= 0.0) / (1.0 + u);
}
fn softplus_of(x: f32) -> f32 {
  return select(0.0, x, x > 0.0) + log_one_plus(exp_down(-abs(x)));
}
fn tanh_of(x: f32) -> f32 {
  let u = exp_down_minus_one(-2.0 * abs(x));
  return select(u, -u, x >= 0.0) / (2.0 + u);
}
fn normal_distribution(x: f32) -> f32 {
  let z = abs(x) * 0.70710678;
  let t = 1.0 / (1.0 + 0.5 * z);
  let tail = 0.5 * t * exp_down(-z * z + ${wgslPolynomial(erfcSeries, 't').replaceAll('+ -', '- ')});
  return select(tail, 1.0 - tail, x >= 0.0);
}
`;

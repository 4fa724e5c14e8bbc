/** Functions of each number by itself, and their derivatives: the codes are the places in `functionNames` of ../elementwise.ts. */
import { loadPart, storePart } from './lanes';
import { exp, expDown, log, multiplyAdd, sigmoid, tanh } from './math';

/** weight · factor, 0 where the weight underflowed to 0, however large the factor. */
// @ts-ignore: decorator
@inline
function weighed(weight: v128, factor: v128): v128 {
  return v128.andnot(f32x4.mul(weight, factor), f32x4.eq(weight, f32x4.splat(0)));
}

/** Derivative of the sigmoid at x: u / (1 + u)² with u = exp(−|x|). */
// @ts-ignore: decorator
@inline
function sigmoidSlope(x: v128): v128 {
  const u = expDown(f32x4.neg(f32x4.abs(x)));
  const d = f32x4.add(f32x4.splat(1), u);
  return f32x4.div(u, f32x4.mul(d, d));
}

/** exp(x) − 1 for x ≤ 0: a series near 0. */
function expDownMinusOne(x: v128): v128 {
  let p = f32x4.splat(1.0 / 40320);
  p = multiplyAdd(p, x, f32x4.splat(1.0 / 5040));
  p = multiplyAdd(p, x, f32x4.splat(1.0 / 720));
  p = multiplyAdd(p, x, f32x4.splat(1.0 / 120));
  p = multiplyAdd(p, x, f32x4.splat(1.0 / 24));
  p = multiplyAdd(p, x, f32x4.splat(1.0 / 6));
  p = multiplyAdd(p, x, f32x4.splat(0.5));
  p = multiplyAdd(p, x, f32x4.splat(1));
  return v128.bitselect(f32x4.sub(expDown(x), f32x4.splat(1)), f32x4.mul(p, x), f32x4.lt(x, f32x4.splat(-0.5)));
}

/** Distribution function of the standard normal distribution (Press et al., Numerical Recipes, 6.2: erfc by a series in its exponent). */
function normalDistribution(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678));
  const t = f32x4.div(f32x4.splat(1), multiplyAdd(f32x4.splat(0.5), z, f32x4.splat(1)));
  let p = f32x4.splat(0.17087277);
  p = multiplyAdd(p, t, f32x4.splat(-0.82215223));
  p = multiplyAdd(p, t, f32x4.splat(1.48851587));
  p = multiplyAdd(p, t, f32x4.splat(-1.13520398));
  p = multiplyAdd(p, t, f32x4.splat(0.27886807));
  p = multiplyAdd(p, t, f32x4.splat(-0.18628806));
  p = multiplyAdd(p, t, f32x4.splat(0.09678418));
  p = multiplyAdd(p, t, f32x4.splat(0.37409196));
  p = multiplyAdd(p, t, f32x4.splat(1.00002368));
  p = multiplyAdd(p, t, f32x4.splat(-1.26551223));
  const tail = f32x4.mul(f32x4.mul(f32x4.splat(0.5), t), expDown(f32x4.sub(p, f32x4.mul(z, z))));
  return v128.bitselect(f32x4.sub(f32x4.splat(1), tail), tail, f32x4.ge(x, f32x4.splat(0)));
}

/** Argument of the sigmoid that makes GELU's form with tanh: 2 √(2/π) (x + 0.044715 x³). */
// @ts-ignore: decorator
@inline
function geluArgument(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x);
  return f32x4.mul(f32x4.splat(1.59576912), multiplyAdd(f32x4.splat(0.044715), cube, x));
}

/** ln(1 + u) for 0 ≤ u ≤ 1: the logarithm of the rounded sum, less what rounding put in. */
export function logOnePlus(u: v128): v128 {
  const one = f32x4.splat(1);
  const sum = f32x4.add(one, u);
  const rounded = f32x4.sub(sum, one);
  return v128.bitselect(u, f32x4.div(f32x4.mul(log(sum), u), rounded), f32x4.eq(rounded, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function value(x: v128, p: v128, code: i32): v128 {
  const positive = f32x4.gt(x, f32x4.splat(0));
  switch (code) {
    case 0: return sigmoid(x);
    case 1: return tanh(x);
    case 2: return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
    case 3: return v128.bitselect(x, f32x4.mul(p, x), positive);
    case 4: return v128.bitselect(x, f32x4.mul(p, expDownMinusOne(x)), positive);
    case 5: return f32x4.mul(x, normalDistribution(x));
    case 6: return f32x4.mul(x, sigmoid(geluArgument(x)));
    case 7: return f32x4.mul(x, sigmoid(f32x4.mul(p, x)));
    case 8: return f32x4.add(v128.and(x, v128.or(positive, f32x4.ne(x, x))), logOnePlus(expDown(f32x4.neg(f32x4.abs(x)))));
    default: return f32x4.sqrt(x);
  }
}

// @ts-ignore: decorator
@inline
function slope(x: v128, p: v128, code: i32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const positive = f32x4.gt(x, zero);
  switch (code) {
    case 0: return sigmoidSlope(x);
    case 1: return f32x4.mul(f32x4.splat(4), sigmoidSlope(f32x4.add(x, x)));
    case 2: return v128.and(one, positive);
    case 3: return v128.bitselect(one, p, positive);
    case 4: return v128.bitselect(one, f32x4.mul(p, exp(x)), positive);
    case 5: {
      const density = f32x4.mul(f32x4.splat(0.39894228), expDown(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x))));
      return f32x4.add(normalDistribution(x), weighed(density, x));
    }
    case 6: {
      const u = geluArgument(x);
      const factor = f32x4.mul(f32x4.mul(x, f32x4.splat(1.59576912)), multiplyAdd(f32x4.splat(0.134145), f32x4.mul(x, x), one));
      return f32x4.add(sigmoid(u), weighed(sigmoidSlope(u), factor));
    }
    case 7: {
      const u = f32x4.mul(p, x);
      return f32x4.add(sigmoid(u), weighed(sigmoidSlope(u), u));
    }
    case 8: return sigmoid(x);
    default: return v128.and(f32x4.div(f32x4.splat(0.5), f32x4.sqrt(x)), positive);
  }
}

/** y = function(x) of `count` numbers. */
export function elementwise(x: usize, y: usize, count: i32, parameter: f32, code: i32): void {
  const p = f32x4.splat(parameter);
  for (let left = count; left > 0; left -= 4, x += 16, y += 16) storePart(y, value(loadPart(x, left, 0), p, code), left);
}

/** dx = dy · function′(x) of `count` numbers. */
export function elementwiseGradient(x: usize, dy: usize, dx: usize, count: i32, parameter: f32, code: i32): void {
  const p = f32x4.splat(parameter);
  for (let left = count; left > 0; left -= 4, x += 16, dy += 16, dx += 16) {
    storePart(dx, f32x4.mul(loadPart(dy, left, 0), slope(loadPart(x, left, 0), p, code)), left);
  }
}

/** dz = dy · activation′, from the activation's output y: 1 ReLU, 2 tanh, 3 sigmoid, as in activations.ts. */
export function activationGradient(dy: usize, y: usize, dz: usize, count: i32, activation: i32): void {
  const one = f32x4.splat(1);
  for (let left = count; left > 0; left -= 4, dy += 16, y += 16, dz += 16) {
    const g = loadPart(dy, left, 0);
    const v = loadPart(y, left, 0);
    let out = g;
    if (activation == 1) out = v128.and(g, f32x4.gt(v, f32x4.splat(0)));
    else if (activation == 2) out = f32x4.mul(g, f32x4.sub(one, f32x4.mul(v, v)));
    else if (activation == 3) out = f32x4.mul(f32x4.mul(g, v), f32x4.sub(one, v));
    storePart(dz, out, left);
  }
}

/** y = x · factor[row] / divisor of rows of `width` numbers. */
export function scaleRows(x: usize, factor: usize, y: usize, rows: i32, width: i32, divisor: f32): void {
  for (let row = 0; row < rows; row++, factor += 4) {
    const f = f32x4.splat(load<f32>(factor) / divisor);
    for (let left = width; left > 0; left -= 4) {
      const count = min(left, 4);
      storePart(y, f32x4.mul(loadPart(x, count, 0), f), count);
      x += <usize>count << 2;
      y += <usize>count << 2;
    }
  }
}

/** y = a ∘ b of `count` numbers: 0 sum, 1 difference, 2 product, 3 quotient. */
export function pairwise(a: usize, b: usize, y: usize, count: i32, operation: i32): void {
  for (let left = count; left > 0; left -= 4, a += 16, b += 16, y += 16) {
    const p = loadPart(a, left, 0);
    const q = loadPart(b, left, 0);
    let value = f32x4.add(p, q);
    if (operation == 1) value = f32x4.sub(p, q);
    else if (operation == 2) value = f32x4.mul(p, q);
    else if (operation == 3) value = f32x4.div(p, q);
    storePart(y, value, left);
  }
}

/** y = alpha · a + beta · b of `count` numbers; y may be a or b. */
export function combine(a: usize, b: usize, y: usize, count: i32, alpha: f32, beta: f32): void {
  const p = f32x4.splat(alpha);
  const q = f32x4.splat(beta);
  for (let left = count; left > 0; left -= 4, a += 16, b += 16, y += 16) {
    storePart(y, f32x4.add(f32x4.mul(p, loadPart(a, left, 0)), f32x4.mul(q, loadPart(b, left, 0))), left);
  }
}

/** y = factor · x of `count` numbers; y may be x. */
export function scale(x: usize, y: usize, count: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let left = count; left > 0; left -= 4, x += 16, y += 16) storePart(y, f32x4.mul(f, loadPart(x, left, 0)), left);
}

/** Numbers below `limit` become 0, in place; most of the time there are none, and nothing is written. */
export function settle(x: usize, count: i32, limit: f32): void {
  const smallest = f32x4.splat(limit);
  const zero = f32x4.splat(0);
  for (let left = count; left > 0; left -= 4, x += 16) {
    const value = loadPart(x, left, 0);
    const small = f32x4.lt(f32x4.abs(value), smallest);
    if (v128.any_true(v128.and(small, f32x4.ne(value, zero)))) storePart(x, v128.andnot(value, small), left);
  }
}

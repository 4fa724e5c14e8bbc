/** Elementary functions of four numbers at once, within about 1 ulp of float32: NaN stays NaN, infinities give the limits. */

/** `a · b + c`: one rounding where the build has the relaxed instruction, two elsewhere. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** A polynomial's next term by Horner's rule: `sum · x + coefficient`. */
// @ts-ignore: decorator
@inline
function horner(sum: v128, x: v128, coefficient: f32): v128 {
  return multiplyAdd(sum, x, f32x4.splat(coefficient));
}

/** 2ⁿ of whole n in −126 … 127, by its exponent bits. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** exp(x) for x ≤ 0 only: 0 below −87.3, where the result would be subnormal. (Cephes `expf`, Moshier 1992.) */
// @ts-ignore: decorator
@inline
export function expDown(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  const small = f32x4.lt(x, f32x4.splat(-87.3));
  const value = f32x4.mul(expRest(x, n), powerOfTwo(i32x4.trunc_sat_f32x4_s(n)));
  return v128.andnot(value, small);
}

/** exp(x). (Cephes `expf`.) */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  // pmin and pmax give x itself where it is NaN.
  const within = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const n = f32x4.nearest(f32x4.mul(within, f32x4.splat(1.44269504)));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  // In two factors, neither of which over- or underflows by itself.
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(expRest(within, n), powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** exp(x − n · ln 2) for |x − n · ln 2| ≤ ½ ln 2. */
// @ts-ignore: decorator
@inline
function expRest(x: v128, n: v128): v128 {
  const r = f32x4.add(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = horner(p, r, 1.3981999507e-3);
  p = horner(p, r, 8.3334519073e-3);
  p = horner(p, r, 4.1665795894e-2);
  p = horner(p, r, 1.6666665459e-1);
  p = horner(p, r, 5.0000001201e-1);
  return f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), f32x4.splat(1));
}

/** tanh(x). (Cephes `tanhf`: a polynomial near 0, the exponential elsewhere.) */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = horner(p, square, 2.06390887954e-2);
  p = horner(p, square, -5.37397155531e-2);
  p = horner(p, square, 1.33314422036e-1);
  p = horner(p, square, -3.33332819422e-1);
  const near = multiplyAdd(f32x4.mul(p, square), x, x);
  const u = expDown(f32x4.mul(size, f32x4.splat(-2)));
  const one = f32x4.splat(1);
  const far = f32x4.div(f32x4.sub(one, u), f32x4.add(one, u));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(signed, near, f32x4.gt(size, f32x4.splat(0.625)));
}

/** 1 / (1 + exp(−x)), with all its digits on both sides. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = expDown(f32x4.neg(f32x4.abs(x)));
  return f32x4.div(v128.bitselect(one, u, f32x4.ge(x, f32x4.splat(0))), f32x4.add(one, u));
}

/** ln(x) of x > 0; NaN below 0, −∞ at 0, ∞ at ∞. (Cephes `logf`.) */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  // Subnormal numbers are scaled up first.
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const y = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  const bits = i32x4.sub(y, i32x4.splat(0x3f3504f3)); // √½: the fraction lies in √½ … √2
  let e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  e = f32x4.sub(e, v128.and(f32x4.splat(23), tiny));
  const r = f32x4.sub(m, f32x4.splat(1));
  const square = f32x4.mul(r, r);
  let p = f32x4.splat(7.0376836292e-2);
  p = horner(p, r, -1.1514610310e-1);
  p = horner(p, r, 1.1676998740e-1);
  p = horner(p, r, -1.2420140846e-1);
  p = horner(p, r, 1.4249322787e-1);
  p = horner(p, r, -1.6668057665e-1);
  p = horner(p, r, 2.0000714765e-1);
  p = horner(p, r, -2.4999993993e-1);
  p = horner(p, r, 3.3333331174e-1);
  p = f32x4.mul(f32x4.mul(p, r), square);
  p = f32x4.add(p, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(square, f32x4.splat(0.5)));
  let value = f32x4.add(f32x4.add(r, p), f32x4.mul(e, f32x4.splat(0.693359375)));
  // x + x is ∞ and NaN where x is; 0 and what is below it have limits of their own.
  const ordinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  const other = v128.bitselect(f32x4.splat(-Infinity), v128.bitselect(f32x4.splat(NaN), f32x4.add(x, x), f32x4.lt(x, f32x4.splat(0))), f32x4.eq(x, f32x4.splat(0)));
  value = v128.bitselect(value, other, ordinary);
  return value;
}

/** The sum of the four numbers: (0 + 2) + (1 + 3), an order that never changes. */
// @ts-ignore: decorator
@inline
export function sumOf(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

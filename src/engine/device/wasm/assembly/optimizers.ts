/** Updates of optimizers for the numbers of one run, in place. */
import { loadPart, storePart } from './lanes';
import { multiplyAdd } from './math';

// @ts-ignore: decorator
@inline
function adamPart(p: usize, g: usize, m: usize, v: usize, left: i32, size: v128, b1: v128, r1: v128, b2: v128, r2: v128, scale: v128, epsilon: v128, kept: v128): void {
  const gradient = loadPart(g, left, 0);
  const first = multiplyAdd(b1, loadPart(m, left, 0), f32x4.mul(r1, gradient));
  const second = multiplyAdd(b2, loadPart(v, left, 0), f32x4.mul(f32x4.mul(r2, gradient), gradient));
  storePart(m, first, left);
  storePart(v, second, left);
  const change = f32x4.div(f32x4.mul(size, first), f32x4.add(f32x4.sqrt(f32x4.mul(second, scale)), epsilon));
  storePart(p, f32x4.sub(f32x4.mul(loadPart(p, left, 0), kept), change), left);
}

/**
 * Adam, and AdamW with `kept` below 1: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← kept · p − size · m / (√(scale · v) + ε);
 * `rest1` and `rest2` are 1 − β.
 */
export function adam(p: usize, g: usize, m: usize, v: usize, count: i32, size: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, scale: f32, epsilon: f32, kept: f32): void {
  const s = f32x4.splat(size);
  const b1 = f32x4.splat(beta1);
  const r1 = f32x4.splat(rest1);
  const b2 = f32x4.splat(beta2);
  const r2 = f32x4.splat(rest2);
  const c = f32x4.splat(scale);
  const e = f32x4.splat(epsilon);
  const k = f32x4.splat(kept);
  let left = count;
  for (; left >= 4; left -= 4, p += 16, g += 16, m += 16, v += 16) adamPart(p, g, m, v, 4, s, b1, r1, b2, r2, c, e, k);
  if (left > 0) adamPart(p, g, m, v, left, s, b1, r1, b2, r2, c, e, k);
}

/**
 * Standard normal numbers as pure functions of (key, element, time), by Marsaglia's polar method with counted attempts.
 *
 * The host uses + − × ÷ √ only, so its normals are the same bits on every engine; the WGSL runs the same algorithm in float32
 * and is close, not equal. Both take the same attempts, because points are accepted or rejected in exact integer arithmetic:
 * a coordinate is ±(m + ½) / 2^16 with a 16-bit m and a sign bit, so that with T = (m₁(m₁ + 1) + m₂(m₂ + 1)) / 2, which fits
 * into 32 bits, u² + v² = (T + ¼) / 2^31, and the point is in the circle exactly when T < 2^31.
 *
 * Source: Marsaglia, Bray, "A convenient method for generating normal variables" (SIAM Review 6, 1964).
 */
import { naturalLog } from './elementary.ts';
import { threefry2x32 } from './threefry.ts';

/** Keeps normals and uniforms of one key apart. */
const TAG = 0x4e4f524d;

/** An attempt fails with probability 1 − π/4; all of them with 10^-42. */
const ATTEMPTS = 64;

const block = new Uint32Array(2);
const pair = new Float64Array(2);

/** Writes the two normals of one block into `pair`. */
function normalPair(key0: number, key1: number, counter: number, time: number): void {
  pair.fill(0);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    threefry2x32(key0 ^ TAG, key1 + attempt, counter, time, block);
    const first = block[0] ?? 0;
    const second = block[1] ?? 0;
    const m1 = first >>> 16;
    const m2 = second >>> 16;
    const t = (m1 * (m1 + 1)) / 2 + (m2 * (m2 + 1)) / 2;
    if (t < 2 ** 31) {
      const s = (t + 0.25) * 2 ** -31;
      const factor = Math.sqrt((-2 * naturalLog(s)) / s) * 2 ** -16;
      pair[0] = ((first & 1) === 0 ? m1 + 0.5 : -m1 - 0.5) * factor;
      pair[1] = ((second & 1) === 0 ? m2 + 0.5 : -m2 - 0.5) * factor;
      return;
    }
  }
}

/**
 * A standard normal number, float64.
 *
 * @param element - which number of this time, an integer from 0 to 2^32 − 1
 * @param time - step or epoch, an integer from 0 to 2^32 − 1
 */
export function normal(key0: number, key1: number, element: number, time: number): number {
  normalPair(key0, key1, element >>> 1, time);
  return pair[element & 1] ?? 0;
}

/** Fills `target[i]` with `mean + standardDeviation · normal(key0, key1, i, time)`, rounded to float32. */
export function fillNormal(target: Float32Array, key0: number, key1: number, time: number, mean: number, standardDeviation: number): void {
  for (let i = 0; i < target.length; i += 2) {
    normalPair(key0, key1, i >>> 1, time);
    target[i] = mean + standardDeviation * (pair[0] ?? 0);
    if (i + 1 < target.length) target[i + 1] = mean + standardDeviation * (pair[1] ?? 0);
  }
}

/**
 * WGSL, after `threefryWgsl`: `fn normal(key: vec2<u32>, element: u32, time: u32) -> f32`, within about 1e-6 relative of the host.
 *
 * Its logarithm is its own, because WGSL's may be 2.5 % off near 1. 1 − s is formed from the integer T, without cancellation.
 */
export const normalWgsl = `
fn normal_log(t: u32) -> f32 {
  // ln((t + 1/4) / 2^31) for t < 2^31
  if (t >= 0x40000000u) {
    // s = 1 - d with d <= 1/2: ln s = -2 artanh(d / (2 - d))
    let d = (f32(0x80000000u - t) - 0.25) * 4.656612873077393e-10;
    let f = d / (2.0 - d);
    let g = f * f;
    return -2.0 * f * (1.0 + g * (1.0 / 3.0 + g * (0.2 + g * (1.0 / 7.0 + g * (1.0 / 9.0 + g * (1.0 / 11.0 + g * (1.0 / 13.0)))))));
  }
  // s = m / 2^e with m in [1/2, 1); t = 0 stands for s = 2^-33
  if (t == 0u) { return -22.873857; }
  let zeros = countLeadingZeros(t) - 1u;
  let m = (f32(t) + 0.25) * f32(1u << zeros) * 4.656612873077393e-10;
  let f = (1.0 - m) / (1.0 + m);
  let g = f * f;
  let series = 1.0 + g * (1.0 / 3.0 + g * (0.2 + g * (1.0 / 7.0 + g * (1.0 / 9.0 + g * (1.0 / 11.0 + g * (1.0 / 13.0))))));
  return -2.0 * f * series - f32(zeros) * 0.69314718;
}
fn normal(key: vec2<u32>, element: u32, time: u32) -> f32 {
  for (var attempt = 0u; attempt < ${ATTEMPTS}u; attempt = attempt + 1u) {
    let words = threefry2x32(vec2<u32>(key.x ^ ${TAG}u, key.y + attempt), vec2<u32>(element >> 1u, time));
    let m = words >> vec2<u32>(16u);
    // m (m + 1) of a 16-bit m fits into 32 bits
    let halves = (m * (m + vec2<u32>(1u))) >> vec2<u32>(1u);
    let t = halves.x + halves.y;
    if (t < 0x80000000u) {
      let s = (f32(t) + 0.25) * 4.656612873077393e-10;
      let factor = sqrt(-2.0 * normal_log(t) / s) * 1.52587890625e-5;
      let odd = (element & 1u) == 1u;
      let magnitude = (f32(select(m.x, m.y, odd)) + 0.5) * factor;
      return select(magnitude, -magnitude, (select(words.x, words.y, odd) & 1u) == 1u);
    }
  }
  return 0.0;
}
`;

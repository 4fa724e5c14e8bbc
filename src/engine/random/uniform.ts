/** Uniform numbers and integers as pure functions of (key, element, time). */
import { threefry2x32 } from './threefry.ts';

const block = new Uint32Array(2);

/** Keeps integers and uniforms of one key apart. */
const INTEGER_TAG = 0x494e5445;

/** Attempts of the rejection loop, two words each: with at least half of all words good, all fail with probability 2^-64. */
const INTEGER_ATTEMPTS = 32;

/**
 * Word `element & 1` of the block with counter `(element >>> 1, time)`.
 *
 * @returns an unsigned 32-bit integer
 */
export function word(key0: number, key1: number, element: number, time: number): number {
  threefry2x32(key0, key1, element >>> 1, time, block);
  return ((element & 1) === 0 ? block[0] : block[1]) ?? 0;
}

/**
 * A uniform number in [0, 1): the top 24 bits of the word × 2^-24, exact in float32.
 *
 * @param element - which number of this time, an integer from 0 to 2^32 − 1
 * @param time - step or epoch, an integer from 0 to 2^32 − 1
 */
export function uniform01(key0: number, key1: number, element: number, time: number): number {
  return (word(key0, key1, element, time) >>> 8) * 2 ** -24;
}

/** Fills `target[i]` with `uniform01(key0, key1, i, time)`. */
export function fillUniform(target: Float32Array, key0: number, key1: number, time: number): void {
  for (let i = 0; i < target.length; i += 2) {
    threefry2x32(key0, key1, i >>> 1, time, block);
    target[i] = ((block[0] ?? 0) >>> 8) * 2 ** -24;
    if (i + 1 < target.length) target[i + 1] = ((block[1] ?? 0) >>> 8) * 2 ** -24;
  }
}

/**
 * A uniform integer in 0 … n − 1 without modulo bias: words in the incomplete last multiple of n are rejected.
 *
 * @param n - from 1 to 2^31
 * @throws RangeError when n is outside that range
 */
export function integerBelow(key0: number, key1: number, element: number, time: number, n: number): number {
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 31) throw new RangeError(`integerBelow needs n from 1 to 2^31, but n is ${n}.`);
  const limit = 2 ** 32 - (2 ** 32 % n);
  for (let attempt = 0; attempt < INTEGER_ATTEMPTS; attempt += 1) {
    threefry2x32(key0 ^ INTEGER_TAG, key1 + attempt, element, time, block);
    const first = block[0] ?? 0;
    if (first < limit) return first % n;
    const second = block[1] ?? 0;
    if (second < limit) return second % n;
  }
  return 0;
}

/**
 * WGSL, after `threefryWgsl`: `fn uniform01(key: vec2<u32>, element: u32, time: u32) -> f32` and
 * `fn integer_below(key: vec2<u32>, element: u32, time: u32, n: u32) -> u32`, bit-equal to the host.
 */
export const uniformWgsl = `
fn uniform01(key: vec2<u32>, element: u32, time: u32) -> f32 {
  let words = threefry2x32(key, vec2<u32>(element >> 1u, time));
  return f32(select(words.x, words.y, (element & 1u) == 1u) >> 8u) * 5.9604644775390625e-8;
}
fn integer_below(key: vec2<u32>, element: u32, time: u32, n: u32) -> u32 {
  // The largest multiple of n minus 1; 2^32 itself does not fit into 32 bits.
  let last = 0xffffffffu - ((0xffffffffu % n) + 1u) % n;
  for (var attempt = 0u; attempt < ${INTEGER_ATTEMPTS}u; attempt = attempt + 1u) {
    let words = threefry2x32(vec2<u32>(key.x ^ ${INTEGER_TAG}u, key.y + attempt), vec2<u32>(element, time));
    if (words.x <= last) { return words.x % n; }
    if (words.y <= last) { return words.y % n; }
  }
  return 0u;
}
`;

/** Threefry-2x32 for four counters at once, with the words of src/engine/random: the batch of a step, and the mask of dropout. */
import { storePart } from './lanes';

/** State of the cipher, and after `threefry` its two words. */
let first: v128 = i32x4.splat(0);
let second: v128 = i32x4.splat(0);

// @ts-ignore: decorator
@inline
function rotated(x: v128, left: i32): v128 {
  return v128.or(i32x4.shl(x, left), i32x4.shr_u(x, 32 - left));
}

/** Four rounds, then a part of the key. */
// @ts-ignore: decorator
@inline
function rounds(a: i32, b: i32, c: i32, d: i32, key: i32, other: i32): void {
  let x = i32x4.add(first, second);
  let y = v128.xor(rotated(second, a), x);
  x = i32x4.add(x, y);
  y = v128.xor(rotated(y, b), x);
  x = i32x4.add(x, y);
  y = v128.xor(rotated(y, c), x);
  x = i32x4.add(x, y);
  y = v128.xor(rotated(y, d), x);
  first = i32x4.add(x, i32x4.splat(key));
  second = i32x4.add(y, i32x4.splat(other));
}

/** Encrypts four counters: their words are in `first` and `second` afterwards. */
function threefry(key0: i32, key1: i32, counter0: v128, counter1: v128): void {
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  first = i32x4.add(counter0, i32x4.splat(key0));
  second = i32x4.add(counter1, i32x4.splat(key1));
  rounds(13, 15, 26, 6, key1, key2 + 1);
  rounds(17, 29, 16, 24, key2, key0 + 2);
  rounds(13, 15, 26, 6, key0, key1 + 3);
  rounds(17, 29, 16, 24, key1, key2 + 4);
  rounds(13, 15, 26, 6, key2, key0 + 5);
}

/** `[0, size)` plus word, modulo size, in every lane. */
// @ts-ignore: decorator
@inline
function addedModulo(half: v128, words: v128, size: u32): v128 {
  let sum = i32x4.splat(<i32>((<u32>i32x4.extract_lane(half, 0) + (<u32>i32x4.extract_lane(words, 0) % size)) % size));
  sum = i32x4.replace_lane(sum, 1, <i32>((<u32>i32x4.extract_lane(half, 1) + (<u32>i32x4.extract_lane(words, 1) % size)) % size));
  sum = i32x4.replace_lane(sum, 2, <i32>((<u32>i32x4.extract_lane(half, 2) + (<u32>i32x4.extract_lane(words, 2) % size)) % size));
  return i32x4.replace_lane(sum, 3, <i32>((<u32>i32x4.extract_lane(half, 3) + (<u32>i32x4.extract_lane(words, 3) % size)) % size));
}

/** Where four elements of 0 … n − 1 go in the permutations of their times: `permute` of src/engine/random/permutation.ts. */
function permute(key0: i32, key1: i32, time: v128, n: u32, element: v128): v128 {
  let a = <u32>Math.ceil(sqrt<f64>(<f64>n));
  const b = (n + a - 1) / a;
  const last = n < 16 ? 16 : 8;
  const own = key0 ^ 0x5045524d;
  let cell = element;
  let walking = i32x4.splat(-1);
  do {
    let row = i32x4.splat(<i32>(<u32>i32x4.extract_lane(cell, 0) / a));
    row = i32x4.replace_lane(row, 1, <i32>(<u32>i32x4.extract_lane(cell, 1) / a));
    row = i32x4.replace_lane(row, 2, <i32>(<u32>i32x4.extract_lane(cell, 2) / a));
    row = i32x4.replace_lane(row, 3, <i32>(<u32>i32x4.extract_lane(cell, 3) / a));
    let right = row;
    let left = i32x4.sub(cell, i32x4.mul(row, i32x4.splat(<i32>a)));
    for (let round = 0; round < last; round += 2) {
      threefry(own, key1, v128.or(right, i32x4.splat(round << 16)), time);
      left = addedModulo(left, first, a);
      threefry(own, key1, v128.or(left, i32x4.splat((round + 1) << 16)), time);
      right = addedModulo(right, first, b);
    }
    cell = v128.bitselect(i32x4.add(i32x4.mul(right, i32x4.splat(<i32>a)), left), cell, walking);
    // A cell outside the elements is encrypted again.
    walking = v128.and(walking, i32x4.ge_u(cell, i32x4.splat(<i32>n)));
  } while (v128.any_true(walking));
  return cell;
}

/**
 * The examples of step t: position t · batch + b counts through epochs, each a keyed permutation of the run's subset. subset `[runs, n]`,
 * keys `[runs, 2]`, indices `[runs, batch]`.
 */
export function batchIndices(subset: usize, keys: usize, indices: usize, runs: i32, n: u32, batch: i32, t: u32): void {
  for (let run = 0; run < runs; run++, keys += 8, subset += <usize>n << 2) {
    for (let b = 0; b < batch; b += 4) {
      const from = <u64>t * <u64>batch + <u64>b;
      const time = i32x4(<i32>(from / n), <i32>((from + 1) / n), <i32>((from + 2) / n), <i32>((from + 3) / n));
      const element = i32x4(<i32>(from % n), <i32>((from + 1) % n), <i32>((from + 2) % n), <i32>((from + 3) % n));
      const place = permute(load<i32>(keys), load<i32>(keys, 4), time, n, element);
      const found = i32x4(
        load<i32>(subset + (<usize>(<u32>i32x4.extract_lane(place, 0)) << 2)),
        load<i32>(subset + (<usize>(<u32>i32x4.extract_lane(place, 1)) << 2)),
        load<i32>(subset + (<usize>(<u32>i32x4.extract_lane(place, 2)) << 2)),
        load<i32>(subset + (<usize>(<u32>i32x4.extract_lane(place, 3)) << 2)),
      );
      const count = min(batch - b, 4);
      storePart(indices, found, count);
      indices += <usize>count << 2;
    }
  }
}

/** mask: `kept` where the uniform number of the element is at least `rate`, else 0; y = x · mask, for the elements of one run. */
export function dropout(inputs: usize, y: usize, mask: usize, count: i32, rate: f32, kept: f32, key0: i32, key1: i32, t: i32): void {
  const time = i32x4.splat(t);
  const p = f32x4.splat(rate);
  const scale = f32x4.splat(kept);
  const unit = f32x4.splat(5.9604644775390625e-8);
  let block = i32x4(0, 1, 2, 3);
  for (let left = count; left > 0; left -= 8, block = i32x4.add(block, i32x4.splat(4))) {
    threefry(key0, key1, block, time);
    // Elements 2 i and 2 i + 1 have the two words of counter i.
    for (let half = 0; half < 2; half++) {
      const own = left - 4 * half;
      if (own <= 0) break;
      const words = half == 0 ? v128.shuffle<i32>(first, second, 0, 4, 1, 5) : v128.shuffle<i32>(first, second, 2, 6, 3, 7);
      const uniform = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), unit);
      maskPart(inputs, y, mask, own, v128.and(scale, f32x4.ge(uniform, p)));
      inputs += 16;
      y += 16;
      mask += 16;
    }
  }
}

// @ts-ignore: decorator
@inline
function maskPart(inputs: usize, y: usize, mask: usize, left: i32, factor: v128): void {
  storePart(mask, factor, left);
  if (left >= 4) {
    v128.store(y, f32x4.mul(v128.load(inputs), factor));
  } else {
    for (let at: usize = 0; at < <usize>left << 2; at += 4) store<f32>(y + at, load<f32>(inputs + at) * load<f32>(mask + at));
  }
}

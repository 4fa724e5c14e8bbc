/**
 * Keyed permutations of 0 … n − 1 as a pure function of one index: no sorting, no table, so that a device thread finds its
 * example by itself.
 *
 * An index is written as (left, right) on a grid of a × b cells, a = ⌈√n⌉ and b = ⌈n / a⌉. A generalized Feistel network adds
 * to one half, modulo its size, a Threefry word of the other half, in turns; each round can be undone, so the whole is a
 * bijection of the a·b cells. A cell outside 0 … n − 1 is encrypted again until it is inside ("cycle walking"), which makes it
 * a bijection of 0 … n − 1. With a·b − n < a the walk is almost never needed; on a grid of a power of four, the usual
 * choice, it would take up to four passes.
 *
 * Source: Black, Rogaway, "Ciphers with arbitrary finite domains" (CT-RSA 2002), their generalized-Feistel cipher with
 * additions modulo a and b.
 */
import { threefry2x32 } from './threefry.ts';

const block = new Uint32Array(2);

/** Keeps permutations and uniforms of one key apart. */
const TAG = 0x5045524d;

/** Two examples that share a half decouple by a factor of about 1/a a round; tiny grids need more rounds for the same evenness. */
const ROUNDS = 8;
const ROUNDS_SMALL = 16;
const SMALL = 16;

/** More would not fit the square of a into 32 bits. */
const MAX = 2 ** 31;

function roundsOf(n: number): number {
  return n < SMALL ? ROUNDS_SMALL : ROUNDS;
}

/** The word that `round` adds for the other half `half` (both under 2^16). */
function roundWord(key0: number, key1: number, time: number, round: number, half: number): number {
  threefry2x32(key0 ^ TAG, key1, (round << 16) | half, time, block);
  return block[0] ?? 0;
}

function check(n: number, smallest: number): void {
  if (!Number.isInteger(n) || n < smallest || n > MAX) {
    throw new RangeError(`A permutation needs a whole number of elements from ${smallest} to 2^31, but got ${n}.`);
  }
}

/**
 * Where element `i` goes in the permutation of 0 … n − 1 that belongs to (key, time).
 *
 * @param time - usually the epoch, an integer from 0 to 2^32 − 1
 * @param n - from 1 to 2^31
 * @param i - from 0 to n − 1
 * @returns an integer from 0 to n − 1, different for each i
 * @throws RangeError when n or i is outside its range
 */
export function permute(key0: number, key1: number, time: number, n: number, i: number): number {
  check(n, 1);
  if (!(i >= 0 && i < n)) throw new RangeError(`Element ${i} is not one of the ${n} elements of the permutation.`);
  const a = Math.ceil(Math.sqrt(n));
  const b = Math.ceil(n / a);
  const rounds = roundsOf(n);
  let cell = i;
  do {
    let left = cell % a;
    let right = (cell - left) / a;
    for (let round = 0; round < rounds; round += 2) {
      left = (left + (roundWord(key0, key1, time, round, right) % a)) % a;
      right = (right + (roundWord(key0, key1, time, round + 1, left) % b)) % b;
    }
    cell = right * a + left;
  } while (cell >= n);
  return cell;
}

/**
 * The whole permutation: element i of the result is `permute(key0, key1, time, n, i)`.
 *
 * Much faster than n single calls, because the words of all rounds are tabulated: about 8·√n blocks instead of 8·n.
 *
 * @param n - from 0 to 2^31
 * @throws RangeError when n is outside that range
 */
export function permutation(key0: number, key1: number, time: number, n: number): Uint32Array {
  check(n, 0);
  const result = new Uint32Array(n);
  if (n === 0) return result;
  const a = Math.ceil(Math.sqrt(n));
  const b = Math.ceil(n / a);
  const rounds = roundsOf(n);
  // a ≥ b, so a row of `a` entries holds both kinds of rounds.
  const table = new Uint32Array(rounds * a);
  for (let round = 0; round < rounds; round += 1) {
    const [size, other] = round % 2 === 0 ? [a, b] : [b, a];
    for (let half = 0; half < other; half += 1) table[round * a + half] = roundWord(key0, key1, time, round, half) % size;
  }
  for (let i = 0; i < n; i += 1) {
    let cell = i;
    do {
      let left = cell % a;
      let right = (cell - left) / a;
      for (let round = 0; round < rounds; round += 2) {
        left += table[round * a + right] ?? 0;
        if (left >= a) left -= a;
        right += table[(round + 1) * a + left] ?? 0;
        if (right >= b) right -= b;
      }
      cell = right * a + left;
    } while (cell >= n);
    result[i] = cell;
  }
  return result;
}

/** WGSL, after `threefryWgsl`: `fn permute(key: vec2<u32>, time: u32, n: u32, i: u32) -> u32`, bit-equal to the host; i < n ≤ 2^31. */
export const permutationWgsl = `
fn permute(key: vec2<u32>, time: u32, n: u32, i: u32) -> u32 {
  // sqrt() may be off in its last bits, so the ceiling of the root is put right in integers.
  var a = max(u32(sqrt(f32(n))), 1u);
  while (a * a < n) { a = a + 1u; }
  while (a > 1u && (a - 1u) * (a - 1u) >= n) { a = a - 1u; }
  let b = (n + a - 1u) / a;
  let rounds = select(${ROUNDS}u, ${ROUNDS_SMALL}u, n < ${SMALL}u);
  let own = vec2<u32>(key.x ^ ${TAG}u, key.y);
  var cell = i;
  loop {
    var left = cell % a;
    var right = cell / a;
    for (var round = 0u; round < rounds; round = round + 2u) {
      left = (left + threefry2x32(own, vec2<u32>((round << 16u) | right, time)).x % a) % a;
      right = (right + threefry2x32(own, vec2<u32>(((round + 1u) << 16u) | left, time)).x % b) % b;
    }
    cell = right * a + left;
    if (cell < n) { break; }
  }
  return cell;
}
`;

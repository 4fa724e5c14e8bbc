/**
 * Keys of named random streams. Everything random is a pure function of (session seed, seed index, stream name) – which make
 * the key – and of (element, step or epoch) – which make the counter. The number of runs never enters.
 */
import { threefry2x32 } from './threefry.ts';

/** The seed index of a source that is frozen: it gives every run the same key. No real seed index is this large. */
export const FROZEN = 0xffffffff;

/** Which run: the session's seed and the index of the repetition (or `FROZEN`). */
export interface RunSeed {
  readonly sessionSeed: number;
  readonly seed: number;
}

const block = new Uint32Array(2);
const utf8 = new TextEncoder();

/** FNV-1a, 32 bits, over the UTF-8 bytes. Source: Fowler, Noll, Vo; RFC 9923. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * The key of one stream of one run.
 *
 * @param sessionSeed - an integer from 0 to 2^53 − 1
 * @param seed - an integer from 0 to 2^32 − 2, or `FROZEN`
 * @param stream - a name such as `'weights/dense1'`; different names give unrelated streams
 * @returns two unsigned 32-bit words
 * @throws RangeError when a seed is not such an integer
 */
export function streamKey(sessionSeed: number, seed: number, stream: string): [number, number] {
  if (!Number.isSafeInteger(sessionSeed) || sessionSeed < 0) {
    throw new RangeError(`The session seed is ${sessionSeed}, but it must be a whole number from 0 to 2^53 − 1. Choose another one.`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > FROZEN) {
    throw new RangeError(`The seed index is ${seed}, but it must be a whole number from 0 to 2^32 − 2. Choose another one.`);
  }
  threefry2x32(sessionSeed >>> 0, Math.floor(sessionSeed / 2 ** 32), seed, 0, block);
  threefry2x32(block[0] ?? 0, block[1] ?? 0, fnv1a(stream), stream.length, block);
  return [block[0] ?? 0, block[1] ?? 0];
}

/**
 * The keys of one stream for all runs of a population.
 *
 * @returns `[R, 2]` flattened, the bit patterns of the unsigned words, for upload as an int32 tensor
 */
export function streamKeys(runs: readonly RunSeed[], stream: string): Int32Array {
  const keys = new Int32Array(2 * runs.length);
  runs.forEach((run, index) => {
    keys.set(streamKey(run.sessionSeed, run.seed, stream), 2 * index);
  });
  return keys;
}

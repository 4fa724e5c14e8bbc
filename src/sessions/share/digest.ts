/** A short number that stands for every bit of a measure: equal digests, equal results. */
import type { SessionRecord } from '../record.ts';

/** MurmurHash3 (x86, 32 bits) of whole 32-bit words as they come: quick, and any flipped bit changes it. Against damage, not against malice. */
class Murmur3 {
  #hash: number;
  #length = 0;

  constructor(seed: number) {
    this.#hash = seed | 0;
  }

  add(word: number): void {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    let hash = this.#hash ^ Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    this.#hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
    this.#length += 4;
  }

  /** From 0 to 2³² − 1. */
  end(): number {
    let hash = this.#hash ^ this.#length;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** Of words, in 32 bits. */
export function murmur3(words: Iterable<number>, seed: number): number {
  const hash = new Murmur3(seed);
  for (const word of words) hash.add(word);
  return hash.end();
}

/** Of a text, in 32 bits. */
export const textHash = (text: string): number =>
  murmur3(
    Uint32Array.from(text, (letter) => letter.codePointAt(0) ?? 0),
    0x1f83d9ab,
  );

const missing = 0x7fc00000;
const hex = (word: number): string => word.toString(16).padStart(8, '0');

/**
 * Sixteen hexadecimal digits over all values of a measure that is not derived, of all arms and seeds at all steps up to `last`, bit for bit:
 * two hashes with seeds of their own.
 */
export function measureDigest(record: SessionRecord, measure: string, last: number): string {
  const all = record.steps(measure);
  let length = all.length;
  while (length > 0 && (all[length - 1] ?? 0) > last) length--;
  const hashes = [new Murmur3(0x9747b28c), new Murmur3(0x3c6ef372)];
  const add = (word: number): void => {
    for (const hash of hashes) hash.add(word);
  };
  for (let i = 0; i < length; i++) add(all[i] ?? 0);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  for (let run = 0; run < record.arms.length * record.seeds; run++) {
    const values = record.values(measure, Math.floor(run / record.seeds), run % record.seeds);
    for (let i = 0; i < length; i++) {
      value[0] = values[i] ?? NaN;
      // Which of the many NaN an absent value is, is no result.
      add(Number.isNaN(values[i] ?? NaN) ? missing : (bits[0] ?? 0));
    }
  }
  return hashes.map((hash) => hex(hash.end())).join('');
}

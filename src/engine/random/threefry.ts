/**
 * Threefry-2x32 with 20 rounds, the one source of randomness: a keyed bijection of 64-bit counters that needs 32-bit
 * additions, rotations and exclusive-or only, so that JavaScript and WGSL (which has no 64-bit multiply) give the same words.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011); tested with the published vectors.
 */

const PARITY = 0x1bd11bda;

/**
 * Encrypts one counter. Allocates nothing.
 *
 * @param key0 key1 - the key, two 32-bit words (only the low 32 bits of each argument count)
 * @param counter0 counter1 - the counter, two 32-bit words
 * @param out - receives two unsigned 32-bit words at `offset` and `offset + 1`
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array | number[],
  offset = 0,
): void {
  const k0 = key0 | 0;
  const k1 = key1 | 0;
  const k2 = PARITY ^ k0 ^ k1;
  let x = ((counter0 | 0) + k0) | 0;
  let y = ((counter1 | 0) + k1) | 0;
  // Written out: a loop over a table of rotations is several times slower.
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 1) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 2) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k0) | 0;
  y = (y + k1 + 3) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 4) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  out[offset] = (x + k2) >>> 0;
  out[offset + 1] = (y + k0 + 5) >>> 0;
}

function wgslGroup(rotations: readonly number[], inject0: string, inject1: string): string {
  const rounds = rotations.map((r) => `  x.x = x.x + x.y; x.y = ((x.y << ${r}u) | (x.y >> ${32 - r}u)) ^ x.x;`);
  return [...rounds, `  x = x + vec2<u32>(${inject0}, ${inject1});`].join('\n');
}

const A = [13, 15, 26, 6];
const B = [17, 29, 16, 24];

/** WGSL: `fn threefry2x32(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32>`, the same words as on the host. */
export const threefryWgsl = `
fn threefry2x32(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32> {
  let k2 = 0x1bd11bdau ^ key.x ^ key.y;
  var x = counter + key;
${wgslGroup(A, 'key.y', 'k2 + 1u')}
${wgslGroup(B, 'k2', 'key.x + 2u')}
${wgslGroup(A, 'key.x', 'key.y + 3u')}
${wgslGroup(B, 'key.y', 'k2 + 4u')}
${wgslGroup(A, 'k2', 'key.x + 5u')}
  return x;
}
`;

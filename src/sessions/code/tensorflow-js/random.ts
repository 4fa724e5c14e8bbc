/** Our random generator in plain JavaScript, as the text of a module: the same words, permutations, masks and initial weights to the bit. */

export const javascriptRandom = String.raw`/**
 * Ablate's random numbers: everything random is a pure function of keys and counters, the same bits as in the browser.
 * Threefry-2x32, 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 */
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];

/** Two unsigned 32-bit words from a key of two words and a counter of two words. */
export function threefry([key0, key1], first, second) {
  const keys = [key0 | 0, key1 | 0, 0x1bd11bda ^ key0 ^ key1];
  let x = (first + keys[0]) | 0;
  let y = (second + keys[1]) | 0;
  for (let group = 0; group < 5; group++) {
    for (const r of ROTATIONS[group % 2]) {
      x = (x + y) | 0;
      y = ((y << r) | (y >>> (32 - r))) ^ x;
    }
    x = (x + keys[(group + 1) % 3]) | 0;
    y = (y + keys[(group + 2) % 3] + group + 1) | 0;
  }
  return [x >>> 0, y >>> 0];
}

/** The key of a named stream of one run: the hash of the name is FNV-1a. */
export function streamKey(sessionSeed, seed, stream) {
  let digest = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(stream)) digest = Math.imul(digest ^ byte, 0x01000193);
  const ofRun = threefry([sessionSeed >>> 0, Math.floor(sessionSeed / 2 ** 32)], seed, 0);
  return threefry(ofRun, digest >>> 0, stream.length);
}

/** count numbers in [0, 1): the top 24 bits of each word. */
export function uniform(key, count, time = 0) {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const [first, second] = threefry(key, i / 2, time);
    numbers[i] = (first >>> 8) * 2 ** -24;
    if (i + 1 < count) numbers[i + 1] = (second >>> 8) * 2 ** -24;
  }
  return numbers;
}

/** 0 with probability rate, else 1 / (1 − rate). */
export function dropoutMask(key, update, count, rate) {
  const kept = Math.fround(1 / Math.fround(1 - rate));
  return uniform(key, count, update).map((drawn) => (drawn >= Math.fround(rate) ? kept : 0));
}

function naturalLog(x) {
  let [m, exponent] = [x, 0];
  for (; m < Math.SQRT1_2; m *= 2) exponent -= 1;
  for (; m >= 2 * Math.SQRT1_2; m *= 0.5) exponent += 1;
  const f = (m - 1) / (m + 1);
  const g = f * f;
  let sum = 0;
  for (let k = 21; k >= 3; k -= 2) sum = (sum + 1 / k) * g;
  return exponent * Math.LN2 + 2 * f * (1 + sum);
}

/** Standard normal numbers by Marsaglia's polar method with counted attempts. */
export function normal([key0, key1], count, time = 0) {
  const numbers = new Float64Array(count);
  for (let pair = 0; 2 * pair < count; pair++) {
    for (let attempt = 0; attempt < 64; attempt++) {
      const words = threefry([key0 ^ 0x4e4f524d, key1 + attempt], pair, time);
      const [m1, m2] = words.map((word) => word >>> 16);
      const t = (m1 * (m1 + 1)) / 2 + (m2 * (m2 + 1)) / 2;
      if (t >= 2 ** 31) continue;
      const s = (t + 0.25) * 2 ** -31;
      const factor = Math.sqrt((-2 * naturalLog(s)) / s) * 2 ** -16;
      [m1, m2].forEach((m, i) => {
        if (2 * pair + i < count) numbers[2 * pair + i] = ((words[i] & 1) === 0 ? m + 0.5 : -m - 0.5) * factor;
      });
      break;
    }
  }
  return numbers;
}

const product = (sizes) => sizes.reduce((all, size) => all * size, 1);

/** Standard deviation √(2 / fan in); shape […, in, out]. */
export function heNormal(key, shape) {
  const std = Math.sqrt(2 / product(shape.slice(0, -1)));
  return Float32Array.from(normal(key, product(shape)), (z) => std * z);
}

/** Within √(6 / (fan in + fan out)); shape […, in, out]. */
export function glorotUniform(key, shape) {
  const bound = Math.sqrt(6 / (product(shape.slice(0, -1)) + product(shape.slice(0, -2)) * shape.at(-1)));
  return Float32Array.from(uniform(key, product(shape)), (u) => (2 * u - 1) * bound);
}

/** Within 1 / √inputs; shape [inputs, rank]. */
export function loraUniform(key, shape) {
  return Float32Array.from(uniform(key, product(shape)), (u) => (2 * u - 1) / Math.sqrt(shape[0]));
}

/** Standard deviation 0.02, as GPT-2 starts its tables. */
export function tableNormal(key, shape) {
  return Float32Array.from(normal(key, product(shape)), (z) => 0.02 * z);
}

/** count integers in 0 … n − 1 without bias: words in the incomplete last multiple of n are rejected. */
export function integerBelow([key0, key1], count, time, n) {
  const limit = 2 ** 32 - (2 ** 32 % n);
  return Int32Array.from({ length: count }, (_, element) => {
    for (let attempt = 0; attempt < 32; attempt++) {
      const word = threefry([key0 ^ 0x494e5445, key1 + attempt], element, time).find((one) => one < limit);
      if (word !== undefined) return word % n;
    }
    return 0;
  });
}

/** Where element i goes in the permutation of 0 … n − 1 that belongs to (key, time): a Feistel network on a grid. */
export function permute([key0, key1], time, n, i) {
  const a = Math.ceil(Math.sqrt(n));
  const b = Math.ceil(n / a);
  const own = [key0 ^ 0x5045524d, key1];
  let cell = i;
  do {
    let left = cell % a;
    let right = (cell - left) / a;
    for (let turn = 0; turn < (n < 16 ? 16 : 8); turn += 2) {
      left = (left + (threefry(own, (turn << 16) | right, time)[0] % a)) % a;
      right = (right + (threefry(own, ((turn + 1) << 16) | left, time)[0] % b)) % b;
    }
    cell = right * a + left;
  } while (cell >= n);
  return cell;
}

/** Positions of the examples of an update: every epoch is a permutation of its own. */
export function batch(key, update, n, size) {
  return Int32Array.from({ length: size }, (_, i) => {
    const position = update * size + i;
    return permute(key, Math.floor(position / n), n, position % n);
  });
}
`;

/** Our random generator in NumPy, as the text of a Python module: the same words, permutations, masks and initial weights to the bit. */

export const pythonRandom = String.raw`"""Ablate's random numbers in NumPy: everything random is a pure function of keys and counters, the same bits as in the browser.

Threefry-2x32, 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
"""
import math

import numpy as np

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
LN2, SQRT_HALF = 0.6931471805599453, 0.7071067811865476


def threefry(key, first, second):
    """Two uint32 arrays from a key of two words and counters of two words each."""
    with np.errstate(over="ignore"):
        keys = [np.asarray(word, np.uint32).reshape(-1) for word in key]
        keys.append(np.uint32(0x1BD11BDA) ^ keys[0] ^ keys[1])
        x = np.asarray(first, np.uint32).reshape(-1) + keys[0]
        y = np.asarray(second, np.uint32).reshape(-1) + keys[1]
        for group in range(5):
            for r in ROTATIONS[group % 2]:
                x = x + y
                y = ((y << np.uint32(r)) | (y >> np.uint32(32 - r))) ^ x
            x = x + keys[(group + 1) % 3]
            y = y + keys[(group + 2) % 3] + np.uint32(group + 1)
        return x, y


def stream_key(session_seed, seed, stream):
    """The key of a named stream of one run: the hash of the name is FNV-1a."""
    digest = 0x811C9DC5
    for byte in stream.encode():
        digest = ((digest ^ byte) * 0x01000193) & 0xFFFFFFFF
    of_run = threefry((session_seed & 0xFFFFFFFF, session_seed >> 32), seed, 0)
    return tuple(int(word[0]) for word in threefry(of_run, digest, len(stream)))


def _words(key, count, time):
    return np.stack(threefry(key, np.arange((count + 1) // 2), time), axis=1).reshape(-1)[:count]


def uniform(key, count, time=0):
    """Numbers in [0, 1): the top 24 bits of each word."""
    return (_words(key, count, time) >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


def dropout_mask(key, update, shape, rate):
    """0 with probability rate, else 1 / (1 - rate)."""
    rate = np.float32(rate)
    drawn = uniform(key, math.prod(shape), update)
    return np.where(drawn >= rate, np.float32(1) / (np.float32(1) - rate), np.float32(0)).reshape(shape)


def _natural_log(x):
    m, exponent = np.frexp(x)
    low = m < SQRT_HALF
    m, exponent = np.where(low, 2 * m, m), np.where(low, exponent - 1, exponent)
    f = (m - 1) / (m + 1)
    g = f * f
    total = np.zeros_like(f)
    for k in range(21, 2, -2):
        total = (total + 1 / k) * g
    return exponent * LN2 + 2 * f * (1 + total)


def normal(key, count, time=0):
    """Standard normal numbers by Marsaglia's polar method with counted attempts, float64."""
    pairs = (count + 1) // 2
    result = np.zeros((pairs, 2))
    missing = np.arange(pairs)
    for attempt in range(64):
        first, second = threefry((key[0] ^ 0x4E4F524D, (key[1] + attempt) & 0xFFFFFFFF), missing, time)
        m = np.stack([first >> np.uint32(16), second >> np.uint32(16)], axis=1).astype(np.float64)
        t = (m * (m + 1) / 2).sum(axis=1)
        good = t < 2.0**31
        s = (t[good] + 0.25) * 2.0**-31
        factor = np.sqrt((-2 * _natural_log(s)) / s) * 2.0**-16
        odd = np.stack([first, second], axis=1)[good] & np.uint32(1)
        result[missing[good]] = np.where(odd == 0, m[good] + 0.5, -m[good] - 0.5) * factor[:, None]
        missing = missing[~good]
        if len(missing) == 0:
            break
    return result.reshape(-1)[:count]


def he_normal(key, shape):
    """Standard deviation sqrt(2 / fan in); shape [..., in, out]."""
    fan_in = math.prod(shape[:-1])
    return (math.sqrt(2 / fan_in) * normal(key, math.prod(shape))).astype(np.float32).reshape(shape)


def glorot_uniform(key, shape):
    """Within sqrt(6 / (fan in + fan out)); shape [..., in, out]."""
    bound = math.sqrt(6 / (math.prod(shape[:-1]) + math.prod(shape[:-2]) * shape[-1]))
    drawn = uniform(key, math.prod(shape)).astype(np.float64)
    return ((2 * drawn - 1) * bound).astype(np.float32).reshape(shape)


def lora_uniform(key, shape):
    """Within 1 / sqrt(inputs); shape [inputs, rank]."""
    drawn = uniform(key, math.prod(shape)).astype(np.float64)
    return ((2 * drawn - 1) / math.sqrt(shape[0])).astype(np.float32).reshape(shape)


def table_normal(key, shape):
    """Standard deviation 0.02, as GPT-2 starts its tables."""
    return (0.02 * normal(key, math.prod(shape))).astype(np.float32).reshape(shape)


def integer_below(key, elements, time, n):
    """Integers in 0 ... n - 1 without bias: words in the incomplete last multiple of n are rejected."""
    limit = 2**32 - 2**32 % n
    result, missing = np.zeros(len(elements), np.int64), np.arange(len(elements))
    for attempt in range(32):
        words = threefry((key[0] ^ 0x494E5445, (key[1] + attempt) & 0xFFFFFFFF), elements[missing], time)
        first, second = (word.astype(np.int64) for word in words)
        result[missing] = np.where(first < limit, first, second) % n
        missing = missing[(first >= limit) & (second >= limit)]
        if len(missing) == 0:
            break
    return result


def permute(key, time, n, i):
    """Where elements i go in the permutation of 0 ... n - 1 that belongs to (key, time): a Feistel network on a grid."""
    a = math.isqrt(n - 1) + 1
    b = -(-n // a)
    own = (key[0] ^ 0x5045524D, key[1])
    cell, time = np.asarray(i, np.int64).copy(), np.broadcast_to(np.asarray(time, np.int64), np.shape(i))
    walking = np.arange(len(cell))
    while len(walking) > 0:
        left, right = cell[walking] % a, cell[walking] // a
        for turn in range(0, 16 if n < 16 else 8, 2):
            left = (left + threefry(own, (turn << 16) | right, time[walking])[0].astype(np.int64) % a) % a
            right = (right + threefry(own, ((turn + 1) << 16) | left, time[walking])[0].astype(np.int64) % b) % b
        cell[walking] = right * a + left
        walking = walking[cell[walking] >= n]
    return cell


def batch(key, update, n, size):
    """Positions of the examples of an update: every epoch is a permutation of its own."""
    position = update * size + np.arange(size)
    return permute(key, position // n, n, position % n)
`;

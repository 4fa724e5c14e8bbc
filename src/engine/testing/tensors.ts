/** Numbers for tests of kernels: made from the generator, put on the device, read back, and compared. */
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { readTensor } from '../device/read.ts';
import { uniform01 } from '../random/uniform.ts';

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Uniform numbers from −1 to 1, others for every name. */
export function values(shape: readonly number[], name: string, scale = 1): Float32Array {
  const key = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5) >>> 0;
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => scale * (2 * uniform01(key, 7, i, 0) - 1));
}

/** Uniform integers below a bound. */
export function integers(shape: readonly number[], name: string, below: number): Int32Array {
  return Int32Array.from(values(shape, name), (value) => Math.floor(((value + 1) / 2) * below));
}

/** A tensor of its own: on `cpu` tfjs would keep the array itself, and an update in place would change it. */
export function put(data: Float32Array | Int32Array, shape: readonly number[]): Tensor {
  return tensor(data.slice(), [...shape], data instanceof Int32Array ? 'int32' : 'float32');
}

/** The values of what `work` makes on the device; everything else it makes is freed. */
export async function compute(work: () => Tensor[]): Promise<(Float32Array | Int32Array)[]> {
  const results = tidy(work);
  const host: (Float32Array | Int32Array)[] = [];
  for (const result of results) {
    host.push(await readTensor(result));
    result.dispose();
  }
  return host;
}

/** The values of one tensor. */
export async function computeOne(work: () => Tensor): Promise<Float32Array | Int32Array> {
  const [host] = await compute(() => [work()]);
  if (!host) throw new Error('nothing was computed');
  return host;
}

/** Every value within `tolerance` of the expected one, relative to max(1, |expected|). */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  expect(actual).toHaveLength(expected.length);
  let worst = { index: 0, error: 0 };
  for (let index = 0; index < expected.length; index++) {
    const [a, e] = [actual[index] ?? NaN, expected[index] ?? NaN];
    if (Object.is(a, e) || a === e) continue;
    const error = Math.abs(a - e) / Math.max(1, Math.abs(e));
    if (!(error <= worst.error)) worst = { index, error };
  }
  const { index, error } = worst;
  expect(error <= tolerance, `${what} at ${index}: ${String(actual[index])} instead of ${String(expected[index])}`).toBe(true);
}

/** Every value within `tolerance` of the expected one, relative to the largest expected one. */
export function expectCloseToLargest(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  const largest = Array.from(expected).reduce((max, value) => Math.max(max, Math.abs(value)), 1e-30);
  expectClose(
    Float64Array.from(actual, (value) => value / largest),
    Float64Array.from(expected, (value) => value / largest),
    tolerance,
    what,
  );
}

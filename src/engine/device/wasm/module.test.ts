/** Our WASM kernels one by one: functions against float64, random words against the host's, and a browser without SIMD. */
import { backend as currentBackend, env } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { permute } from '../../random/permutation.ts';
import { uniform01 } from '../../random/uniform.ts';
import { startDevice } from '../device.ts';
import { sigmoid, softplus } from '../kernels/elementary.ts';
import { wasmStorage } from '../storage.ts';
import { kernelsOf } from './module.ts';
import type { KernelModule } from './module.ts';

type Backend = ReturnType<typeof wasmStorage>['backend'];
let backend: Backend;
let kernels: KernelModule;
beforeAll(async () => {
  await startDevice('wasm');
  backend = wasmStorage(currentBackend()).backend;
  kernels = kernelsOf(backend);
});

/** Puts arrays on the heap, runs `work` on their byte offsets and answers what is in the last one then. */
function onHeap<A extends Float32Array | Int32Array>(
  arrays: readonly (Float32Array | Int32Array)[],
  last: A,
  work: (...at: number[]) => void,
): A {
  const all = [...arrays, last];
  const offsets = all.map((values) => backend.wasm._malloc(Math.max(4, values.byteLength)) >>> 0);
  const bytes = (values: Float32Array | Int32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  all.forEach((values, i) => backend.wasm.HEAPU8.set(bytes(values), offsets[i] ?? 0));
  work(...offsets);
  const from = offsets.at(-1) ?? 0;
  bytes(last).set(backend.wasm.HEAPU8.subarray(from, from + last.byteLength));
  for (const offset of offsets) backend.wasm._free(offset);
  return last;
}

/** Codes of functions, as in elementwise.ts. */
const functions: readonly (readonly [name: string, code: number, value: (x: number) => number])[] = [
  ['sigmoid', 0, sigmoid],
  ['tanh', 1, Math.tanh],
  ['elu', 4, (x) => (x > 0 ? x : Math.expm1(x))],
  ['softplus', 8, softplus],
];

const apply = (code: number, x: Float32Array): Float32Array =>
  onHeap([x], new Float32Array(x.length), (from, to) => kernels.elementwise(from ?? 0, to ?? 0, x.length, 1, code));

describe('functions on WASM', () => {
  for (const [name, code, value] of functions) {
    it(`${name} has all its digits from −85 to 85 and near 0`, () => {
      const x = Float32Array.from({ length: 40_003 }, (_, i) => (i % 2 === 0 ? (i - 20_000) * 0.00425 : Math.sin(i) * 2 ** (-i % 40)));
      const y = apply(code, x);
      const worst = y.reduce((most, own, i) => {
        const wanted = value(x[i] ?? 0);
        return Math.max(most, Math.abs(own - wanted) / Math.max(Math.abs(wanted), 1e-35));
      }, 0);
      expect(worst).toBeLessThan(5e-7);
    });
  }

  it('keeps what is not a number and reaches limits', () => {
    const x = Float32Array.of(NaN, Infinity, -Infinity, 200, -200);
    expect([...apply(0, x)]).toEqual([NaN, 1, 0, 1, 0]);
    expect([...apply(1, x)]).toEqual([NaN, 1, -1, 1, -1]);
    expect([...apply(4, x)]).toEqual([NaN, Infinity, -1, 200, -1]);
    expect([...apply(8, x)]).toEqual([NaN, Infinity, 0, 200, 0]);
  });
});

describe('random words on WASM', () => {
  const keys = Int32Array.of(0x12345678, -77, -1, 5);

  it.each([1, 2, 3, 15, 16, 17, 60, 1000])('takes the examples of a permutation of %i as the host does', (n) => {
    for (const [batch, t] of [
      [1, 0],
      [7, 3],
      [32, 1_000_003],
    ] as const) {
      const subset = Int32Array.from({ length: 2 * n }, (_, i) => 3 * i + 1);
      const found = onHeap([subset, keys], new Int32Array(2 * batch), (s = 0, k = 0, out = 0) =>
        kernels.batchIndices(s, k, out, 2, n, batch, t),
      );
      const wanted = Array.from({ length: 2 * batch }, (_, i) => {
        const [run, position] = [Math.floor(i / batch), t * batch + (i % batch)];
        const place = permute(keys[2 * run] ?? 0, keys[2 * run + 1] ?? 0, Math.floor(position / n), n, position % n);
        return subset[run * n + place];
      });
      expect([...found]).toEqual(wanted);
    }
  });

  it.each([1, 4, 7, 8, 9, 1001])('draws the mask of %i elements as the host does', (count) => {
    const [rate, kept, t] = [Math.fround(0.3), Math.fround(1 / Math.fround(1 - Math.fround(0.3))), 41];
    const x = Float32Array.from({ length: count }, (_, i) => i - 3.5);
    const [key0, key1] = [keys[0] ?? 0, keys[1] ?? 0];
    const wanted = x.map((_, i) => (uniform01(key0, key1, i, t) >= rate ? kept : 0));
    const mask = onHeap([x, new Float32Array(count)], new Float32Array(count), (from = 0, y = 0, to = 0) =>
      kernels.dropout(from, y, to, count, rate, kept, key0, key1, t),
    );
    expect([...mask]).toEqual([...wanted]);
  });
});

describe('a browser without SIMD', () => {
  it('is told so', async () => {
    env().set('WASM_HAS_SIMD_SUPPORT', false);
    try {
      await expect(startDevice('wasm')).rejects.toThrow('no SIMD');
    } finally {
      env().set('WASM_HAS_SIMD_SUPPORT', true);
    }
  });
});

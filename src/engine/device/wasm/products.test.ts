/** Our products on WASM against float64, at sizes that leave parts of tiles, blocks and panels. */
import { backend as currentBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startDevice } from '../device.ts';
import { wasmStorage } from '../storage.ts';
import type { MemberProduct } from './products.ts';
import { multiplyMembers } from './products.ts';

type Backend = ReturnType<typeof wasmStorage>['backend'];

/** A region of the heap with numbers of its own. */
function region(backend: Backend, values: Float32Array): { offset: number; view: () => Float32Array } {
  const offset = backend.wasm._malloc(values.length * 4) >>> 0;
  const view = (): Float32Array => new Float32Array(backend.wasm.HEAPU8.buffer, offset, values.length);
  view().set(values);
  return { offset, view };
}

const values = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) - 0.25 * Math.cos(i * seed));

type Sizes = Pick<MemberProduct, 'members' | 'rows' | 'inner' | 'columns' | 'transposeA' | 'transposeB'>;

function expected(s: Sizes, a: Float32Array, b: Float32Array, bias: Float32Array): number[] {
  const out: number[] = [];
  for (let member = 0; member < s.members; member++) {
    for (let row = 0; row < s.rows; row++) {
      for (let column = 0; column < s.columns; column++) {
        let sum = bias[member * s.columns + column] ?? 0;
        for (let k = 0; k < s.inner; k++) {
          const x = a[member * s.rows * s.inner + (s.transposeA ? k * s.rows + row : row * s.inner + k)] ?? 0;
          const y = b[member * s.inner * s.columns + (s.transposeB ? column * s.inner + k : k * s.columns + column)] ?? 0;
          sum += x * y;
        }
        out.push(sum);
      }
    }
  }
  return out;
}

function product(
  backend: Backend,
  s: Sizes,
  operands: Record<'a' | 'b' | 'bias', Float32Array>,
  activation: MemberProduct['activation'],
): Float32Array {
  const [a, b, bias] = [region(backend, operands.a), region(backend, operands.b), region(backend, operands.bias)];
  // Numbers around the result must survive.
  const out = region(backend, new Float32Array(s.members * s.rows * s.columns + 16).fill(7));
  multiplyMembers(backend, {
    ...s,
    a: a.offset,
    aStride: s.rows * s.inner * 4,
    b: b.offset,
    bStride: s.inner * s.columns * 4,
    bias: bias.offset,
    out: out.offset + 32,
    ...(activation && { activation }),
  });
  const result = out.view().slice();
  for (const { offset } of [a, b, bias, out]) backend.wasm._free(offset);
  expect([...result.subarray(0, 8), ...result.subarray(-8)]).toEqual(Array.from({ length: 16 }, () => 7));
  return result.slice(8, -8);
}

const operandsOf = (s: Sizes): Record<'a' | 'b' | 'bias', Float32Array> => ({
  a: values(s.members * s.rows * s.inner, 1),
  b: values(s.members * s.inner * s.columns, 2),
  bias: values(s.members * s.columns, 3),
});

const shapes = [
  [1, 1, 1],
  [2, 3, 5],
  [5, 2, 3],
  [4, 8, 4],
  [7, 17, 12],
  [65, 9, 13],
  [130, 300, 10],
  [9, 700, 24],
] as const;

let backend: Backend;
beforeAll(async () => {
  await startDevice('wasm');
  backend = wasmStorage(currentBackend()).backend;
});

describe('products of members on WASM', () => {
  for (const [rows, inner, columns] of shapes) {
    it(`multiplies [${rows}, ${inner}] and [${inner}, ${columns}] in every order of storage`, () => {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const sizes = { members: 3, rows, inner, columns, transposeA, transposeB };
        const operands = operandsOf(sizes);
        const wanted = expected(sizes, operands.a, operands.b, operands.bias);
        const result = product(backend, sizes, operands, 'linear');
        const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - (result[i] ?? NaN))), 0);
        expect(worst).toBeLessThan(2e-6 * Math.sqrt(inner) + 1e-6);
      }
    });
  }

  it('gives each member the bits that it has alone', () => {
    const sizes = { members: 4, rows: 33, inner: 270, columns: 11, transposeA: true, transposeB: false };
    const operands = operandsOf(sizes);
    const together = product(backend, sizes, operands, 'tanh');
    const part = (from: Float32Array): Float32Array => from.slice((from.length / 4) * 2, (from.length / 4) * 3);
    const alone = product(
      backend,
      { ...sizes, members: 1 },
      { a: part(operands.a), b: part(operands.b), bias: part(operands.bias) },
      'tanh',
    );
    expect([...alone]).toEqual([...part(together)]);
  });

  it('keeps what is not a number, and reaches the limits of its activations', () => {
    const sizes = { members: 1, rows: 5, inner: 1, columns: 1, transposeA: false, transposeB: false };
    const operands = { a: Float32Array.of(NaN, Infinity, -Infinity, -0.3, 0.3), b: Float32Array.of(1), bias: Float32Array.of(0) };
    const at = (activation: MemberProduct['activation']): number[] => [...product(backend, sizes, operands, activation)];
    expect(at('relu')).toEqual([NaN, Infinity, 0, 0, Math.fround(0.3)]);
    const tanh = at('tanh');
    expect(tanh.slice(0, 3)).toEqual([NaN, 1, -1]);
    expect(tanh[4]).toBeCloseTo(Math.tanh(0.3), 7);
    expect(tanh[3]).toBe(-(tanh[4] ?? 0));
    const sigmoid = at('sigmoid');
    expect(sigmoid.slice(0, 3)).toEqual([NaN, 1, 0]);
    expect(sigmoid[3]).toBeCloseTo(1 / (1 + Math.exp(0.3)), 7);
  });
});

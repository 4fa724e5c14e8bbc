/** Products over a population on every device: all transpositions, shared operands, small, large and odd sizes, and the dense layer. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../../testing/devices.ts';
import { matMul } from '@tensorflow/tfjs-core';
import { computeOne, expectClose, put, values } from '../../testing/tensors.ts';
import { activations, dense, matrix, product, transposed } from '../../testing/reference.ts';
import { denseOp } from './dense.ts';

interface Size {
  name: string;
  members: number;
  rows: number;
  inner: number;
  columns: number;
}

/** XNNPACK takes over above 6,000 multiplications; WebGPU's register tiles begin at 1,024 outputs and are 4 × 4. */
const sizes: Size[] = [
  { name: 'a single number', members: 1, rows: 1, inner: 1, columns: 1 },
  { name: 'small and odd', members: 3, rows: 5, inner: 7, columns: 3 },
  { name: 'just below XNNPACK’s share', members: 2, rows: 20, inner: 30, columns: 10 },
  { name: 'just above it, odd', members: 2, rows: 19, inner: 31, columns: 11 },
  { name: 'in tiles', members: 2, rows: 32, inner: 9, columns: 32 },
  { name: 'in tiles that do not fit', members: 3, rows: 33, inner: 13, columns: 35 },
];

const sharings = [
  { name: 'own operands', a: false, b: false },
  { name: 'a shared', a: true, b: false },
  { name: 'b shared', a: false, b: true },
];

describe('matMul', () => {
  onDevices(allDevices, (kind) => {
    for (const { name, members, rows, inner, columns } of sizes) {
      it(`${name}: every transposition, own and shared operands`, { timeout: 60_000 }, async () => {
        for (const sharing of members > 1 ? sharings : sharings.slice(0, 1)) {
          for (const [transposeA, transposeB] of [
            [false, false],
            [true, false],
            [false, true],
            [true, true],
          ] as const) {
            const aMembers = sharing.a ? 1 : members;
            const bMembers = sharing.b ? 1 : members;
            const [aShape, bShape] = [
              transposeA ? [inner, rows] : [rows, inner],
              transposeB ? [columns, inner] : [inner, columns],
            ] as const;
            const [a, b] = [values([aMembers, rows * inner], 'a'), values([bMembers, inner * columns], 'b')];
            const actual = await computeOne(() =>
              matMul(put(a, [aMembers, ...aShape]), put(b, [bMembers, ...bShape]), transposeA, transposeB),
            );
            const expected = Array.from({ length: members }, (_, member) => {
              const left = matrix(a, aShape[0] ?? 0, aShape[1] ?? 0, sharing.a ? 0 : member * rows * inner);
              const right = matrix(b, bShape[0] ?? 0, bShape[1] ?? 0, sharing.b ? 0 : member * inner * columns);
              return product(transposeA ? transposed(left) : left, transposeB ? transposed(right) : right);
            }).flat();
            expectClose(actual, expected, valueTolerance[kind], `${sharing.name}, transposeA ${transposeA}, transposeB ${transposeB}`);
          }
        }
      });
    }

    it('takes plain matrices, too', async () => {
      const [a, b] = [values([4, 3], 'a'), values([3, 2], 'b')];
      const actual = await computeOne(() => matMul(put(a, [4, 3]), put(b, [3, 2])));
      expectClose(actual, product(matrix(a, 4, 3), matrix(b, 3, 2)), valueTolerance[kind]);
    });

    it('does not remember an operand that has changed', async () => {
      // XNNPACK keeps a packed copy of b for as long as it knows its number.
      const shape = [1, 40, 40];
      const a = values(shape, 'a');
      for (const name of ['first', 'second']) {
        const b = values(shape, name);
        const actual = await computeOne(() => matMul(put(a, shape), put(b, shape)));
        expectClose(actual, product(matrix(a, 40, 40), matrix(b, 40, 40)), valueTolerance[kind], name);
      }
    });
  });

  onDevices(['wasm', 'webgpu'], () => {
    it('refuses members that do not fit', () => {
      const [two, three] = [put(values([2, 2, 2], 'a'), [2, 2, 2]), put(values([3, 2, 2], 'b'), [3, 2, 2])];
      expect(() => matMul(two, three)).toThrow('[2, 2, 2] and [3, 2, 2] do not fit');
      two.dispose();
      three.dispose();
    });
  });
});

describe('dense', () => {
  const shapes = [
    { runs: 3, rows: 5, inputs: 2, outputs: 3 },
    { runs: 2, rows: 33, inputs: 17, outputs: 37 },
  ];

  onDevices(allDevices, (kind) => {
    for (const activation of ['linear', 'relu', 'tanh', 'sigmoid'] as const) {
      it(`with ${activation}`, { timeout: 30_000 }, async () => {
        for (const shape of shapes) {
          const { runs, rows, inputs, outputs } = shape;
          const tensors = {
            x: values([runs, rows, inputs], 'x'),
            weights: values([runs, inputs, outputs], 'weights'),
            bias: values([runs, outputs], 'bias'),
          };
          const actual = await computeOne(() =>
            denseOp(
              put(tensors.x, [runs, rows, inputs]),
              put(tensors.weights, [runs, inputs, outputs]),
              put(tensors.bias, [runs, outputs]),
              activation,
            ),
          );
          expectClose(actual, dense(shape, tensors, activation), valueTolerance[kind], `${rows} rows`);
        }
      });
    }

    it('keeps activations finite for large sums, and not a number where the sum is none', async () => {
      const z = Float32Array.of(-200, -80, 80, 200, NaN, Infinity);
      for (const activation of ['linear', 'relu', 'tanh', 'sigmoid'] as const) {
        const zero = new Float32Array(6);
        // The bias brings the special values, past the product: 0 · ∞ is none.
        const actual = await computeOne(() =>
          denseOp(put(Float32Array.of(0), [1, 1, 1]), put(zero, [1, 1, 6]), put(z, [1, 6]), activation),
        );
        const expected = Float32Array.from(z, activations[activation]);
        expectClose(actual.subarray(0, 4), expected.subarray(0, 4), valueTolerance[kind], activation);
        expect(actual[4], `${activation} of NaN`).toBeNaN();
        expect(actual[5], `${activation} of ∞`).toBe(expected[5]);
      }
    });

    it('refuses shapes that do not fit', () => {
      const [x, weights, bias] = [
        put(values([2, 3, 4], 'x'), [2, 3, 4]),
        put(values([2, 5, 6], 'w'), [2, 5, 6]),
        put(values([2, 6], 'b'), [2, 6]),
      ];
      expect(() => denseOp(x, weights, bias, 'relu')).toThrow('[2, 3, 4] does not fit weights [2, 5, 6]');
      for (const one of [x, weights, bias]) one.dispose();
    });
  });
});

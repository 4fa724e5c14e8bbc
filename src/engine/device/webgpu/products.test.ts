/** The programs for products that kernels build on: weights and bias in one kernel, and epilogues that read other arrays. */
import { describe, expect, it } from 'vitest';
import { onDevices, valueTolerance } from '../../testing/devices.ts';
import { compute, expectClose, put, values } from '../../testing/tensors.ts';
import { matrix, product, transposed } from '../../testing/reference.ts';
import { defineKernel, dimension } from '../kernel.ts';
import { productProgram, weightGradientsProgram } from './products.ts';

const onWebgpuOnly = (): never => {
  throw new Error('this kernel of a test runs on WebGPU only');
};

const runWeightGradients = defineKernel({
  name: 'TestWeightGradients',
  inputs: { x: 'float32', dz: 'float32' },
  outputs: { weights: 'float32', bias: 'float32' },
  outputShape: (output, shape) => {
    const [runs, outputs] = [dimension(shape('x'), 0), dimension(shape('dz'), 2)];
    return output === 'bias' ? [runs, outputs] : [runs, dimension(shape('x'), 2), outputs];
  },
  host: onWebgpuOnly,
  wgsl: (shape) => {
    const [runs = 0, rows = 0, inputs = 0] = shape('x');
    return weightGradientsProgram(
      { runs, rows, inputs, outputs: dimension(shape('dz'), 2) },
      { x: 'x', dz: 'dz', dWeights: 'weights', dBias: 'bias' },
    );
  },
});

const runMasked = defineKernel({
  name: 'TestMaskedProduct',
  inputs: { dz: 'float32', weights: 'float32', y: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('y'),
  host: onWebgpuOnly,
  wgsl: (shape) => {
    const [runs = 0, rows = 0, inner = 0] = shape('dz');
    return productProgram(
      { runs, rows, inner, columns: dimension(shape('y'), 2), transposeA: false, transposeB: true },
      { value: 'select(0.0, sum, y[index] > 0.0)' },
      { a: 'dz', b: 'weights', y: 'dx' },
    );
  },
});

/** Smaller than a tile, in one tile, in tiles that do not fit, in tiles of every kind. */
const sizes = [
  { rows: 1, inputs: 1, outputs: 1 },
  { rows: 5, inputs: 3, outputs: 2 },
  { rows: 6, inputs: 33, outputs: 35 },
  { rows: 7, inputs: 130, outputs: 10 },
  { rows: 9, inputs: 64, outputs: 48 },
  { rows: 4, inputs: 140, outputs: 132 },
];

describe('gradients of weights and bias in one kernel', () => {
  onDevices(['webgpu'], (kind) => {
    for (const { rows, inputs, outputs } of sizes) {
      it(`[${rows}, ${inputs}]ᵀ · [${rows}, ${outputs}], the same alone and among other runs`, async () => {
        const runs = 3;
        const [x, dz] = [values([runs, rows, inputs], 'x'), values([runs, rows, outputs], 'dz')];
        const [weights, bias] = await compute(() =>
          runWeightGradients({ x: put(x, [runs, rows, inputs]), dz: put(dz, [runs, rows, outputs]) }),
        );
        for (let run = 0; run < runs; run++) {
          const [ownX, ownDz] = [matrix(x, rows, inputs, run * rows * inputs), matrix(dz, rows, outputs, run * rows * outputs)];
          const own = weights?.slice(run * inputs * outputs, (run + 1) * inputs * outputs) ?? [];
          expectClose(own, product(transposed(ownX), ownDz), valueTolerance[kind], 'weights');
          const ones = { rows: 1, columns: rows, at: () => 1 };
          expectClose(bias?.slice(run * outputs, (run + 1) * outputs) ?? [], product(ones, ownDz), valueTolerance[kind], 'bias');
        }
        const [aloneX, aloneDz] = [x.slice(rows * inputs, 2 * rows * inputs), dz.slice(rows * outputs, 2 * rows * outputs)];
        const alone = await compute(() => runWeightGradients({ x: put(aloneX, [1, rows, inputs]), dz: put(aloneDz, [1, rows, outputs]) }));
        expect(alone[0]).toEqual(weights?.slice(inputs * outputs, 2 * inputs * outputs));
        expect(alone[1]).toEqual(bias?.slice(outputs, 2 * outputs));
      });
    }
  });
});

describe('an epilogue', () => {
  onDevices(['webgpu'], (kind) => {
    for (const { rows, inputs, outputs } of sizes) {
      it(`reads another array where it stores: [${rows}, ${outputs}] · [${inputs}, ${outputs}]ᵀ`, async () => {
        const runs = 2;
        const [dz, weights, y] = [
          values([runs, rows, outputs], 'dz'),
          values([runs, inputs, outputs], 'w'),
          values([runs, rows, inputs], 'y'),
        ];
        const [dx] = await compute(() =>
          runMasked({
            dz: put(dz, [runs, rows, outputs]),
            weights: put(weights, [runs, inputs, outputs]),
            y: put(y, [runs, rows, inputs]),
          }),
        );
        const expected = Array.from({ length: runs }, (_, run) =>
          product(matrix(dz, rows, outputs, run * rows * outputs), transposed(matrix(weights, inputs, outputs, run * inputs * outputs))),
        ).flat();
        expectClose(
          dx ?? [],
          expected.map((value, i) => ((y[i] ?? 0) > 0 ? value : 0)),
          valueTolerance[kind],
        );
      });
    }
  });
});

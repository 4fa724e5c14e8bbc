/** Adding a bias to the rows of a product, one bias for each run or one for all runs. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only, sizeOf } from '../kernel.ts';
import { sumRowsOp } from './dense.ts';
import { addBias } from '../wasm/runs.ts';

const runAddBias = defineKernel({
  name: 'AddBias',
  inputs: { x: 'float32', bias: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    const [runs, , columns] = shape('x');
    const [biases, own] = shape('bias');
    if (shape('x').length !== 3 || own !== columns || (biases !== runs && biases !== 1)) {
      throw new Error(`a bias [${shape('bias').join(', ')}] does not fit [${shape('x').join(', ')}]`);
    }
    return shape('x');
  },
  host: (access) => {
    const [runs, rows, columns] = [dimension(access.shape('x'), 0), dimension(access.shape('x'), 1), dimension(access.shape('x'), 2)];
    const [x, bias, y] = [access.f32('x'), access.f32('bias'), access.f32('y')];
    const stride = dimension(access.shape('bias'), 0) === 1 ? 0 : columns;
    for (let run = 0; run < runs; run++) {
      for (let row = run * rows; row < (run + 1) * rows; row++) {
        for (let c = 0; c < columns; c++) y[row * columns + c] = (x[row * columns + c] ?? 0) + (bias[run * stride + c] ?? 0);
      }
    }
  },
  wasm: addBias,
  wgsl: (shape) => {
    const [rows, columns] = [dimension(shape('x'), 1), dimension(shape('x'), 2)];
    const run = dimension(shape('bias'), 0) === 1 ? '' : `(i / ${rows * columns}u) * ${columns}u + `;
    return { threads: sizeOf(shape('x')), body: `y[i] = x[i] + bias[${run}i % ${columns}u];` };
  },
  gradient: {
    inputs: ['bias'],
    function: (dy, saved) => {
      const [bias] = saved;
      if (Array.isArray(dy) || !bias) throw new Error('a bias has one output');
      return {
        // A tensor of its own: the tape frees gradients that it has added up.
        x: () => reshape(dy, dy.shape),
        bias: () => {
          if (dimension(bias.shape, 0) !== dimension(dy.shape, 0)) throw new Error('a bias that runs share is not trained');
          return sumRowsOp(dy);
        },
      };
    },
  },
});

/** `x + bias` on every row: x `[R, rows, columns]`, bias `[R, columns]`, or `[1, columns]` for all runs. Throws when they do not fit. */
export const addBiasOp = (x: Tensor, bias: Tensor): Tensor => only(runAddBias({ x, bias }));

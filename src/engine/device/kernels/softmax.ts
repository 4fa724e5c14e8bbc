/** Softmax and its logarithm over the last axis of any shape, with gradients from the saved output. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only, sizeOf } from '../kernel.ts';
import { elementaryWgsl } from './elementary.ts';
import { rowSoftmax, rowSoftmaxGradient } from '../wasm/rows.ts';

const widthOf = (shape: readonly number[]): number => dimension(shape, shape.length - 1);

const runRowSoftmax = defineKernel({
  name: 'RowSoftmax',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const width = widthOf(access.shape('x'));
    const [x, y] = [access.f32('x'), access.f32('y')];
    for (let base = 0; base < x.length; base += width) {
      let top = -Infinity;
      for (let c = base; c < base + width; c++) top = Math.max(top, x[c] ?? 0);
      let sum = 0;
      for (let c = base; c < base + width; c++) sum += Math.exp((x[c] ?? 0) - top);
      const logSum = Math.log(sum);
      for (let c = base; c < base + width; c++) {
        const shifted = (x[c] ?? 0) - top;
        y[c] = attributes['log'] === true ? shifted - logSum : Math.exp(shifted) / sum;
      }
    }
  },
  wasm: rowSoftmax,
  wgsl: (shape, attributes) => {
    const width = widthOf(shape('x'));
    return {
      threads: sizeOf(shape('x')) / width,
      helpers: elementaryWgsl,
      body: `let base = i * ${width}u; var top = x[base]; var sum = 0.0;
  for (var c = base + 1u; c < base + ${width}u; c++) { top = max(top, x[c]); }
  for (var c = base; c < base + ${width}u; c++) { sum += exp_down(x[c] - top); }
  let log_sum = natural_log(sum);
  for (var c = base; c < base + ${width}u; c++) { y[c] = ${attributes['log'] === true ? '(x[c] - top) - log_sum' : 'exp_down(x[c] - top) / sum'}; }`,
    };
  },
  gradient: {
    outputs: [true],
    function: (dy, [y], attrs) => {
      const log: unknown = Reflect.get(attrs, 'log');
      if (Array.isArray(dy) || !y || typeof log !== 'boolean') throw new Error('softmax has one input and one output');
      return { x: () => only(runRowSoftmaxGradient({ y, dy }, { log })) };
    },
  },
});

const runRowSoftmaxGradient = defineKernel({
  name: 'RowSoftmaxGradient',
  inputs: { y: 'float32', dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('y'),
  host: (access, attributes) => {
    const width = widthOf(access.shape('y'));
    const log = attributes['log'] === true;
    const [y, dy, dx] = [access.f32('y'), access.f32('dy'), access.f32('dx')];
    for (let base = 0; base < y.length; base += width) {
      let sum = 0;
      for (let c = base; c < base + width; c++) sum += log ? (dy[c] ?? 0) : (dy[c] ?? 0) * (y[c] ?? 0);
      for (let c = base; c < base + width; c++) {
        dx[c] = log ? (dy[c] ?? 0) - Math.exp(y[c] ?? 0) * sum : (y[c] ?? 0) * ((dy[c] ?? 0) - sum);
      }
    }
  },
  wasm: rowSoftmaxGradient,
  wgsl: (shape, attributes) => {
    const width = widthOf(shape('y'));
    const log = attributes['log'] === true;
    return {
      threads: sizeOf(shape('y')) / width,
      helpers: elementaryWgsl,
      body: `let base = i * ${width}u; var sum = 0.0;
  for (var c = base; c < base + ${width}u; c++) { sum += ${log ? 'dy[c]' : 'dy[c] * y[c]'}; }
  for (var c = base; c < base + ${width}u; c++) { dx[c] = ${log ? 'dy[c] - exp_down(min(y[c], 0.0)) * sum' : 'y[c] * (dy[c] - sum)'}; }`,
    };
  },
});

/** `exp(x) / sum(exp(x))` over the last axis. */
export const rowSoftmaxOp = (x: Tensor): Tensor => only(runRowSoftmax({ x }, { log: false }));
/** `x − ln sum(exp(x))` over the last axis. */
export const rowLogSoftmaxOp = (x: Tensor): Tensor => only(runRowSoftmax({ x }, { log: true }));

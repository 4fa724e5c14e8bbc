/** Features side by side along the last axis, and parts of them: copies only, in one dispatch each. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';

const lastOf = (shape: readonly number[]): number => dimension(shape, shape.length - 1);

const runConcatenate = defineKernel({
  name: 'ConcatenateFeatures',
  inputs: { a: 'float32', b: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    const [a, b] = [shape('a'), shape('b')];
    if (a.slice(0, -1).join() !== b.slice(0, -1).join()) {
      throw new Error(`[${a.join(', ')}] and [${b.join(', ')}] do not fit side by side`);
    }
    return [...a.slice(0, -1), lastOf(a) + lastOf(b)];
  },
  host: (access) => {
    const [wa, wb] = [lastOf(access.shape('a')), lastOf(access.shape('b'))];
    const [a, b, y] = [access.f32('a'), access.f32('b'), access.f32('y')];
    for (let row = 0; row * (wa + wb) < y.length; row++) {
      const to = row * (wa + wb);
      for (let i = 0; i < wa; i++) y[to + i] = a[row * wa + i] ?? 0;
      for (let i = 0; i < wb; i++) y[to + wa + i] = b[row * wb + i] ?? 0;
    }
  },
  wgsl: (shape) => {
    const [wa, wb] = [lastOf(shape('a')), lastOf(shape('b'))];
    return {
      threads: sizeOf(shape('y')),
      body: `let row = i / ${wa + wb}u; let column = i % ${wa + wb}u;
  if (column < ${wa}u) { y[i] = a[row * ${wa}u + column]; } else { y[i] = b[row * ${wb}u + column - ${wa}u]; }`,
    };
  },
  gradient: {
    function: (dy, _, attrs) => {
      const width: unknown = Reflect.get(attrs, 'width');
      if (Array.isArray(dy) || typeof width !== 'number') throw new Error('features side by side have one output');
      return {
        a: () => only(runFeatures({ x: dy }, { first: 0, width })),
        b: () => only(runFeatures({ x: dy }, { first: width, width: lastOf(dy.shape) - width })),
      };
    },
  },
});

const runFeatures = defineKernel({
  name: 'Features',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => [...shape('x').slice(0, -1), numberAttribute(attributes, 'width')],
  host: (access, attributes) => {
    const [all, first, width] = [lastOf(access.shape('x')), numberAttribute(attributes, 'first'), numberAttribute(attributes, 'width')];
    const [x, y] = [access.f32('x'), access.f32('y')];
    for (let i = 0; i < y.length; i++) y[i] = x[Math.floor(i / width) * all + first + (i % width)] ?? 0;
  },
  wgsl: (shape, attributes) => {
    const [all, first, width] = [lastOf(shape('x')), numberAttribute(attributes, 'first'), numberAttribute(attributes, 'width')];
    return { threads: sizeOf(shape('y')), body: `y[i] = x[(i / ${width}u) * ${all}u + ${first}u + i % ${width}u];` };
  },
});

/** `[…, m]` and `[…, n]` → `[…, m + n]`. Throws when other axes differ. */
export const concatenateOp = (a: Tensor, b: Tensor): Tensor => only(runConcatenate({ a, b }, { width: lastOf(a.shape) }));
/** `[R, B, …]` → `[R, examples, …]`: the first examples of every run. */
export function firstExamplesOp(x: Tensor, examples: number): Tensor {
  const [runs, all, own] = [dimension(x.shape, 0), dimension(x.shape, 1), x.shape.slice(2)];
  const width = examples * sizeOf(own);
  return reshape(only(runFeatures({ x: reshape(x, [runs, all * sizeOf(own)]) }, { first: 0, width })), [runs, examples, ...own]);
}

/** Sums with a factor that is baked into the program, or is a number of each run: no host number enters a step. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, numberAttribute, only, sizeOf } from '../kernel.ts';
import { addScaled, addScaledRuns, scaled } from '../wasm/runs.ts';
import { scaleOp } from './gradients.ts';

const runAddScaled = defineKernel({
  name: 'AddScaled',
  inputs: { a: 'float32', b: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    if (shape('a').join() !== shape('b').join()) {
      throw new Error(`cannot add [${shape('a').join(', ')}] and [${shape('b').join(', ')}]`);
    }
    return shape('a');
  },
  host: (access, attributes) => {
    const factor = Math.fround(numberAttribute(attributes, 'factor'));
    const [a, b, y] = [access.f32('a'), access.f32('b'), access.f32('y')];
    for (let i = 0; i < y.length; i++) y[i] = (a[i] ?? 0) + factor * (b[i] ?? 0);
  },
  wasm: addScaled,
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('a')),
    body: `y[i] = a[i] + f32(${numberAttribute(attributes, 'factor')}) * b[i];`,
  }),
  gradient: {
    function: (dy, _, attrs) => {
      const factor: unknown = Reflect.get(attrs, 'factor');
      if (Array.isArray(dy) || typeof factor !== 'number') throw new Error('a scaled sum has one output and a factor');
      // A tensor of its own: the tape frees gradients that it has added up.
      return { a: () => reshape(dy, dy.shape), b: () => only(runScaled({ x: dy }, { factor })) };
    },
  },
});

const runScaled = defineKernel({
  name: 'Scaled',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const factor = Math.fround(numberAttribute(attributes, 'factor'));
    const [x, y] = [access.f32('x'), access.f32('y')];
    for (let i = 0; i < y.length; i++) y[i] = factor * (x[i] ?? 0);
  },
  wasm: scaled,
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('x')),
    body: `y[i] = f32(${numberAttribute(attributes, 'factor')}) * x[i];`,
  }),
  gradient: {
    function: (dy, _, attrs) => {
      const factor: unknown = Reflect.get(attrs, 'factor');
      if (Array.isArray(dy) || typeof factor !== 'number') throw new Error('a scaled tensor has one output and a factor');
      return { x: () => only(runScaled({ x: dy }, { factor })) };
    },
  },
});

const runAddScaledRuns = defineKernel({
  name: 'AddScaledRuns',
  inputs: { a: 'float32', b: 'float32', factor: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    if (shape('a').join() !== shape('b').join()) {
      throw new Error(`cannot add [${shape('a').join(', ')}] and [${shape('b').join(', ')}]`);
    }
    return shape('a');
  },
  host: (access) => {
    const [a, b, factor, y] = [access.f32('a'), access.f32('b'), access.f32('factor'), access.f32('y')];
    const perRun = y.length / factor.length;
    for (let i = 0; i < y.length; i++) y[i] = (a[i] ?? 0) + (factor[Math.floor(i / perRun)] ?? 0) * (b[i] ?? 0);
  },
  wasm: addScaledRuns,
  elementwise: { arrays: ['a', 'b', 'y'], body: () => 'y[i] = a[i] + factor[run] * b[i];' },
  gradient: {
    inputs: ['factor'],
    function: (dy, saved) => {
      const [factor] = saved;
      if (Array.isArray(dy) || !factor) throw new Error('a scaled sum has one output and a factor');
      return { a: () => reshape(dy, dy.shape), b: () => scaleOp(dy, factor) };
    },
  },
});

/** `a + factor · b` of equal shapes `[R, …]` with the factor `[R]` of each run, which gets no gradient. Throws when the shapes differ. */
export const addScaledRunsOp = (a: Tensor, b: Tensor, factor: Tensor): Tensor => only(runAddScaledRuns({ a, b, factor }));

/** `a + factor · b` of equal shapes, with a factor that never changes. Throws when the shapes differ. */
export const addScaledOp = (a: Tensor, b: Tensor, factor: number): Tensor => only(runAddScaled({ a, b }, { factor }));

/** `factor · x`, with a factor that never changes. */
export const scaledOp = (x: Tensor, factor: number): Tensor => only(runScaled({ x }, { factor }));

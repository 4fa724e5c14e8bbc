/**
 * Arithmetic on equal shapes under tfjs's own names, in place of its kernels on WASM and WebGPU: tfjs's tape and the layers ask for it,
 * and only kernels of ours are recorded.
 */
// tfjs's own kernels come first, or there would be nothing to replace, and they would replace ours later.
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels';
import '@tensorflow/tfjs-backend-webgpu/dist/register_all_kernels';
import { Add, ClipByValue, Exp, Multiply, Neg, RealDiv, Square, Sub } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel, numberAttribute } from '../kernel.ts';
import type { Attributes } from '../kernel.ts';
import { pairwise as pairwiseOnWasm } from '../wasm/elementwise.ts';

/** Broadcasting, scalars and integers are left to tfjs. */
const sameFloats = (inputs: readonly TensorInfo[]): boolean =>
  inputs.every(({ shape, dtype }) => dtype === 'float32' && shape.length > 0 && shape.join() === inputs[0]?.shape.join());

function pairwise(name: string, operator: '+' | '-' | '*' | '/', host: (a: number, b: number) => number): void {
  defineKernel({
    name,
    inputs: { a: 'float32', b: 'float32' },
    outputs: { y: 'float32' },
    outputShape: (_, shape) => shape('a'),
    host: (access) => {
      const [a, b, y] = [access.f32('a'), access.f32('b'), access.f32('y')];
      for (let i = 0; i < y.length; i++) y[i] = host(a[i] ?? 0, b[i] ?? 0);
    },
    wasm: (access) => pairwiseOnWasm(access, operator),
    elementwise: { arrays: ['a', 'b', 'y'], body: () => `y[i] = a[i] ${operator} b[i];` },
    replaces: { fits: sameFloats },
  });
}

function single(
  name: string,
  expression: (attributes: Attributes) => string,
  host: (attributes: Attributes) => (x: number) => number,
): void {
  defineKernel({
    name,
    inputs: { x: 'float32' },
    outputs: { y: 'float32' },
    outputShape: (_, shape) => shape('x'),
    host: (access, attributes) => {
      const [x, y, value] = [access.f32('x'), access.f32('y'), host(attributes)];
      for (let i = 0; i < y.length; i++) y[i] = value(x[i] ?? 0);
    },
    elementwise: { arrays: ['x', 'y'], body: (attributes) => `let own = x[i]; y[i] = ${expression(attributes)};` },
    replaces: { fits: sameFloats },
  });
}

pairwise(Add, '+', (a, b) => a + b);
pairwise(Sub, '-', (a, b) => a - b);
pairwise(Multiply, '*', (a, b) => a * b);
pairwise(RealDiv, '/', (a, b) => a / b);

single(
  Neg,
  () => '-own',
  () => (x) => -x,
);
single(
  Square,
  () => 'own * own',
  () => (x) => x * x,
);
single(
  Exp,
  () => 'exp(own)',
  () => Math.exp,
);

const limits = (attributes: Attributes): [number, number] => [
  numberAttribute(attributes, 'clipValueMin'),
  numberAttribute(attributes, 'clipValueMax'),
];
single(
  ClipByValue,
  // Not clamp: what is not a number stays so, or divergence would go unseen.
  (attributes) => {
    const [low, high] = limits(attributes);
    return `select(select(own, f32(${high}), own > f32(${high})), f32(${low}), own < f32(${low}))`;
  },
  (attributes) => {
    const [low, high] = limits(attributes);
    return (x) => (x < low ? low : x > high ? high : x);
  },
);

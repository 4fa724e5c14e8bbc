/** Matrix products over a population: tfjs's `BatchMatMul` replaced on WASM and WebGPU, and the dense layer with bias and activation. */
// tfjs's own kernels come first, or there would be nothing to replace, and they would replace ours later.
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels';
import '@tensorflow/tfjs-backend-webgpu/dist/register_all_kernels';
import { BatchMatMul, matMul, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only, sizeOf } from '../kernel.ts';
import type { Attributes, HostAccess } from '../kernel.ts';
import { wasmStorage, webgpuStorage } from '../storage.ts';
import { multiplyMembers } from '../wasm/products.ts';
import { dispatch } from '../webgpu/dispatch.ts';
import { productProgram } from '../webgpu/products.ts';

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid';
const activations: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid'];

/** The attribute `activation` of a kernel; throws when it is none of the known ones. */
export function activationOf(attributes: Attributes): Activation {
  const found = activations.find((name) => name === attributes['activation']);
  if (!found) throw new Error(`unknown activation ${String(attributes['activation'])}; known are ${activations.join(', ')}`);
  return found;
}

/** In WGSL max, min and exp may make a number of a NaN, and comparisons be compiled as if there were none: divergence would go unseen. */
const notANumberOr = (z: string, value: string): string => `select(${value}, ${z}, (bitcast<u32>(${z}) & 0x7fffffffu) > 0x7f800000u)`;

/** WGSL expressions of z. */
export const activationWgsl: Readonly<Record<Activation, (z: string) => string>> = {
  linear: (z) => z,
  relu: (z) => notANumberOr(z, `max(${z}, 0.0)`),
  tanh: (z) => notANumberOr(z, `tanh(clamp(${z}, -15.0, 15.0))`), // tanh overflows on some drivers; beyond ±15 it is ±1 in float32
  sigmoid: (z) => notANumberOr(z, `1.0 / (1.0 + exp(-${z}))`),
};

/** Adds the bias `[R, O]` to each row of y `[R, …, O]` and applies the activation, in place. One loop per activation: a call per element costs more. */
export function biasAndActivation(access: HostAccess, activation: Activation): void {
  const [runs, columns] = [dimension(access.shape('bias'), 0), dimension(access.shape('bias'), 1)];
  const y = access.f32('y');
  const bias = access.f32('bias');
  const rows = y.length / (runs * columns);
  for (let run = 0; run < runs; run++) {
    for (let row = 0; row < rows; row++) {
      const base = (run * rows + row) * columns;
      for (let column = 0; column < columns; column++) {
        const z = (y[base + column] ?? 0) + (bias[run * columns + column] ?? 0);
        // Not max(z, 0): a NaN must stay one, or divergence would go unseen.
        y[base + column] = activation === 'relu' && z <= 0 ? 0 : z;
      }
    }
  }
  if (activation === 'tanh') for (let i = 0; i < y.length; i++) y[i] = Math.tanh(y[i] ?? 0);
  if (activation === 'sigmoid') for (let i = 0; i < y.length; i++) y[i] = 1 / (1 + Math.exp(-(y[i] ?? 0)));
}

function matrixShape(shape: readonly number[]): [number, number, number] {
  if (shape.length !== 3) throw new Error(`expected [R, rows, columns], got [${shape.join(', ')}]`);
  return [dimension(shape, 0), dimension(shape, 1), dimension(shape, 2)];
}

const runDense = defineKernel({
  name: 'Dense',
  inputs: { x: 'float32', weights: 'float32', bias: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    const [runs, rows, inner] = matrixShape(shape('x'));
    const [weightRuns, weightInner, columns] = matrixShape(shape('weights'));
    if (runs !== weightRuns || inner !== weightInner) {
      throw new Error(`dense: input [${shape('x').join(', ')}] does not fit weights [${shape('weights').join(', ')}]`);
    }
    return [runs, rows, columns];
  },
  host: (access, attributes) => {
    const [runs, rows, inner] = matrixShape(access.shape('x'));
    const columns = dimension(access.shape('weights'), 2);
    const [x, weights, y] = [access.f32('x'), access.f32('weights'), access.f32('y')];
    for (let run = 0; run < runs; run++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let k = 0; k < inner; k++)
            sum += (x[(run * rows + row) * inner + k] ?? 0) * (weights[(run * inner + k) * columns + column] ?? 0);
          y[(run * rows + row) * columns + column] = sum;
        }
      }
    }
    biasAndActivation(access, activationOf(attributes));
  },
  wasm: (access, attributes) => {
    const [members, rows, inner] = matrixShape(access.shape('x'));
    const columns = dimension(access.shape('weights'), 2);
    multiplyMembers(access.backend, {
      members,
      rows,
      inner,
      columns,
      a: access.offset('x'),
      aStride: rows * inner * 4,
      b: access.offset('weights'),
      bStride: inner * columns * 4,
      out: access.offset('y'),
      transposeA: false,
      transposeB: false,
      bias: access.offset('bias'),
      activation: activationOf(attributes),
    });
  },
  wgsl: (shape, attributes) => {
    const [runs, rows, inner] = matrixShape(shape('x'));
    const columns = dimension(shape('weights'), 2);
    const z = `(sum + bias[run * ${columns}u + column])`;
    return productProgram(
      { runs, rows, inner, columns, transposeA: false, transposeB: false },
      { value: activationWgsl[activationOf(attributes)](z) },
      { a: 'x', b: 'weights', y: 'y' },
    );
  },
  gradient: {
    inputs: ['x', 'weights'],
    outputs: [true],
    function: (dy, saved, attrs) => {
      if (Array.isArray(dy)) throw new Error('dense has one output');
      const [x, weights, y] = saved;
      if (!x || !weights || !y) throw new Error('dense did not save its tensors');
      const name: unknown = Reflect.get(attrs, 'activation');
      const activation = activationOf({ activation: typeof name === 'string' ? name : '' });
      const dz = activation === 'linear' ? dy : activationGradientOp(dy, y, activation);
      return {
        x: () => matMul(dz, weights, false, true),
        weights: () => matMul(x, dz, true, false),
        bias: () => sumRowsOp(dz),
      };
    },
  },
});

/** Derivatives from the output y alone: relu y > 0, tanh 1 − y², sigmoid y(1 − y). */
const derivativeWgsl: Readonly<Record<Activation, string>> = {
  linear: '1.0',
  relu: 'select(0.0, 1.0, y[i] > 0.0)',
  tanh: '1.0 - y[i] * y[i]',
  sigmoid: 'y[i] * (1.0 - y[i])',
};

function multiplyByDerivative(dz: Float32Array, dy: Float32Array, y: Float32Array, activation: Activation): void {
  switch (activation) {
    case 'linear':
      dz.set(dy);
      return;
    case 'relu':
      for (let i = 0; i < y.length; i++) dz[i] = (y[i] ?? 0) > 0 ? (dy[i] ?? 0) : 0;
      return;
    case 'tanh':
      for (let i = 0; i < y.length; i++) dz[i] = (dy[i] ?? 0) * (1 - (y[i] ?? 0) * (y[i] ?? 0));
      return;
    case 'sigmoid':
      for (let i = 0; i < y.length; i++) dz[i] = (dy[i] ?? 0) * (y[i] ?? 0) * (1 - (y[i] ?? 0));
  }
}

const runActivationGradient = defineKernel({
  name: 'ActivationGradient',
  inputs: { dy: 'float32', y: 'float32' },
  outputs: { dz: 'float32' },
  outputShape: (_, shape) => shape('y'),
  host: (access, attributes) => {
    multiplyByDerivative(access.f32('dz'), access.f32('dy'), access.f32('y'), activationOf(attributes));
  },
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('y')),
    body: `dz[i] = dy[i] * (${derivativeWgsl[activationOf(attributes)]});`,
  }),
});

const runSumRows = defineKernel({
  name: 'SumRows',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => [dimension(shape('x'), 0), dimension(shape('x'), 2)],
  host: (access) => {
    const [runs, rows, columns] = matrixShape(access.shape('x'));
    const [x, y] = [access.f32('x'), access.f32('y')];
    for (let run = 0; run < runs; run++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += x[(run * rows + row) * columns + column] ?? 0;
        y[run * columns + column] = sum;
      }
    }
  },
  wgsl: (shape) => {
    const [runs, rows, columns] = matrixShape(shape('x'));
    return {
      threads: runs * columns,
      body: `let run = i / ${columns}u; let column = i % ${columns}u; var sum = 0.0;
  for (var row = 0u; row < ${rows}u; row++) { sum += x[(run * ${rows}u + row) * ${columns}u + column]; }
  y[i] = sum;`,
    };
  },
});

/** Gradient with respect to what the activation was given, from the upstream gradient and the activation's output y. */
export const activationGradientOp = (dy: Tensor, y: Tensor, activation: Activation): Tensor =>
  only(runActivationGradient({ dy, y }, { activation }));
/** Sum over rows in ascending order: `[R, B, O]` → `[R, O]`. */
export const sumRowsOp = (x: Tensor): Tensor => only(runSumRows({ x }));

/** `activation(x · weights + bias)`: x `[R, B, I]`, weights `[R, I, O]`, bias `[R, O]` → `[R, B, O]`. Throws when shapes do not fit. */
export function denseOp(x: Tensor, weights: Tensor, bias: Tensor, activation: Activation): Tensor {
  return only(runDense({ x, weights, bias }, { activation }));
}

interface ProductInfo {
  members: number;
  aShared: boolean;
  bShared: boolean;
  rows: number;
  inner: number;
  columns: number;
  shape: number[];
}

function productInfo(a: TensorInfo, b: TensorInfo, transposeA: boolean, transposeB: boolean): ProductInfo {
  const [aRows, aColumns] = [dimension(a.shape, a.shape.length - 2), dimension(a.shape, a.shape.length - 1)];
  const [bRows, bColumns] = [dimension(b.shape, b.shape.length - 2), dimension(b.shape, b.shape.length - 1)];
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [bInner, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  const aMembers = sizeOf(a.shape.slice(0, -2));
  const bMembers = sizeOf(b.shape.slice(0, -2));
  if (inner !== bInner || (aMembers !== bMembers && aMembers !== 1 && bMembers !== 1)) {
    throw new Error(
      `matMul: [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not fit (transposeA ${transposeA}, transposeB ${transposeB})`,
    );
  }
  const members = Math.max(aMembers, bMembers);
  const lead = aMembers >= bMembers ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
  return {
    members,
    aShared: aMembers === 1 && members > 1,
    bShared: bMembers === 1 && members > 1,
    rows,
    inner,
    columns,
    shape: [...lead, rows, columns],
  };
}

function operands(
  inputs: Readonly<Record<string, TensorInfo | undefined>>,
  attrs: object | undefined,
): { a: TensorInfo; b: TensorInfo; transposeA: boolean; transposeB: boolean } {
  const { a, b } = inputs;
  if (!a || !b) throw new Error('matMul needs a and b');
  return {
    a,
    b,
    transposeA: Boolean(attrs && Reflect.get(attrs, 'transposeA')),
    transposeB: Boolean(attrs && Reflect.get(attrs, 'transposeB')),
  };
}

unregisterKernel(BatchMatMul, 'wasm');
registerKernel({
  kernelName: BatchMatMul,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const storage = wasmStorage(backend);
    const { a, b, transposeA, transposeB } = operands(inputs, attrs);
    const { members, aShared, bShared, rows, inner, columns, shape } = productInfo(a, b, transposeA, transposeB);
    const out = storage.make(shape, 'float32');
    multiplyMembers(storage.backend, {
      members,
      rows,
      inner,
      columns,
      transposeA,
      transposeB,
      a: storage.backend.getMemoryOffset(a.dataId),
      aStride: aShared ? 0 : rows * inner * 4,
      b: storage.backend.getMemoryOffset(b.dataId),
      bStride: bShared ? 0 : inner * columns * 4,
      out: storage.backend.getMemoryOffset(out.dataId),
    });
    return out;
  },
});

unregisterKernel(BatchMatMul, 'webgpu');
registerKernel({
  kernelName: BatchMatMul,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const storage = webgpuStorage(backend);
    const { a, b, transposeA, transposeB } = operands(inputs, attrs);
    const { members: runs, aShared, bShared, rows, inner, columns, shape } = productInfo(a, b, transposeA, transposeB);
    const y = storage.make(shape, 'float32');
    const bindings = [
      { name: 'a', info: a, write: false },
      { name: 'b', info: b, write: false },
      { name: 'y', info: y, write: true },
    ];
    dispatch(storage.backend, BatchMatMul, bindings, { transposeA, transposeB }, () =>
      productProgram({ runs, rows, inner, columns, transposeA, transposeB, aShared, bShared }),
    );
    return y;
  },
});

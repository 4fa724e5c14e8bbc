/** The dense layer with bias and activation, and its gradients. */
import { matMul } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only } from '../kernel.ts';
import type { Attributes, HostAccess } from '../kernel.ts';
import { multiplyMembers } from '../wasm/products.ts';
import { productProgram, weightGradientsProgram } from '../webgpu/products.ts';
import './products.ts';
import { activationGradient } from '../wasm/elementwise.ts';
import { sumRows as sumRowsOnWasm } from '../wasm/rows.ts';

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
      // Here and not when they are asked for: one kernel gives both.
      const [dWeights, dBias] = runWeightGradients({ x, dz });
      if (!dWeights || !dBias) throw new Error('the gradients of dense have no result');
      return { x: () => matMul(dz, weights, false, true), weights: () => dWeights, bias: () => dBias };
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
  wasm: (access, attributes) => activationGradient(access, activationOf(attributes)),
  elementwise: {
    arrays: ['dy', 'y', 'dz'],
    body: (attributes) => `dz[i] = dy[i] * (${derivativeWgsl[activationOf(attributes)]});`,
  },
});

const runWeightGradients = defineKernel({
  name: 'WeightGradients',
  inputs: { x: 'float32', dz: 'float32' },
  outputs: { dWeights: 'float32', dBias: 'float32' },
  outputShape: (output, shape) => {
    const [runs, , inputs] = matrixShape(shape('x'));
    const outputs = dimension(shape('dz'), 2);
    return output === 'dBias' ? [runs, outputs] : [runs, inputs, outputs];
  },
  host: (access) => {
    const [runs, rows, inputs] = matrixShape(access.shape('x'));
    const outputs = dimension(access.shape('dz'), 2);
    const [x, dz, dWeights] = [access.f32('x'), access.f32('dz'), access.f32('dWeights')];
    for (let run = 0; run < runs; run++) {
      for (let input = 0; input < inputs; input++) {
        for (let output = 0; output < outputs; output++) {
          let sum = 0;
          for (let row = run * rows; row < (run + 1) * rows; row++)
            sum += (x[row * inputs + input] ?? 0) * (dz[row * outputs + output] ?? 0);
          dWeights[(run * inputs + input) * outputs + output] = sum;
        }
      }
    }
    sumRows(access, 'dz', 'dBias');
  },
  wasm: (access) => {
    const [members, rows, inputs] = matrixShape(access.shape('x'));
    const outputs = dimension(access.shape('dz'), 2);
    multiplyMembers(access.backend, {
      members,
      rows: inputs,
      inner: rows,
      columns: outputs,
      a: access.offset('x'),
      aStride: rows * inputs * 4,
      b: access.offset('dz'),
      bStride: rows * outputs * 4,
      out: access.offset('dWeights'),
      transposeA: true,
      transposeB: false,
    });
    sumRowsOnWasm(access, 'dz', 'dBias');
  },
  wgsl: (shape) => {
    const [runs, rows, inputs] = matrixShape(shape('x'));
    return weightGradientsProgram({ runs, rows, inputs, outputs: dimension(shape('dz'), 2) });
  },
});

/** Sums x over its rows in ascending order, one row of y for each run. */
function sumRows(access: HostAccess, from: string, to: string): void {
  const [runs, rows, columns] = matrixShape(access.shape(from));
  const [x, y] = [access.f32(from), access.f32(to)];
  for (let run = 0; run < runs; run++) {
    const own = y.subarray(run * columns, (run + 1) * columns).fill(0);
    for (let row = run * rows; row < (run + 1) * rows; row++) {
      for (let column = 0; column < columns; column++) own[column] = (own[column] ?? 0) + (x[row * columns + column] ?? 0);
    }
  }
}

const runSumRows = defineKernel({
  name: 'SumRows',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => [dimension(shape('x'), 0), dimension(shape('x'), 2)],
  host: (access) => {
    sumRows(access, 'x', 'y');
  },
  wasm: (access) => sumRowsOnWasm(access, 'x', 'y'),
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

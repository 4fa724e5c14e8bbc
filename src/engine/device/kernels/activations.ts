/** Activations that act on every number by itself: one kernel for their values, one for their gradients from the saved input. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Attributes } from '../kernel.ts';
import { elementaryWgsl, normalDistribution, sigmoid, softplus } from './elementary.ts';
import { elementwise, elementwiseGradient } from '../wasm/elementwise.ts';

interface Elementwise {
  value(x: number, p: number): number;
  slope(x: number, p: number): number;
  /** Expressions of `x` and `p`. */
  valueWgsl: string;
  slopeWgsl: string;
}

const rootTwoOverPi = Math.sqrt(2 / Math.PI);
const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
/** Argument of the sigmoid in `x · sigmoid(2 · √(2/π) (x + 0.044715 x³))`, which is GELU's tanh form without its cancellation. */
const geluArgument = (x: number): number => 2 * rootTwoOverPi * (x + 0.044715 * x * x * x);
/** A weight that underflows to 0 wins over a factor that overflows. */
const weighed = (weight: number, factor: number): number => (weight === 0 ? 0 : weight * factor);

const table = {
  sigmoid: {
    value: sigmoid,
    slope: (x) => sigmoid(x) * sigmoid(-x),
    valueWgsl: 'sigmoid_of(x)',
    slopeWgsl: 'sigmoid_of(x) * sigmoid_of(-x)',
  },
  tanh: {
    value: Math.tanh,
    slope: (x) => 4 * sigmoid(2 * x) * sigmoid(-2 * x),
    valueWgsl: 'tanh_of(x)',
    slopeWgsl: '4.0 * sigmoid_of(2.0 * x) * sigmoid_of(-2.0 * x)',
  },
  relu: {
    value: (x) => (x <= 0 ? 0 : x),
    slope: (x) => (x > 0 ? 1 : 0),
    valueWgsl: 'select(x, 0.0, x <= 0.0)',
    slopeWgsl: 'select(0.0, 1.0, x > 0.0)',
  },
  leakyRelu: {
    value: (x, alpha) => (x > 0 ? x : alpha * x),
    slope: (x, alpha) => (x > 0 ? 1 : alpha),
    valueWgsl: 'select(p * x, x, x > 0.0)',
    slopeWgsl: 'select(p, 1.0, x > 0.0)',
  },
  elu: {
    value: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (x, alpha) => (x > 0 ? 1 : alpha * Math.exp(x)),
    valueWgsl: 'select(p * exp_down_minus_one(min(x, 0.0)), x, x > 0.0)',
    slopeWgsl: 'select(p * exp_down(min(x, 0.0)), 1.0, x > 0.0)',
  },
  gelu: {
    value: (x) => x * normalDistribution(x),
    slope: (x) => normalDistribution(x) + weighed(normalDensity(x), x),
    valueWgsl: 'x * normal_distribution(x)',
    slopeWgsl: 'normal_distribution(x) + x * exp_down(-0.5 * x * x) * 0.39894228',
  },
  geluTanh: {
    value: (x) => x * sigmoid(geluArgument(x)),
    slope: (x) => {
      const u = geluArgument(x);
      return sigmoid(u) + weighed(sigmoid(u) * sigmoid(-u), x * 2 * rootTwoOverPi * (1 + 3 * 0.044715 * x * x));
    },
    valueWgsl: 'x * sigmoid_of(gelu_argument(x))',
    slopeWgsl:
      'sigmoid_of(gelu_argument(x)) + weighed(sigmoid_of(gelu_argument(x)) * sigmoid_of(-gelu_argument(x)), x * 1.59576912 * (1.0 + 0.134145 * x * x))',
  },
  swish: {
    value: (x, beta) => x * sigmoid(beta * x),
    slope: (x, beta) => sigmoid(beta * x) + weighed(sigmoid(beta * x) * sigmoid(-beta * x), beta * x),
    valueWgsl: 'x * sigmoid_of(p * x)',
    slopeWgsl: 'sigmoid_of(p * x) + weighed(sigmoid_of(p * x) * sigmoid_of(-p * x), p * x)',
  },
  softplus: {
    value: softplus,
    slope: sigmoid,
    valueWgsl: 'softplus_of(x)',
    slopeWgsl: 'sigmoid_of(x)',
  },
  /** Of numbers that are not negative; its derivative at 0 is taken as 0. */
  root: {
    value: Math.sqrt,
    slope: (x) => (x > 0 ? 0.5 / Math.sqrt(x) : 0),
    valueWgsl: 'sqrt(x)',
    slopeWgsl: 'select(0.0, 0.5 / sqrt(x), x > 0.0)',
  },
} satisfies Record<string, Elementwise>;

export type ElementwiseName = keyof typeof table;

const helpers = `${elementaryWgsl}
fn gelu_argument(x: f32) -> f32 { return 1.59576912 * (x + 0.044715 * x * x * x); }
fn weighed(weight: f32, factor: f32) -> f32 { if (weight == 0.0) { return 0.0; } return weight * factor; }
`;

function functionOf(attributes: Attributes): Elementwise {
  const found = Object.entries<Elementwise>(table).find(([name]) => name === attributes['function'])?.[1];
  if (!found) throw new Error(`unknown function ${String(attributes['function'])}`);
  return found;
}

const runElementwise = defineKernel({
  name: 'Elementwise',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const { value } = functionOf(attributes);
    const parameter = numberAttribute(attributes, 'parameter');
    const [inputs, y] = [access.f32('x'), access.f32('y')];
    for (let i = 0; i < y.length; i++) y[i] = value(inputs[i] ?? 0, parameter);
  },
  wasm: elementwise,
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('x')),
    helpers: `${helpers} fn value_of(x: f32, p: f32) -> f32 { return ${functionOf(attributes).valueWgsl}; }`,
    body: `y[i] = value_of(x[i], f32(${numberAttribute(attributes, 'parameter')}));`,
  }),
  gradient: {
    inputs: ['x'],
    function: (dy, [x], attrs) => {
      const [name, parameter]: unknown[] = [Reflect.get(attrs, 'function'), Reflect.get(attrs, 'parameter')];
      if (Array.isArray(dy) || !x || typeof name !== 'string' || typeof parameter !== 'number') {
        throw new Error('an activation has one input, one output and a parameter');
      }
      return { x: () => only(runElementwiseGradient({ x, dy }, { function: name, parameter })) };
    },
  },
});

const runElementwiseGradient = defineKernel({
  name: 'ElementwiseGradient',
  inputs: { x: 'float32', dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const { slope } = functionOf(attributes);
    const parameter = numberAttribute(attributes, 'parameter');
    const [inputs, dy, dx] = [access.f32('x'), access.f32('dy'), access.f32('dx')];
    for (let i = 0; i < dx.length; i++) dx[i] = (dy[i] ?? 0) * slope(inputs[i] ?? 0, parameter);
  },
  wasm: elementwiseGradient,
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('x')),
    helpers: `${helpers} fn slope_of(x: f32, p: f32) -> f32 { return ${functionOf(attributes).slopeWgsl}; }`,
    body: `dx[i] = dy[i] * slope_of(x[i], f32(${numberAttribute(attributes, 'parameter')}));`,
  }),
});

/** A function of each number of x, of any shape, with its gradient; `parameter` is its alpha or beta, baked into the program. */
export const elementwiseOp = (name: ElementwiseName, x: Tensor, parameter = 1): Tensor =>
  only(runElementwise({ x }, { function: name, parameter }));

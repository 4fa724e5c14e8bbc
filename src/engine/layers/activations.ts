/** Activations as functions of tensors of any shape and as layers, and gated units. */
import { mul, reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementwiseOp } from '../device/kernels/activations.ts';
import { rowLogSoftmaxOp, rowSoftmaxOp } from '../device/kernels/softmax.ts';
import { dense } from './dense.ts';
import { fact, factsOf, outputShape, parametersOf, serial, sizeOfShape, together } from './layer.ts';
import type { Layer } from './layer.ts';

export interface ActivationOptions {
  /** Slope of leaky ReLU below 0 (0.01 if not given), limit of −ELU (1 if not given). */
  alpha?: number;
  /** Steepness of Swish's sigmoid; 1 if not given, which is SiLU. */
  beta?: number;
}

const functions = {
  /** x, as a tensor of its own: a gradient of x alone needs an operation. */
  linear: (x: Tensor): Tensor => reshape(x, x.shape),
  /** 1 / (1 + exp(−x)). */
  sigmoid: (x: Tensor): Tensor => elementwiseOp('sigmoid', x),
  tanh: (x: Tensor): Tensor => elementwiseOp('tanh', x),
  /** max(x, 0), derivative 0 at 0 (Nair & Hinton 2010). */
  relu: (x: Tensor): Tensor => elementwiseOp('relu', x),
  /** x above 0, alpha · x elsewhere (Maas et al. 2013). */
  leakyRelu: (x: Tensor, { alpha = 0.01 }: ActivationOptions = {}): Tensor => elementwiseOp('leakyRelu', x, alpha),
  /** x above 0, alpha · (exp(x) − 1) elsewhere (Clevert et al. 2015). */
  elu: (x: Tensor, { alpha = 1 }: ActivationOptions = {}): Tensor => elementwiseOp('elu', x, alpha),
  /** x · Φ(x) (Hendrycks & Gimpel 2016). */
  gelu: (x: Tensor): Tensor => elementwiseOp('gelu', x),
  /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (the same paper), as GPT-2 uses it. */
  geluTanh: (x: Tensor): Tensor => elementwiseOp('geluTanh', x),
  /** x · sigmoid(x) (Elfwing et al. 2017). */
  silu: (x: Tensor): Tensor => elementwiseOp('swish', x),
  /** x · sigmoid(beta · x) (Ramachandran et al. 2017). */
  swish: (x: Tensor, { beta = 1 }: ActivationOptions = {}): Tensor => elementwiseOp('swish', x, beta),
  /** ln(1 + exp(x)). */
  softplus: (x: Tensor): Tensor => elementwiseOp('softplus', x),
  /** exp(x) / sum(exp(x)) over the last axis. */
  softmax: rowSoftmaxOp,
  /** x − ln sum(exp(x)) over the last axis. */
  logSoftmax: rowLogSoftmaxOp,
} satisfies Record<string, (x: Tensor, options?: ActivationOptions) => Tensor>;

export type ActivationName = keyof typeof functions;

export const isActivation = (name: string): name is ActivationName => Object.hasOwn(functions, name);

/** An activation of x `[R, …]`, of the same shape, by its name. */
export const activate = (name: ActivationName, x: Tensor, options: ActivationOptions = {}): Tensor => functions[name](x, options);

/** An activation as a layer: without parameters, of any shape. */
export function activation(name: ActivationName, options: ActivationOptions = {}): Layer {
  return { init: () => ({}), apply: (_, x) => activate(name, x, options), parameters: 0 };
}

/** What passes the gate of a gated unit. */
const gates = { glu: 'sigmoid', swiglu: 'silu', geglu: 'gelu', gegluTanh: 'geluTanh' } as const satisfies Record<string, ActivationName>;

export type GatedUnit = keyof typeof gates;

export const isGatedUnit = (name: string): name is GatedUnit => Object.hasOwn(gates, name);

/**
 * `act(x · W + b) ∘ (x · V + c)` (Dauphin et al. 2016; Shazeer 2020), x `[R, B, …, inputs]` → `[R, B, …, outputs]`. Parameters: `gate` (W, b)
 * and `value` (V, c), each with `weights` and, unless `bias` is false, `bias`.
 */
export function gated(unit: GatedUnit, inputs: number, outputs: number, bias = true): Layer {
  const linear = (): Layer => dense(inputs, outputs, 'linear', undefined, bias);
  const [gate, value] = [linear(), linear()];
  const own = { gate, value };
  const layer: Layer = {
    ...together(own),
    apply: (parameters, x, context, path) =>
      mul(
        activate(gates[unit], gate.apply(parametersOf(parameters, 'gate', gate), x, context, `${path}/gate`)),
        value.apply(parametersOf(parameters, 'value', value), x, context, `${path}/value`),
      ),
    shape: (input) => outputShape(value, input),
    facts: (input, path) => [
      ...factsOf(gate, input, `${path}/gate`),
      ...factsOf(value, input, `${path}/value`),
      // The activation of the gate, and the product.
      fact(layer, input, `${path}/product`, { parameters: 0, kept: 2 * sizeOfShape(outputShape(value, input)) }),
    ],
  };
  return layer;
}

/** `(act(x · W) ∘ (x · V)) · U` without biases (Shazeer 2020, equation 6): width → hidden → width. Parameters: `gated`, `down`. */
export const gatedFeedForward = (unit: GatedUnit, width: number, hidden: number): Layer =>
  serial({ gated: gated(unit, width, hidden, false), down: dense(hidden, width, 'linear', undefined, false) });

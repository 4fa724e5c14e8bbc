/** The fully connected layer, with its activation. */
import { denseOp } from '../device/kernels/products.ts';
import type { Activation } from '../device/kernels/products.ts';
import type { Initializer } from '../training/population.ts';
import { tensorAt } from '../training/tree.ts';
import { glorotUniform, heNormal, zeros } from './initializers.ts';
import type { Layer } from './layer.ts';

export type { Activation };

/**
 * `activation(x · weights + bias)`, x `[R, B, inputs]` → `[R, B, outputs]`; weights `[inputs, outputs]`.
 * Weights default to He's for ReLU and Glorot's otherwise, biases start at 0.
 */
export function dense(
  inputs: number,
  outputs: number,
  activation: Activation = 'linear',
  initializer: Initializer = activation === 'relu' ? heNormal : glorotUniform,
): Layer {
  return {
    init: (population, path) => ({
      weights: population.parameter([inputs, outputs], initializer, `weights${path}`),
      bias: population.parameter([outputs], zeros, `bias${path}`),
    }),
    apply: (parameters, x) => denseOp(x, tensorAt(parameters, 'weights'), tensorAt(parameters, 'bias'), activation),
    parameters: inputs * outputs + outputs,
  };
}

/** The fully connected layer, with its activation. */
import { matMul, reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dimension } from '../device/kernel.ts';
import { denseOp } from '../device/kernels/dense.ts';
import type { Activation } from '../device/kernels/dense.ts';
import type { Initializer } from '../training/population.ts';
import { tensorAt } from '../training/tree.ts';
import { glorotUniform, heNormal, zeros } from './initializers.ts';
import { fact, sizeOfShape } from './layer.ts';
import type { Layer } from './layer.ts';

export type { Activation };

/** A fully connected layer that says what it is, for layers that adapt it. */
export interface DenseLayer extends Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
}

/** Applies `product` to `[R, rows, features]` whatever axes lie between runs and features; `[R, B, I]` stays as it is. */
export function overRows(x: Tensor, outputs: number, product: (rows: Tensor) => Tensor): Tensor {
  if (x.rank === 3) return product(x);
  const rows = reshape(x, [dimension(x.shape, 0), -1, dimension(x.shape, x.rank - 1)]);
  return reshape(product(rows), [...x.shape.slice(0, -1), outputs]);
}

/**
 * `activation(x · weights + bias)`, x `[R, B, …, inputs]` → `[R, B, …, outputs]`; weights `[inputs, outputs]`.
 * Weights default to He's for ReLU and Glorot's otherwise, biases start at 0.
 *
 * @param bias - false: only the product. Throws when it should have an activation then.
 */
export function dense(
  inputs: number,
  outputs: number,
  activation: Activation = 'linear',
  initializer: Initializer = activation === 'relu' ? heNormal : glorotUniform,
  bias = true,
): DenseLayer {
  if (!bias && activation !== 'linear') throw new Error('a dense layer without bias has no activation of its own: put one behind it');
  const layer: DenseLayer = {
    inputs,
    outputs,
    activation,
    init: (population, path) => ({
      weights: population.parameter([inputs, outputs], initializer, `weights${path}`),
      ...(bias && { bias: population.parameter([outputs], zeros, `bias${path}`) }),
    }),
    apply: (parameters, x) => {
      const weights = tensorAt(parameters, 'weights');
      return overRows(x, outputs, (rows) =>
        bias ? denseOp(rows, weights, tensorAt(parameters, 'bias'), activation) : matMul(rows, weights),
      );
    },
    parameters: inputs * outputs + (bias ? outputs : 0),
    shape: (input) => {
      if (input.at(-1) !== inputs) throw new Error(`dense: [${input.join(', ')}] does not end in ${inputs} features`);
      return [...input.slice(0, -1), outputs];
    },
    facts: (input, path) => [fact(layer, input, path, { multiplyAdds: sizeOfShape(input) * outputs })],
  };
  return layer;
}

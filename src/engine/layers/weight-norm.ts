/** Weights as a direction and a length for each output. */
import { Tensor, sqrt, tidy } from '@tensorflow/tfjs-core';
import { normalizeOp } from '../device/kernels/normalization.ts';
import { statisticsOp } from '../device/kernels/normalization-sets.ts';
import type { NormalizationSets } from '../device/kernels/normalization-sets.ts';
import { tensorAt } from '../training/tree.ts';
import { factsOf, sizeOfShape } from './layer.ts';
import type { Layer } from './layer.ts';

/** Keeps the product of weights finite where a column is 0; its weights are 0 then. */
const smallest = 1e-24;

/** One set per output, by the sum of squares in place of their mean. */
const setsOf = ({ shape: [, ...own] }: Tensor): NormalizationSets => ({
  members: sizeOfShape(own.slice(0, -1)),
  groups: own.at(-1) ?? 1,
  width: 1,
  centred: false,
  divisor: 1,
  epsilon: smallest,
});

/** `gain · V / ‖V‖`, the norm of each output over all axes but the last: V `[R, …, outputs]`, gain `[R, outputs]`. */
export function normalizedWeights(direction: Tensor, gain: Tensor): Tensor {
  return normalizeOp(direction, gain, null, setsOf(direction)).y;
}

/**
 * Weight normalization (Salimans & Kingma 2016): the layer with weights gain · direction / ‖direction‖ for every output. The direction
 * starts as the layer's own weights and the gain as their norm, so that it starts as the layer it wraps.
 *
 * @param outputs - the last axis of the weights
 * @param weights - name of the weights in the layer's record: `weights` of dense layers, `kernels` of convolutions
 */
export function weightNorm(layer: Layer, outputs: number, weights: 'weights' | 'kernels'): Layer {
  return {
    ...layer,
    init: (population, path) => {
      const { [weights]: direction, ...others } = layer.init(population, path);
      if (!(direction instanceof Tensor)) throw new Error(`weight normalization: the layer has no ${weights}`);
      const gain = tidy(() => sqrt(statisticsOp(direction, setsOf(direction)).variance));
      return { direction, gain, ...others };
    },
    apply: (parameters, x, context, path) => {
      const made = normalizedWeights(tensorAt(parameters, 'direction'), tensorAt(parameters, 'gain'));
      return layer.apply({ ...parameters, [weights]: made }, x, context, path);
    },
    parameters: layer.parameters + outputs,
    facts: (input, path) =>
      factsOf(layer, input, path).map((line, index) => (index === 0 ? { ...line, parameters: line.parameters + outputs } : line)),
  };
}

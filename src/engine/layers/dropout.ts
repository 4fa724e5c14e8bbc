/** Dropout, with a live rate or a fixed one. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { dropoutOp } from '../device/kernels/dropout.ts';
import { tensorAt } from '../training/tree.ts';
import { constant } from './initializers.ts';
import { buffersAt, fact, sizeOfShape } from './layer.ts';
import type { ApplyContext, Layer } from './layer.ts';

function dropping(ratesOf: (context: ApplyContext, path: string) => Tensor): Layer {
  const layer: Layer = {
    init: () => ({}),
    apply: (_, x, context, path) => (context.training ? dropoutOp(x, ratesOf(context, path), context.key(`masks${path}`), context.t) : x),
    parameters: 0,
    // The output and its mask.
    facts: (input, path) => [fact(layer, input, path, { kept: 2 * sizeOfShape(input) })],
  };
  return layer;
}

/**
 * Drops each element with the probability in the live hyperparameter `rate` (`[R]`) while training and scales the rest by
 * 1/(1 − rate); the identity in evaluation (Srivastava et al. 2014). Masks come from the stream `masks<path>`.
 */
export function dropout(rate: string): Layer {
  return dropping((context) => {
    const rates = context.live[rate];
    if (!rates) throw new Error(`dropout needs the live hyperparameter ${rate}`);
    return rates;
  });
}

/** The same with one rate for good, which lies among the buffers: a step holds no number of the host. */
export function fixedDropout(rate: number): Layer {
  return {
    ...dropping((context, path) => tensorAt(buffersAt(context, path), 'rate')),
    buffers: (population, path) => ({ [path]: { rate: population.parameter([], constant(rate), `rate${path}`) } }),
  };
}

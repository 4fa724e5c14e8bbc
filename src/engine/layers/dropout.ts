/** Dropout with a live rate. */
import { dropoutOp } from '../device/kernels/dropout.ts';
import { fact, sizeOfShape } from './layer.ts';
import type { Layer } from './layer.ts';

/**
 * Drops each element with the probability in the live hyperparameter `rate` (`[R]`) while training and scales the rest by
 * 1/(1 − rate); the identity in evaluation (Srivastava et al. 2014). Masks come from the stream `masks<path>`.
 */
export function dropout(rate: string): Layer {
  const layer: Layer = {
    init: () => ({}),
    apply: (_, x, context, path) => {
      if (!context.training) return x;
      const rates = context.live[rate];
      if (!rates) throw new Error(`dropout needs the live hyperparameter ${rate}`);
      return dropoutOp(x, rates, context.key(`masks${path}`), context.t);
    },
    parameters: 0,
    // The output and its mask.
    facts: (input, path) => [fact(layer, input, path, { kept: 2 * sizeOfShape(input) })],
  };
  return layer;
}

/** A live hyperparameter times a constant: a learning rate that is stated for one batch size and scaled to another. */
import { scaledOp } from '../device/kernels/scaled.ts';
import type { Optimizer } from './optimizer.ts';

/** Gives `optimizer` the live value `base` times `factor` under the id `id`. Throws in a step when there is no live value `base`. */
export function scaledRate(id: string, base: string, factor: number, optimizer: Optimizer): Optimizer {
  return {
    moments: optimizer.moments,
    init: optimizer.init,
    update: (parameters, gradients, state, live) => {
      const value = live[base];
      if (!value) throw new Error(`there is no live hyperparameter ${base}; there are ${Object.keys(live).join(', ')}`);
      return optimizer.update(parameters, gradients, state, { ...live, [id]: scaledOp(value, factor) });
    },
  };
}

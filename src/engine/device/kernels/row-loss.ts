/** Losses of rows whose kernels give the gradient in the same pass. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { scaleRowsOp } from './loss.ts';

/** The losses `[R, B]` that `run` gives, differentiable in x `[R, B, C]` with the gradient of each row that it gives beside them. */
export function rowLoss(x: Tensor, run: () => Tensor[]): Tensor {
  const forward = (): { value: Tensor; kept: Tensor } => {
    const [value, kept] = run();
    if (!value || !kept) throw new Error('the loss has no result');
    return { value, kept };
  };
  return differentiable(x, forward, (dy, gradient) => scaleRowsOp(gradient, dy));
}

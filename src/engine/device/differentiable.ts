/** Operations of one differentiable input whose kernels have more outputs than the value. */
import { customGrad } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The value of `forward`, with `gradient` as its derivative with respect to x. A gradient registered for the kernel would do the
 * same, but for outputs that nobody differentiates, such as masks, tfjs's tape uploads zeros from the host in every step.
 *
 * @param forward - gives the value and one tensor to keep for the gradient
 * @param gradient - from the upstream gradient and the kept tensor, shaped like x
 */
export function differentiable(
  x: Tensor,
  forward: () => { value: Tensor; kept: Tensor },
  gradient: (dy: Tensor, kept: Tensor) => Tensor,
): Tensor {
  return customGrad<Tensor>((...inputs) => {
    const save = inputs.at(-1);
    if (typeof save !== 'function') throw new Error('tfjs gave no way to keep tensors for the gradient');
    const { value, kept } = forward();
    save([kept]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [first] = saved;
        if (!first) throw new Error('the kept tensor is missing');
        return gradient(dy, first);
      },
    };
  })(x);
}

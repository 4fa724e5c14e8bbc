/** The value of a function of named tensors with its gradients, under the names the golden files use. */
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { onesOp } from '../device/kernels/data.ts';

/**
 * The value of `compute` and the gradient of `sum(value · dy)` for every input, as `d<name>`.
 *
 * @param dy - the upstream gradient, shaped like the value; ones without it
 */
export function differentiate(
  compute: (inputs: Record<string, Tensor>) => Tensor,
  inputs: Readonly<Record<string, Tensor>>,
  dy?: Tensor,
): { value: Tensor; gradients: Record<string, Tensor> } {
  const names = Object.keys(inputs);
  const evaluate = (): Tensor => compute({ ...inputs });
  const { value, grads } = engine().gradients(evaluate, Object.values(inputs), dy ?? onesOp(evaluate()));
  const gradients = Object.fromEntries(
    names.map((name, index) => {
      const gradient = grads[index];
      if (!gradient) throw new Error(`the value does not depend on ${name}`);
      return [`d${name}`, gradient];
    }),
  );
  return { value, gradients };
}

/** Gradients of per-run losses with respect to a record of parameters. */
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { onesOp } from '../device/kernels/data.ts';
import type { Tree } from './program.ts';
import { leaves, mapTree } from './tree.ts';

/**
 * Loss `[R]` and its gradients, shaped like `parameters`. A run's loss depends on its own parameters only, so the gradient of
 * the sum over runs is each run's own.
 *
 * @param like - any `[R]` tensor, for the shape of the upstream gradient, which is made on the device
 */
export function lossAndGradients(loss: () => Tensor, parameters: Tree, like: Tensor): { loss: Tensor; gradients: Tree } {
  const list = leaves(parameters);
  const { value, grads } = engine().gradients(
    loss,
    list.map(([, tensor]) => tensor),
    onesOp(like),
  );
  const byPath = new Map(list.map(([path], index) => [path, grads[index]]));
  const gradients = mapTree(parameters, (_, path) => {
    const gradient = byPath.get(path);
    if (!gradient) throw new Error(`the loss does not depend on ${path}`);
    return gradient;
  });
  return { loss: value, gradients };
}

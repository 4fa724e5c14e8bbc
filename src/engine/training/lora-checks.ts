/** What must hold for low-rank adaptation, measured while it learns: merging changes no output, and taking it off gives the base back. */
import { abs, add, matMul, max, sub, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { scaleOp } from '../device/kernels/gradients.ts';
import { scaledOp } from '../device/kernels/scaled.ts';
import type { Adaptation } from '../layers/adaptation-methods.ts';
import type { Setting } from '../optimizers/optimizer.ts';
import type { Live, Tree } from './program.ts';
import { branchAt, leaves, tensorAt } from './tree.ts';

interface Checks {
  /**
   * `mergeDifference`, `[R]`: the largest difference of any logit between the model with its updates beside the weights and the model with
   * W + scaling · A · B in their place; rounding only. `removalDifference`, `[R]`: the same between the base without the updates now and
   * the base before training; exactly 0, since training never writes to it.
   */
  compare(parameters: Tree, logits: (inputs: Tensor) => Tensor): Record<'mergeDifference' | 'removalDifference', Tensor>;
  resources: Tensor[];
}

/** `[R]`: the largest |a − b| of a run. */
const largestDifference = (a: Tensor, b: Tensor): Tensor =>
  tidy(() =>
    max(
      abs(sub(a, b)),
      a.shape.slice(1).map((_, axis) => 1 + axis),
    ),
  );

/** The base's buffers with the weights of every adapted layer replaced by merged ones, `[R, …]`. */
export function mergedBuffers(base: Tree, parameters: Tree, scaling: Setting, live: Live): Tree {
  const scaled = (update: Tensor): Tensor =>
    typeof scaling === 'number' ? scaledOp(update, scaling) : scaleOp(update, tensorAt(live, scaling));
  const updates = new Map<string, Record<string, Tensor>>();
  for (const [path, leaf] of leaves(parameters)) {
    const cut = path.lastIndexOf('/');
    const layer = `/${path.slice(0, cut)}`;
    updates.set(layer, { ...updates.get(layer), [path.slice(cut + 1)]: leaf });
  }
  return Object.fromEntries(
    Object.keys(base).map((layer) => {
      const own = branchAt(base, layer);
      const { a, b } = updates.get(layer) ?? {};
      if (!a || !b) return [layer, own];
      return [layer, { ...own, weights: add(tensorAt(own, 'weights'), scaled(matMul(a, b))) }];
    }),
  );
}

/** @param inputs - some inputs of the model, `[R, …]`, on which logits are compared; disposed with the resources */
export function loraChecks(options: {
  adaptation: Pick<Adaptation, 'scaling'>;
  live: Live;
  base: Tree;
  inputs: Tensor;
  baseLogits: (inputs: Tensor, buffers?: Tree) => Tensor;
}): Checks {
  const { adaptation, live, base, inputs, baseLogits } = options;
  const before = tidy(() => baseLogits(inputs));
  return {
    compare: (parameters, logits) => ({
      mergeDifference: tidy(() =>
        largestDifference(logits(inputs), baseLogits(inputs, mergedBuffers(base, parameters, adaptation.scaling, live))),
      ),
      removalDifference: tidy(() => largestDifference(before, baseLogits(inputs))),
    }),
    resources: [inputs, before],
  };
}

/** What must hold for low-rank adaptation, measured while it learns: merging changes no output, and taking it off gives the base back. */
import { abs, add, matMul, max, slice, sub, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { scaledOp } from '../device/kernels/scaled.ts';
import type { Adaptation } from '../layers/adapted-model.ts';
import type { Tree } from './program.ts';
import { branchAt, leaves, tensorAt } from './tree.ts';

/** Windows of the evaluation that are compared. */
const compared = 4;

interface Checks {
  /**
   * `mergeDifference`, `[R]`: the largest difference of any logit between the model with its updates beside the weights and the model with
   * W + (alpha / rank) · A · B in their place; rounding only. `removalDifference`, `[R]`: the same between the base without the updates now and
   * the base before training; exactly 0, since training never writes to it.
   */
  compare(parameters: Tree, logits: (ids: Tensor) => Tensor): Record<'mergeDifference' | 'removalDifference', Tensor>;
  resources: Tensor[];
}

/** `[R]`: the largest |a − b| of a run. */
const largestDifference = (a: Tensor, b: Tensor): Tensor => tidy(() => max(abs(sub(a, b)), [1, 2, 3]));

/** The base's buffers with the weights of every adapted layer replaced by merged ones, `[R, …]`. */
export function mergedBuffers(base: Tree, parameters: Tree, { alpha, rank }: Pick<Adaptation, 'alpha' | 'rank'>): Tree {
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
      return [layer, { ...own, weights: add(tensorAt(own, 'weights'), scaledOp(matMul(a, b), alpha / rank)) }];
    }),
  );
}

/** @param windows - ids `[R, B, T]` int32, of which the first few are compared */
export function loraChecks(options: {
  adaptation: Adaptation;
  base: Tree;
  windows: Tensor;
  baseLogits: (ids: Tensor, buffers?: Tree) => Tensor;
}): Checks {
  const { adaptation, base, windows, baseLogits } = options;
  const [R = 0, B = 0, T = 0] = windows.shape;
  const ids = tidy(() => slice(windows, [0, 0, 0], [R, Math.min(compared, B), T]));
  const before = tidy(() => baseLogits(ids));
  return {
    compare: (parameters, logits) => ({
      mergeDifference: tidy(() => largestDifference(logits(ids), baseLogits(ids, mergedBuffers(base, parameters, adaptation)))),
      removalDifference: tidy(() => largestDifference(before, baseLogits(ids))),
    }),
    resources: [ids, before],
  };
}

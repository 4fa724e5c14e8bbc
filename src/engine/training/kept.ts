/**
 * Early stopping without stopping: beside the weights that go on training, those of each run that had the lowest validation loss are kept on
 * the device, renewed at every evaluation, and stand for the run wherever it is evaluated or drawn.
 */
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { copyOp } from '../device/kernels/copy.ts';
import { improvedOp, keepOp } from '../device/kernels/selection.ts';
import type { Tree } from './program.ts';
import { branchAt, leaves, mapTree, tensorAt } from './tree.ts';

/** More than any loss: the first evaluation always improves. */
const worst = 3e38;

/** What is kept of runs in the beginning: `weights` (parameters and buffers) as they are, no loss, step 0. */
export function initialKept(weights: Tree, R: number): Tree {
  return {
    weights: mapTree(weights, (leaf) => copyOp(leaf)),
    loss: tensor(new Float32Array(R).fill(worst), [R], 'float32'),
    step: tensor(new Float32Array(R), [R], 'float32'),
  };
}

/** The step `[R]` at which the kept weights were reached, as a tensor of its own. */
export const keptStep = (kept: Tree): Tensor => copyOp(tensorAt(kept, 'step'));

/**
 * Renews what is kept, in place, where the mean loss of an evaluation is lower than ever.
 *
 * @param present - the weights as they are now, shaped like the kept ones
 * @param losses - `[batches, R]`, of batches of `sizes` `[batches]` examples
 * @param each - spreads what belongs to runs over their members
 */
export function renewKept(
  kept: Tree,
  present: Tree,
  { losses, sizes, t, each }: { losses: Tensor; sizes: Tensor; t: Tensor; each: (x: Tensor) => Tensor },
): void {
  const improved = each(improvedOp({ losses, sizes, t, best: tensorAt(kept, 'loss'), step: tensorAt(kept, 'step') }));
  const places = new Map(leaves(branchAt(kept, 'weights')));
  for (const [path, source] of leaves(present)) {
    const place = places.get(path);
    if (!place) throw new Error(`nothing is kept of ${path}`);
    keepOp(place, source, improved);
  }
}

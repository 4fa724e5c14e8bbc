/** Cross-entropy of two classes. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dimension } from '../device/kernel.ts';
import { elementLossesOp } from '../device/kernels/element-losses.ts';
import { meanExamplesOp } from '../device/kernels/loss.ts';
import { elementsOf } from './rows.ts';

/** Examples of one number each are the columns of one example where every one of them has a weight of its own. */
const asColumns = (x: Tensor): Tensor => reshape(x, [dimension(x.shape, 0), 1, dimension(x.shape, 1)]);

/**
 * Mean over all numbers of `−(w t ln sigmoid(z) + (1 − t) ln(1 − sigmoid(z)))`: logits z and targets t from 0 to 1, `[R, B, …]` → `[R]`.
 *
 * @param positiveWeights - w of every column (position on the last axis), `[R, W]`; 1 without them
 */
export function binaryCrossEntropy(logits: Tensor, goals: Tensor, positiveWeights?: Tensor): Tensor {
  if (!positiveWeights) return meanExamplesOp(elementLossesOp('binary', elementsOf(logits), elementsOf(goals)));
  const elements = logits.rank === 2 && positiveWeights.shape[1] !== 1 ? asColumns : elementsOf;
  return meanExamplesOp(elementLossesOp('binary', elements(logits), elements(goals), { weights: positiveWeights }));
}

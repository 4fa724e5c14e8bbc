/** Cross-entropy of two classes. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementLossesOp } from '../device/kernels/element-losses.ts';
import { meanExamplesOp } from '../device/kernels/loss.ts';
import { elementsOf } from './rows.ts';

/**
 * Mean over all numbers of `−(w t ln sigmoid(z) + (1 − t) ln(1 − sigmoid(z)))`: logits z and targets t from 0 to 1, `[R, B, …]` → `[R]`.
 *
 * @param positiveWeights - w of every column (position on the last axis), `[R, W]`; 1 without them
 */
export const binaryCrossEntropy = (logits: Tensor, goals: Tensor, positiveWeights?: Tensor): Tensor =>
  meanExamplesOp(
    elementLossesOp('binary', elementsOf(logits), elementsOf(goals), positiveWeights === undefined ? {} : { weights: positiveWeights }),
  );

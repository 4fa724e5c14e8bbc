/** Losses of regression: means over all numbers of a batch, predictions and targets `[R, B, …]` → `[R]`, differentiable in the prediction. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementwiseOp } from '../device/kernels/activations.ts';
import { elementLossesOp } from '../device/kernels/element-losses.ts';
import type { ElementLossName } from '../device/kernels/element-losses.ts';
import { meanExamplesOp } from '../device/kernels/loss.ts';
import { elementsOf } from './rows.ts';

const meanOf = (name: ElementLossName, prediction: Tensor, goal: Tensor, parameter?: number): Tensor =>
  meanExamplesOp(elementLossesOp(name, elementsOf(prediction), elementsOf(goal), parameter === undefined ? {} : { parameter }));

/** Mean of (p − t)². */
export const meanSquaredError = (prediction: Tensor, goal: Tensor): Tensor => meanOf('squared', prediction, goal);

/** Root of the mean of (p − t)²; its gradient is 0 where all predictions are right. */
export const rootMeanSquaredError = (prediction: Tensor, goal: Tensor): Tensor => elementwiseOp('root', meanSquaredError(prediction, goal));

/** Mean of |p − t|; derivative 0 where they are equal. */
export const meanAbsoluteError = (prediction: Tensor, goal: Tensor): Tensor => meanOf('absolute', prediction, goal);

/**
 * Mean of ½ d² where |d| ≤ delta, delta (|d| − ½ delta) elsewhere (Huber 1964).
 *
 * @param delta - for good, or `[R]`: a number of each run, which may change between steps
 */
export function huberLoss(prediction: Tensor, goal: Tensor, delta: number | Tensor = 1): Tensor {
  if (typeof delta === 'number') return meanOf('huber', prediction, goal, delta);
  const weights = reshape(delta, [-1, 1]);
  return meanExamplesOp(elementLossesOp('huberOfRuns', elementsOf(prediction), elementsOf(goal), { weights }));
}

/** Mean of ½ d² / beta where |d| < beta, |d| − ½ beta elsewhere (Girshick 2015): Huber's over its threshold. */
export const smoothAbsoluteError = (prediction: Tensor, goal: Tensor, beta = 1): Tensor => meanOf('smoothAbsolute', prediction, goal, beta);

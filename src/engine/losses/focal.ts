/** Focal losses (Lin et al. 2017): cross-entropy that counts examples less the surer the model is of them. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { focalOp } from '../device/kernels/class-losses.ts';
import { elementLossesOp } from '../device/kernels/element-losses.ts';
import { meanExamplesOp } from '../device/kernels/loss.ts';
import { elementsOf, labelsOf, rowsOf } from './rows.ts';

export interface BinaryFocalOptions {
  /** 0: plain cross-entropy. 2 if not given. */
  gamma?: number;
  /** Weight of the positive class, 1 − alpha that of the negative one; both are 1 without it. */
  alpha?: number;
}

/** Mean over all numbers of `−a (1 − p)^gamma ln p`, p the probability of the true class: logits and targets 0 or 1, `[R, B, …]` → `[R]`. */
export const binaryFocalLoss = (logits: Tensor, goals: Tensor, { gamma = 2, alpha = -1 }: BinaryFocalOptions = {}): Tensor =>
  meanExamplesOp(elementLossesOp('focal', elementsOf(logits), elementsOf(goals), { parameter: gamma, second: alpha }));

/**
 * Mean over examples of `−a (1 − p)^gamma ln p`, p = softmax(logits)[label]: logits `[R, B, …, C]`, labels `[R, B, …]` int32 → `[R]`.
 *
 * @param gamma - of each run, `[R]`; 0: plain cross-entropy
 * @param classAlpha - a of each class, `[R, C]`; 1 without them
 */
export const focalLoss = (logits: Tensor, labels: Tensor, gamma: Tensor, classAlpha?: Tensor): Tensor =>
  meanExamplesOp(focalOp(rowsOf(logits), labelsOf(labels), gamma, classAlpha));

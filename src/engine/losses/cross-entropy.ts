/** Softmax cross-entropy, plain, with label smoothing and with weights of classes. */
import { div } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { crossEntropyOp, labelWeightsOp } from '../device/kernels/class-losses.ts';
import { meanSmoothedCrossEntropyOp } from '../device/kernels/label-smoothing.ts';
import { meanExamplesOp, meanSoftmaxCrossEntropyOp } from '../device/kernels/loss.ts';
import { labelsOf, rowsOf } from './rows.ts';

/** Mean over the batch of `−log softmax(logits)[label]` in nats: logits `[R, B, C]`, labels `[R, B]` int32 → `[R]`. */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  return meanSoftmaxCrossEntropyOp(logits, labels);
}

/**
 * Mean over examples with labels `(1 − s) onehot + s / C` (Szegedy et al. 2016): logits `[R, B, …, C]`, labels `[R, B, …]` int32 → `[R]`.
 *
 * @param smoothing - s of each run, `[R]`, which may change between steps; 0 is the plain loss to the bit
 */
export function smoothedCrossEntropy(logits: Tensor, labels: Tensor, smoothing: Tensor): Tensor {
  return meanSmoothedCrossEntropyOp(rowsOf(logits), labelsOf(labels), smoothing);
}

export interface CrossEntropyOptions {
  /** s for good, as above. 0 if not given. */
  labelSmoothing?: number;
  /** Weights of the classes, `[R, C]`. */
  classWeights?: Tensor;
  /** What the sum of weighted losses is divided by: the weights of the labels (as PyTorch; if not given) or the number of examples (Keras). */
  divideBy?: 'weights' | 'examples';
}

/** `−Σ w_c q_c ln softmax(logits)_c`, averaged over examples: logits `[R, B, …, C]`, labels `[R, B, …]` int32 → `[R]`. */
export function crossEntropy(logits: Tensor, labels: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { labelSmoothing = 0, classWeights, divideBy = 'weights' } = options;
  const [rows, own] = [rowsOf(logits), labelsOf(labels)];
  if (labelSmoothing === 0 && !classWeights) return softmaxCrossEntropy(rows, own);
  const mean = meanExamplesOp(crossEntropyOp(rows, own, labelSmoothing, classWeights));
  return classWeights && divideBy === 'weights' ? div(mean, meanExamplesOp(labelWeightsOp(classWeights, own))) : mean;
}

/** Softmax cross-entropy. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { meanExamplesOp, softmaxCrossEntropyOp } from '../device/kernels/loss.ts';

/** Mean over the batch of `−log softmax(logits)[label]` in nats: logits `[R, B, C]`, labels `[R, B]` int32 → `[R]`. */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const losses = softmaxCrossEntropyOp(logits, labels);
  return meanExamplesOp(losses);
}

/** Share of examples whose largest logit is the label's. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { correctOp, meanExamplesOp } from '../device/kernels/loss.ts';

/** logits `[R, B, C]`, labels `[R, B]` int32 → `[R]`, between 0 and 1. */
export const accuracy = (logits: Tensor, labels: Tensor): Tensor => meanExamplesOp(correctOp(logits, labels));

/** Perplexity. */
import { exp } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { crossEntropy } from './cross-entropy.ts';

/** `exp` of the mean cross-entropy: logits `[R, B, …, C]`, labels `[R, B, …]` int32 → `[R]`. */
export const perplexity = (logits: Tensor, labels: Tensor): Tensor => exp(crossEntropy(logits, labels));

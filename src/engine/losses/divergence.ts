/** Kullback-Leibler divergence, and distillation of a teacher's softened classes. */
import { add } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { divergenceFromLogitsOp, divergenceFromProbabilitiesOp, softDivergenceOp } from '../device/kernels/divergences.ts';
import { meanExamplesOp } from '../device/kernels/loss.ts';
import { scaledOp } from '../device/kernels/scaled.ts';
import { crossEntropy } from './cross-entropy.ts';
import { rowsOf } from './rows.ts';

/** Mean over examples of `Σ P (ln P − ln softmax(z))`, 0 ln 0 = 0: probabilities P and logits z `[R, B, …, C]` → `[R]`, differentiable in z. */
export const divergenceFromLogits = (probabilities: Tensor, logits: Tensor): Tensor =>
  meanExamplesOp(divergenceFromLogitsOp(rowsOf(probabilities), rowsOf(logits)));

/**
 * Mean over examples of `Σ P (ln P − ln Q)`, both probabilities `[R, B, …, C]` → `[R]`, differentiable in Q, whose rows are not made to sum
 * to 1. A Q of 0 counts as the smallest float32, so that the divergence stays finite.
 */
export const divergenceFromProbabilities = (probabilities: Tensor, q: Tensor): Tensor =>
  meanExamplesOp(divergenceFromProbabilitiesOp(rowsOf(probabilities), rowsOf(q)));

export interface DistillationOptions {
  temperature: number;
  /** Part of the true labels; the teacher has the rest. */
  hardWeight: number;
}

/**
 * `T² KL(softmax(teacher / T) ‖ softmax(z / T))`, mean over examples (Hinton et al. 2015): logits `[R, B, …, C]` → `[R]`. No gradient reaches
 * the teacher.
 */
export const softLoss = (logits: Tensor, teacherLogits: Tensor, temperature: number): Tensor =>
  meanExamplesOp(softDivergenceOp(rowsOf(teacherLogits), rowsOf(logits), temperature));

/** `hardWeight · CE(z, labels) + (1 − hardWeight) · softLoss`: logits `[R, B, …, C]`, labels `[R, B, …]` int32 → `[R]`. */
export const distillationLoss = (
  logits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  { temperature, hardWeight }: DistillationOptions,
): Tensor =>
  add(scaledOp(crossEntropy(logits, labels), hardWeight), scaledOp(softLoss(logits, teacherLogits, temperature), 1 - hardWeight));

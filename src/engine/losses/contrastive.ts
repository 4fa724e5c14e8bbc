/** Losses that pull vectors of like examples together: contrastive loss of pairs, and InfoNCE over all pairs of a batch. */
import { add, matMul, sub } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { meanExamplesOp } from '../device/kernels/loss.ts';
import { scaledOp } from '../device/kernels/scaled.ts';
import { contrastiveOp, normalizeRowsOp, ownPairOp } from '../device/kernels/similarities.ts';
import { labelsOf, rowsOf } from './rows.ts';

/**
 * Mean over pairs of `s d² + (1 − s) max(0, margin − d)²`, d the distance of a and b (Hadsell et al. 2006, twice theirs): `[R, B, …, D]` each,
 * `similar` `[R, B, …]` float32, 1 for pairs that belong together and 0 for others → `[R]`. Pairs at one point get no push.
 */
export const contrastiveLoss = (a: Tensor, b: Tensor, similar: Tensor, margin = 1): Tensor =>
  meanExamplesOp(contrastiveOp(sub(rowsOf(a), rowsOf(b)), labelsOf(similar), margin));

export interface InfoNceOptions {
  temperature: number;
  /** Averages with the same of b's rows among a's, as CLIP does (Radford et al. 2021). False if not given. */
  symmetric?: boolean;
  /** Cosines instead of products. True if not given. */
  normalize?: boolean;
}

/** Mean over i of `−ln softmax(a_i · bᵀ / temperature)_i` (van den Oord et al. 2018): a and b `[R, B, D]` → `[R]`. */
export function infoNce(a: Tensor, b: Tensor, { temperature, symmetric = false, normalize = true }: InfoNceOptions): Tensor {
  const [left, right] = normalize ? [normalizeRowsOp(a), normalizeRowsOp(b)] : [a, b];
  const oneWay = (from: Tensor, to: Tensor): Tensor => meanExamplesOp(ownPairOp(matMul(from, to, false, true), 1 / temperature));
  return symmetric ? scaledOp(add(oneWay(left, right), oneWay(right, left)), 0.5) : oneWay(left, right);
}

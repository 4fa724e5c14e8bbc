/** Shapes of losses: any axes between runs and the last one are examples. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dimension, sizeOf } from '../device/kernel.ts';

/** `[R, B, …, C]` → `[R, B · …, C]`: logits or vectors of examples. */
export const rowsOf = (x: Tensor): Tensor => (x.rank === 3 ? x : reshape(x, [dimension(x.shape, 0), -1, dimension(x.shape, x.rank - 1)]));

/** `[R, B, …]` → `[R, B, W]`: all numbers of an example in a row; one where there is no further axis. */
export const elementsOf = (x: Tensor): Tensor =>
  x.rank === 3 ? x : reshape(x, [dimension(x.shape, 0), dimension(x.shape, 1), sizeOf(x.shape.slice(2))]);

/** `[R, B, …]` → `[R, B · …]`: labels of examples. */
export const labelsOf = (labels: Tensor): Tensor => (labels.rank === 2 ? labels : reshape(labels, [dimension(labels.shape, 0), -1]));

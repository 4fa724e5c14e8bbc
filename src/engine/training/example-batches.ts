/** Examples on the device, and the batches that are gathered from them: of each run's own rows, standardized by its own statistics. */
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gatherLabelsOp, gatherRowsOp } from '../device/kernels/data.ts';
import type { Tree } from './program.ts';
import type { Examples } from './supervised.ts';

/** The data set on the device. */
export interface DeviceData {
  features: Tensor;
  labels: Tensor;
  mean: Tensor;
  scale: Tensor;
}

/** @param R - number of runs, whose statistics lie one after the other */
export const onDevice = (examples: Examples, R: number): DeviceData => ({
  features: tensor(examples.features, [examples.labels.length, examples.featureCount], 'float32'),
  labels: tensor(examples.labels, [examples.labels.length], 'int32'),
  mean: tensor(examples.mean, [R, examples.mean.length / R], 'float32'),
  scale: tensor(examples.scale, [R, examples.scale.length / R], 'float32'),
});

/** Examples of an evaluation batch: a fixed number, so that sums do not depend on the population. */
export const evaluationBatch = 512;

/** Rows in batches for evaluation: the sizes of these, and their row numbers `[R, size]`. */
export interface EvaluationRows {
  sizes: number[];
  indices: Tensor[];
}

/** @param rows - of each run, equally many */
export function indexBatches(rows: readonly Int32Array[]): EvaluationRows {
  const count = rows[0]?.length ?? 0;
  const sizes: number[] = [];
  const indices: Tensor[] = [];
  for (let start = 0; start < count; start += evaluationBatch) {
    const size = Math.min(evaluationBatch, count - start);
    const values = new Int32Array(rows.length * size);
    rows.forEach((own, run) => {
      values.set(own.subarray(start, start + size), run * size);
    });
    sizes.push(size);
    indices.push(tensor(values, [rows.length, size], 'int32'));
  }
  return { sizes, indices };
}

/**
 * Batches of rows `[R, size]` with the first of each behind them until their number is a multiple of `batch`, as training goes on from the
 * beginning: what takes statistics of whole batches needs them. Those that are multiples are the same tensors.
 *
 * @param rows - of each run, which the batches were made of
 */
export function filledUp(rows: readonly Int32Array[], { sizes, indices }: EvaluationRows, batch: number): Tensor[] {
  let start = 0;
  return indices.map((own, index) => {
    const size = sizes[index] ?? 0;
    const first = start;
    start += size;
    if (size % batch === 0) return own;
    const whole = Math.ceil(size / batch) * batch;
    const values = rows.flatMap((of) => Array.from({ length: whole }, (_, i) => of[first + (i % size)] ?? 0));
    return tensor(values, [rows.length, whole], 'int32');
  });
}

/** The row numbers of each run's training examples, `[R, n]`. Throws when these are not equally many. */
export function indexTable(subsets: readonly Int32Array[]): Tensor {
  const size = subsets[0]?.length ?? 0;
  const values = new Int32Array(subsets.length * size);
  subsets.forEach((rows, run) => {
    if (rows.length !== size) throw new Error('the training subsets of a population must have the same size');
    values.set(rows, run * size);
  });
  return tensor(values, [subsets.length, size], 'int32');
}

/** The features of the rows `[R, B]`, standardized: `[R, B, F]`. */
export const gatherFeatures = (device: DeviceData, indices: Tensor): Tensor =>
  gatherRowsOp(device.features, indices, device.mean, device.scale);

/** The batch of the rows `[R, B]`: x `[R, B, F]` and labels `[R, B]`. */
export function gather(device: DeviceData, indices: Tensor): Tree {
  return { x: gatherFeatures(device, indices), labels: gatherLabelsOp(device.labels, indices) };
}

/** What a supervised network is to give: a class of each example, or a number. Which of them, the examples say. */
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gatherLabelsOp, gatherRowsOp } from '../device/kernels/data.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { meanSquaredError } from '../losses/regression.ts';
import { accuracy } from '../metrics/accuracy.ts';
import type { DeviceData } from './example-batches.ts';
import type { Evaluation } from './program.ts';
import type { Examples } from './supervised.ts';

export interface Goal {
  /** What is wanted of the rows `[R, B]`: labels `[R, B]`, or standardized numbers `[R, B, 1]`. */
  gather(rows: Tensor): Tensor;
  /** By which evaluations go, and training where nothing else is given: outputs `[R, B, C]` or `[R, B, 1]` → `[R]`. */
  loss(output: Tensor, wanted: Tensor): Tensor;
  /** Further means over examples, `[R]` by name. */
  scores(output: Tensor, wanted: Tensor): Record<string, Tensor>;
  /** What follows from the means over a split, each run's rows of which are these. */
  conclude?(rows: readonly Int32Array[]): NonNullable<Evaluation['conclude']>;
  /** Tensors to dispose with the population. */
  resources: readonly Tensor[];
}

/** A class: cross-entropy, and the share of right answers. */
function classGoal(device: DeviceData): Goal {
  return {
    gather: (rows) => gatherLabelsOp(device.labels, rows),
    loss: softmaxCrossEntropy,
    scores: (output, wanted) => ({ accuracy: accuracy(output, wanted) }),
    resources: [],
  };
}

/** Variance (divided by the count) of some rows' numbers, in float64. */
function varianceOf(values: Float32Array, rows: Int32Array): number {
  const mean = rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
  const square = (x: number): number => x * x;
  return rows.reduce((sum, row) => sum + square((values[row] ?? 0) - mean), 0) / rows.length;
}

/**
 * A number, standardized by each run's own training subset: the loss is the squared error of that. `rmse` is its root in the units of the
 * number, `r2` the share of the number's variance in the split that is explained, 1 − error / variance.
 */
function numberGoal({ values, mean, scale }: NonNullable<Examples['targets']>, R: number): Goal {
  const column = tensor(values, [values.length, 1], 'float32');
  const [means, scales] = [tensor(mean, [R, 1], 'float32'), tensor(scale, [R, 1], 'float32')];
  return {
    gather: (rows) => gatherRowsOp(column, rows, means, scales),
    loss: meanSquaredError,
    scores: () => ({}),
    conclude: (rows) => {
      const variances = rows.map((own) => varianceOf(values, own));
      return ({ loss = new Float32Array(R) }) => {
        const error = (run: number): number => (loss[run] ?? NaN) / ((scale[run] ?? 1) * (scale[run] ?? 1));
        return {
          rmse: Float32Array.from(loss, (_, run) => Math.sqrt(error(run))),
          r2: Float32Array.from(loss, (_, run) => 1 - error(run) / (variances[run] ?? NaN)),
        };
      };
    },
    resources: [column, means, scales],
  };
}

/** @param R - number of runs */
export const goalOf = (examples: Examples, device: DeviceData, R: number): Goal =>
  examples.targets ? numberGoal(examples.targets, R) : classGoal(device);

/**
 * Probes of networks that predict a number: the curve over the only input, or predictions beside the true numbers of validation examples. Both
 * in evaluation mode and in the units of the number.
 */
import { add, mul, reshape, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gatherRowsOp } from '../device/kernels/data.ts';
import type { Probe, Tree } from './program.ts';
import type { Population } from './population.ts';
import type { DeviceData, Examples } from './supervised.ts';

/** Places of a curve, one every few pixels of a picture. */
const places = 129;
/** How far a curve reaches beyond the outermost example, as a share of the extent. */
const margin = 0.05;
/** A picture of more points shows no more; subsets and splits are in random order, so the first of them stand for all. */
const mostPoints = 300;

interface Bound {
  apply: (state: Tree, x: Tensor) => Tensor;
  device: DeviceData;
  examples: Examples;
  population: Population;
}

const targetsOf = ({ targets }: Examples): NonNullable<Examples['targets']> => {
  if (!targets) throw new Error('predictions of a number need numbers to predict');
  return targets;
};

/** Standardized outputs `[R, P, 1]` in the units of the number, `[R, P]`. */
function inUnits(outputs: Tensor, { mean, scale }: NonNullable<Examples['targets']>): Tensor {
  const [runs = 0, count = 0] = outputs.shape;
  const deviations = tensor(
    scale.map((one) => 1 / one),
    [runs, 1],
  );
  return add(mul(reshape(outputs, [runs, count]), deviations), tensor(mean, [runs, 1]));
}

/** The range of some values, with the margin at both ends. */
function rangeOf(values: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const extra = (high - low || 1) * margin;
  return [low - extra, high + extra];
}

/** What every run predicts over the range of the only feature, with training examples of each run and validation examples of all. */
export function curveProbe({ apply, device, examples, population }: Bound): Probe {
  const { features, featureCount, subsets, validation, names } = examples;
  if (featureCount !== 1) throw new Error('a curve needs exactly one feature');
  const targets = targetsOf(examples);
  const [low, high] = rangeOf(features);
  const x = Float32Array.from({ length: places }, (_, place) => low + ((high - low) * place) / (places - 1));
  const rows = new Int32Array(population.R * places).map((_, i) => i % places);
  const pairs = (own: Int32Array): number[] => [...own].flatMap((row) => [features[row] ?? NaN, targets.values[row] ?? NaN]);
  const pointsPerRun = Math.min(mostPoints, subsets[0]?.length ?? 0);
  const points = Float32Array.from(subsets.flatMap((subset) => pairs(subset.subarray(0, pointsPerRun))));
  const held = Float32Array.from(pairs(validation.subarray(0, mostPoints)));
  return (state) => {
    const input = gatherRowsOp(tensor(x, [places, 1]), tensor(rows, [population.R, places], 'int32'), device.mean, device.scale);
    const values = inUnits(apply(state, input), targets);
    return { kind: 'curve', input: names?.features[0] ?? null, target: names?.target ?? null, x, values, pointsPerRun, points, held };
  };
}

/** What every run predicts of validation examples, and what is true of them. */
export function predictedProbe({ apply, device, examples, population }: Bound): Probe {
  const targets = targetsOf(examples);
  const shown = examples.validation.subarray(0, mostPoints);
  const truth = Float32Array.from(shown, (row) => targets.values[row] ?? NaN);
  const rows = new Int32Array(population.R * shown.length).map((_, i) => shown[i % shown.length] ?? 0);
  return (state) => {
    const input = gatherRowsOp(device.features, tensor(rows, [population.R, shown.length], 'int32'), device.mean, device.scale);
    return { kind: 'predicted', target: examples.names?.target ?? null, truth, values: inUnits(apply(state, input), targets) };
  };
}

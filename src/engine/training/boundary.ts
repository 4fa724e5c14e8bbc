/** The probe that draws a decision boundary: class probabilities on a grid over the plane of two features. */
import { reshape, slice, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gatherRowsOp } from '../device/kernels/data.ts';
import { softmaxOp } from '../device/kernels/loss.ts';
import type { Population } from './population.ts';
import type { Probe, Tree } from './program.ts';
import type { DeviceData, Examples } from './supervised.ts';

const gridSide = 48;
/** How far the picture reaches beyond the outermost example, as a share of the extent. */
const margin = 0.08;
/** More training points would hide the picture; subsets are in random order, so the first of them stand for all. */
const mostPoints = 3000;

/** Range of one coordinate over all examples, with the margin. */
function range(features: Float32Array, column: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = column; i < features.length; i += 2) {
    const value = features[i] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const extra = (high - low) * margin;
  return [low - extra, high + extra];
}

/** Probability of class 1 in evaluation mode on a square grid, with each run's own training examples; only for two features. */
export function boundaryProbe(
  { features, labels, subsets, featureCount }: Examples,
  device: DeviceData,
  population: Population,
  apply: (state: Tree, x: Tensor) => Tensor,
): Probe {
  if (featureCount !== 2) throw new Error('a decision boundary needs exactly two features');
  const [x, y] = [range(features, 0), range(features, 1)];
  const cells = gridSide * gridSide;
  const centres = new Float32Array(cells * 2);
  for (let cell = 0; cell < cells; cell++) {
    centres[2 * cell] = x[0] + ((x[1] - x[0]) * (cell % gridSide)) / (gridSide - 1);
    centres[2 * cell + 1] = y[0] + ((y[1] - y[0]) * Math.floor(cell / gridSide)) / (gridSide - 1);
  }
  const rows = new Int32Array(population.R * cells).map((_, i) => i % cells);
  const pointsPerRun = Math.min(mostPoints, subsets[0]?.length ?? 0);
  const points = Float32Array.from(
    subsets.flatMap((subset) =>
      [...subset.subarray(0, pointsPerRun)].flatMap((row) => [features[2 * row] ?? 0, features[2 * row + 1] ?? 0, labels[row] ?? 0]),
    ),
  );
  return (state) => {
    const input = gatherRowsOp(
      tensor(centres, [cells, 2], 'float32'),
      tensor(rows, [population.R, cells], 'int32'),
      device.mean,
      device.scale,
    );
    const probabilities = softmaxOp(apply(state, input));
    return {
      kind: 'grid',
      width: gridSide,
      height: gridSide,
      x,
      y,
      values: reshape(slice(probabilities, [0, 0, 1], [population.R, cells, 1]), [population.R, cells]),
      pointsPerRun,
      points,
    };
  };
}

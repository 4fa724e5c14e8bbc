/** The probe that shows what a normalization does: mean and variance of activations, of every example and feature of a few layers. */
import { reshape, slice, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gatherRowsOp } from '../device/kernels/data.ts';
import { concatenateOp } from '../device/kernels/features.ts';
import { statisticsOp } from '../device/kernels/normalization-sets.ts';
import type { ApplyContext } from '../layers/layer.ts';
import { sizeOfShape } from '../layers/layer.ts';
import type { Population } from './population.ts';
import type { ObservedLayer, Probe, Tree } from './program.ts';
import type { DeviceData, Examples } from './supervised.ts';

/** Examples that go through the network, the first of each run's training subset: a multiple of the batches in which they are normalized. */
const passedExamples = 64;
/** The first of these are looked at. */
const watchedExamples = 16;

interface Observed {
  layer: ObservedLayer;
  /** `[R, 2 · examples · features]`: the means, then the variances. */
  values: Tensor;
}

/** Mean and variance over the places of every example and feature of x `[R, E, …, features]`; without places 0 is the variance. */
function observedAt(path: string, x: Tensor): Observed {
  const [runs = 0, examples = 0] = x.shape;
  const features = x.shape.at(-1) ?? 0;
  const members = sizeOfShape(x.shape.slice(2, -1));
  const sets = { members, groups: features, width: 1, centred: true, divisor: members, epsilon: 0 };
  const { mean, variance } = statisticsOp(x, sets);
  const watched = Math.min(watchedExamples, examples) * features;
  const cells = (values: Tensor): Tensor => slice(reshape(values, [runs, examples * features]), [0, 0], [runs, watched]);
  return { layer: { path, features, places: members }, values: concatenateOp(cells(mean), cells(variance)) };
}

/**
 * Activations of all `observed` layers as the model makes them while training, of the first examples of each run's training subset: for
 * every example and feature their mean and variance over places (pixels, tokens).
 */
export function activationStatistics({
  apply,
  device,
  examples,
  population,
}: {
  apply: (state: Tree, x: Tensor, own: Pick<ApplyContext, 'training' | 'observe'>) => Tensor;
  device: DeviceData;
  examples: Examples;
  population: Population;
}): Probe {
  const count = Math.min(passedExamples, examples.subsets[0]?.length ?? 0);
  const rows = Int32Array.from(examples.subsets.flatMap((subset) => [...subset.subarray(0, count)]));
  return (state) => {
    const x = gatherRowsOp(device.features, tensor(rows, [population.R, count], 'int32'), device.mean, device.scale);
    const all: Observed[] = [];
    apply(state, x, { training: true, observe: (path, activations) => void all.push(observedAt(path, activations)) });
    const [first, ...others] = all;
    if (!first) throw new Error('the model has no layer that is observed');
    return {
      kind: 'statistics',
      examples: Math.min(watchedExamples, count),
      layers: all.map(({ layer }) => layer),
      values: others.reduce((joined, { values }) => concatenateOp(joined, values), first.values),
    };
  };
}

/**
 * Normalization layers: batch, layer, instance, group and root mean square. All are y = scale · (x − mean) / √(variance + epsilon) + shift
 * with the biased variance (divided by the count); they differ in the elements that share a mean and a variance. `scale` starts at 1,
 * `shift` at 0.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { dimension } from '../device/kernel.ts';
import { normalizeByOp, normalizeOp } from '../device/kernels/normalization.ts';
import { runningAverageOp } from '../device/kernels/normalization-sets.ts';
import type { NormalizationSets } from '../device/kernels/normalization-sets.ts';
import type { Initializer } from '../training/population.ts';
import { tensorAt } from '../training/tree.ts';
import { zeros } from './initializers.ts';
import { buffersAt, fact, sizeOfShape } from './layer.ts';
import type { Layer, Shape } from './layer.ts';

const ones: Initializer = (target) => void target.fill(1);

export interface NormOptions {
  /** Added to the variance; 1e-5 if not given, as in PyTorch. */
  epsilon?: number;
}

type Sets = Pick<NormalizationSets, 'members' | 'groups' | 'width'>;

/** Sets of which the mean is taken out. */
const centred = (sets: Sets, epsilon: number): NormalizationSets => ({
  ...sets,
  centred: true,
  divisor: sets.members * sets.width,
  epsilon,
});

/** Product of the axes from `first` to the one before `end`. */
const product = (shape: Shape, first: number, end: number): number => sizeOfShape(shape.slice(first, end));

/** A layer without state, over inputs whose last axes are `features`. */
function norm(name: string, features: Shape, shifted: boolean, setsOf: (x: Tensor) => NormalizationSets): Layer {
  const size = sizeOfShape(features);
  const layer: Layer = {
    init: (population, path) => ({
      scale: population.parameter(features, ones, `scale${path}`),
      ...(shifted && { shift: population.parameter(features, zeros, `shift${path}`) }),
    }),
    apply: (parameters, x) => normalizeOp(x, tensorAt(parameters, 'scale'), shifted ? tensorAt(parameters, 'shift') : null, setsOf(x)).y,
    parameters: size * (shifted ? 2 : 1),
    shape: (input) => {
      if (input.slice(-features.length).join() !== features.join()) {
        throw new Error(`${name}: [${input.join(', ')}] does not end in [${features.join(', ')}]`);
      }
      return [...input];
    },
    facts: (input, path) => [fact(layer, input, path)],
  };
  return layer;
}

/**
 * Layer normalization (Ba et al. 2016): each example's values over its last axes, `[R, B, …, ...features]` → the same shape.
 *
 * @param features - sizes of these axes: a number for the last one
 */
export function layerNorm(features: number | Shape, { epsilon = 1e-5 }: NormOptions = {}): Layer {
  const shape = typeof features === 'number' ? [features] : features;
  return norm('layer normalization', shape, true, () => centred({ members: 1, groups: 1, width: sizeOfShape(shape) }, epsilon));
}

/** Root mean square normalization (Zhang & Sennrich 2019): y = scale · x / √(mean(x²) + epsilon) over the last axis. */
export function rmsNorm(features: number, { epsilon = 1e-6 }: NormOptions = {}): Layer {
  const sets = { members: 1, groups: 1, width: features, centred: false, divisor: features, epsilon };
  return norm('root mean square normalization', [features], false, () => sets);
}

/**
 * Group normalization (Wu & He 2018): each example's values over its places and the channels of a group, `[R, B, …, channels]`; groups are
 * consecutive channels. Throws when they do not divide the channels.
 */
export function groupNorm(channels: number, groups: number, { epsilon = 1e-5 }: NormOptions = {}): Layer {
  if (channels % groups !== 0) throw new Error(`${channels} channels do not divide into ${groups} groups`);
  return norm('group normalization', [channels], true, ({ shape }) =>
    centred({ members: product(shape, 2, shape.length - 1), groups, width: channels / groups }, epsilon),
  );
}

/** Instance normalization (Ulyanov et al. 2016): each example's values over its places, channel by channel. */
export const instanceNorm = (channels: number, options: NormOptions = {}): Layer => groupNorm(channels, channels, options);

export interface BatchNormOptions extends NormOptions {
  /** Weight of the new batch in the running statistics; 0.1 if not given. Keras calls 1 − momentum so. */
  momentum?: number;
  /**
   * Which variance of a batch enters the running one: divided by N − 1 (`unbiased`, PyTorch; a batch of one value counts as 0) or by N
   * (`biased`, Keras). `unbiased` if not given. Normalizing always divides by N.
   */
  runningVariance?: 'unbiased' | 'biased';
  /**
   * In training this many consecutive examples share their statistics, so that a large batch is normalized like so many small ones (ghost
   * batches, Hoffer et al. 2017); all of them if not given.
   */
  batch?: number;
}

/**
 * Batch normalization (Ioffe & Szegedy 2015): every channel over examples and places, `[R, B, …, channels]` → the same shape. In training
 * by the batch's statistics, in evaluation by running averages, which start at mean 0 and variance 1.
 *
 * The running statistics are a buffer: no optimizer touches them. In training the layer hands new ones to the context's `update`; who
 * applies the layer puts them in place of the old buffers (`training/supervised.ts`). Without `update` they stay.
 */
export function batchNorm(channels: number, options: BatchNormOptions = {}): Layer {
  const { epsilon = 1e-5, momentum = 0.1, runningVariance = 'unbiased' } = options;
  const setsOf = ({ shape }: Tensor, examples = dimension(shape, 1)): NormalizationSets =>
    centred({ members: examples * product(shape, 2, shape.length - 1), groups: channels, width: 1 }, epsilon);
  const base = norm('batch normalization', [channels], true, setsOf);
  const layer: Layer = {
    ...base,
    buffers: (population, path) => ({
      [path]: {
        mean: population.parameter([channels], zeros, `mean${path}`),
        variance: population.parameter([channels], ones, `variance${path}`),
      },
    }),
    apply: (parameters, x, context, path) => {
      const [scale, shift] = [tensorAt(parameters, 'scale'), tensorAt(parameters, 'shift')];
      const running = (): { mean: Tensor; variance: Tensor } => {
        const record = buffersAt(context, path);
        return { mean: tensorAt(record, 'mean'), variance: tensorAt(record, 'variance') };
      };
      if (!context.training) return normalizeByOp(x, scale, shift, setsOf(x), running());
      const sets = setsOf(x, options.batch);
      const { y, statistics } = normalizeOp(x, scale, shift, sets);
      if (context.update) {
        if (sets.members !== setsOf(x).members) throw new Error('running statistics are renewed by one batch at a time');
        const count = sets.members;
        const factor = runningVariance === 'biased' ? 1 : count / Math.max(1, count - 1);
        const old = running();
        context.update(path, {
          mean: runningAverageOp(old.mean, statistics.mean, momentum, 1),
          variance: runningAverageOp(old.variance, statistics.variance, momentum, factor),
        });
      }
      return y;
    },
    facts: (input, path) => [fact(layer, input, path, { frozen: 2 * channels })],
  };
  return layer;
}

/**
 * Sets of elements that are normalized together, and their mean and variance. A tensor seen as `[outer, members, groups, width]`, every pair of an outer index and a group
 * is a set of members × width elements, which all norms are: one thread sums a set in ascending order, so that its bits depend on nothing
 * but the set. Scale and shift belong to the last two axes, for each run: element i has those at
 * i modulo groups · width.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Attributes, Shapes } from '../kernel.ts';
import { setStatistics } from '../wasm/normalization.ts';

/** Where the sets lie, and what is divided by. */
export interface NormalizationSets {
  members: number;
  groups: number;
  width: number;
  /** Whether the mean is taken out. */
  centred: boolean;
  /** The sum of squares is divided by it: members · width gives the biased variance or the mean square, 1 the sum. */
  divisor: number;
  epsilon: number;
}

export interface Layout extends NormalizationSets {
  runs: number;
  /** Elements, sets and numbers of scale of one run. */
  perRun: number;
  setsPerRun: number;
  features: number;
  sets: number;
  /** Elements from one outer index to the next. */
  outer: number;
  /** Elements of a set. */
  size: number;
}

export const attributesOf = (sets: NormalizationSets): Attributes => ({ ...sets });

export function layout(shape: readonly number[], attributes: Attributes): Layout {
  const [members, groups, width, divisor, epsilon] = ['members', 'groups', 'width', 'divisor', 'epsilon'].map((name) =>
    numberAttribute(attributes, name),
  ) as [number, number, number, number, number];
  const [runs, all] = [dimension(shape, 0), sizeOf(shape)];
  const outer = members * groups * width;
  if ((all / runs) % outer !== 0) throw new Error(`[${shape.join(', ')}] does not divide into sets of ${members} × ${width}`);
  return {
    ...{ members, groups, width, divisor, epsilon, centred: attributes['centred'] === true },
    ...{ runs, perRun: all / runs, features: groups * width, outer, size: members * width },
    ...{ sets: (all / outer) * groups, setsPerRun: (all / runs / outer) * groups },
  };
}

/** First element of a set. */
export const start = (set: number, { outer, groups, width }: Layout): number => Math.floor(set / groups) * outer + (set % groups) * width;

/** The set of an element, and the place of its scale. */
export const setOf = (i: number, { outer, groups, width }: Layout): number =>
  Math.floor(i / outer) * groups + (Math.floor(i / width) % groups);
export const featureOf = (i: number, { perRun, features }: Layout): number => Math.floor(i / perRun) * features + (i % features);

/** WGSL: a loop over the elements `at` of set i in ascending order. */
export const loop = ({ outer, groups, width, members, features }: Layout, body: string): string => `
  for (var m = 0u; m < ${members}u; m++) { for (var w = 0u; w < ${width}u; w++) {
    let at = (i / ${groups}u) * ${outer}u + (i % ${groups}u) * ${width}u + m * ${features}u + w;
    ${body}
  } }`;
export const setWgsl = ({ outer, groups, width }: Layout): string => `((i / ${outer}u) * ${groups}u + (i / ${width}u) % ${groups}u)`;
export const featureWgsl = ({ perRun, features }: Layout, index: string): string =>
  `((${index} / ${perRun}u) * ${features}u + ${index} % ${features}u)`;

export const perSet = (shape: Shapes, attributes: Attributes): number[] => {
  const { runs, setsPerRun } = layout(shape('x'), attributes);
  return [runs, setsPerRun];
};

/**
 * Mean and variance of every set, in two passes: the mean as the first element plus the mean difference from it, which is exact for equal
 * elements and keeps its digits at large offsets, then the squares of what is left, less what rounding of the mean put in.
 */
const runStatistics = defineKernel({
  name: 'NormalizationStatistics',
  inputs: { x: 'float32' },
  outputs: { mean: 'float32', variance: 'float32' },
  outputShape: (_, shape, attributes) => perSet(shape, attributes),
  host: (access, attributes) => {
    const own = layout(access.shape('x'), attributes);
    const [x, mean, variance] = [access.f32('x'), access.f32('mean'), access.f32('variance')];
    const { members, width, features, size, centred, divisor } = own;
    for (let set = 0; set < own.sets; set++) {
      const first = start(set, own);
      let centre = 0;
      if (centred) {
        const x0 = x[first] ?? 0;
        for (let m = 0; m < members; m++) for (let w = 0; w < width; w++) centre += (x[first + m * features + w] ?? 0) - x0;
        centre = Math.fround(x0 + centre / size);
      }
      let [sum, squares] = [0, 0];
      for (let m = 0; m < members; m++) {
        for (let w = 0; w < width; w++) {
          const d = (x[first + m * features + w] ?? 0) - centre;
          sum += d;
          squares += d * d;
        }
      }
      mean[set] = centre;
      variance[set] = (centred ? Math.max(0, squares - (sum * sum) / size) : squares) / divisor;
    }
  },
  wasm: (access, attributes) => setStatistics(access, layout(access.shape('x'), attributes)),
  wgsl: (shape, attributes) => {
    const own = layout(shape('x'), attributes);
    const centre = `let x0 = x[(i / ${own.groups}u) * ${own.outer}u + (i % ${own.groups}u) * ${own.width}u];
  ${loop(own, 'centre += x[at] - x0;')}
  centre = x0 + centre / ${own.size}.0;`;
    return {
      threads: own.sets,
      body: `var centre = 0.0; var sum = 0.0; var squares = 0.0;
  ${own.centred ? centre : ''}
  ${loop(own, 'let d = x[at] - centre; sum += d; squares += d * d;')}
  mean[i] = centre;
  variance[i] = ${own.centred ? `max(0.0, squares - sum * sum / ${own.size}.0)` : 'squares'} / ${own.divisor}.0;`,
    };
  },
});

/** `(1 − momentum) · running + momentum · factor · batch`. */
const runRunningAverage = defineKernel({
  name: 'RunningAverage',
  inputs: { running: 'float32', batch: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('running'),
  host: (access, attributes) => {
    const [momentum, factor] = [numberAttribute(attributes, 'momentum'), numberAttribute(attributes, 'factor')];
    const [running, batch, y] = [access.f32('running'), access.f32('batch'), access.f32('y')];
    for (let i = 0; i < y.length; i++) y[i] = (1 - momentum) * (running[i] ?? 0) + momentum * factor * (batch[i] ?? 0);
  },
  wgsl: (shape, attributes) => {
    const [momentum, factor] = [numberAttribute(attributes, 'momentum'), numberAttribute(attributes, 'factor')];
    return {
      threads: sizeOf(shape('running')),
      body: `y[i] = f32(${1 - momentum}) * running[i] + f32(${momentum * factor}) * batch[i];`,
    };
  },
});

/** Mean and biased variance (or mean square) of every set, `[R, sets of a run]` each. Nothing is differentiated here. */
export function statisticsOp(x: Tensor, sets: NormalizationSets): { mean: Tensor; variance: Tensor } {
  const [mean, variance] = runStatistics({ x }, attributesOf(sets));
  if (!mean || !variance) throw new Error('the statistics have no result');
  return { mean, variance };
}

/** `(1 − momentum) · running + momentum · factor · batch`, of equal sizes. */
export const runningAverageOp = (running: Tensor, batch: Tensor, momentum: number, factor: number): Tensor =>
  only(runRunningAverage({ running, batch }, { momentum, factor }));

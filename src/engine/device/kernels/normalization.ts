/**
 * Normalization over sets of elements with scale and shift, and its gradients: one thread per element, and one per set or number of the
 * scale for sums, in ascending order.
 */
import { customGrad } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, only, sizeOf } from '../kernel.ts';
import { attributesOf, featureOf, featureWgsl, layout, loop, perSet, setOf, setWgsl, start, statisticsOp } from './normalization-sets.ts';
import type { NormalizationSets } from './normalization-sets.ts';
import { normalizeSets, setAffineGradient, setFixedGradient, setGradientSums, setInputGradient } from '../wasm/normalization.ts';

/** `scale · (x − mean) / √(variance + epsilon) + shift`. */
const runNormalize = defineKernel({
  name: 'Normalize',
  inputs: { x: 'float32', mean: 'float32', variance: 'float32', scale: 'float32', shift: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => {
    const { runs, features } = layout(shape('x'), attributes);
    for (const name of ['scale', 'shift']) {
      if (sizeOf(shape(name)) !== runs * features)
        throw new Error(`${name} [${shape(name).join(', ')}] is not one of ${features} features`);
    }
    return shape('x');
  },
  host: (access, attributes) => {
    const own = layout(access.shape('x'), attributes);
    const shifted = attributes['shifted'] === true;
    const [x, mean, variance, y] = [access.f32('x'), access.f32('mean'), access.f32('variance'), access.f32('y')];
    const [scale, shift] = [access.f32('scale'), access.f32('shift')];
    for (let i = 0; i < y.length; i++) {
      const [set, feature] = [setOf(i, own), featureOf(i, own)];
      const normal = ((x[i] ?? 0) - (mean[set] ?? 0)) / Math.sqrt((variance[set] ?? 0) + own.epsilon);
      y[i] = normal * (scale[feature] ?? 0) + (shifted ? (shift[feature] ?? 0) : 0);
    }
  },
  wasm: (access, attributes) => normalizeSets(access, layout(access.shape('x'), attributes), attributes['shifted'] === true),
  wgsl: (shape, attributes) => {
    const own = layout(shape('x'), attributes);
    return {
      threads: sizeOf(shape('x')),
      body: `let at_set = ${setWgsl(own)}; let feature = ${featureWgsl(own, 'i')};
  y[i] = (x[i] - mean[at_set]) / sqrt(variance[at_set] + f32(${own.epsilon})) * scale[feature]${attributes['shifted'] === true ? ' + shift[feature]' : ''};`,
    };
  },
});

/** Sums over each set of the gradient of the normalized value, g = dy · scale, and of g · normalized value. */
const runGradientSums = defineKernel({
  name: 'NormalizationGradientSums',
  inputs: { x: 'float32', mean: 'float32', variance: 'float32', scale: 'float32', dy: 'float32' },
  outputs: { plain: 'float32', weighted: 'float32' },
  outputShape: (_, shape, attributes) => perSet(shape, attributes),
  host: (access, attributes) => {
    const own = layout(access.shape('x'), attributes);
    const [x, mean, variance] = [access.f32('x'), access.f32('mean'), access.f32('variance')];
    const [scale, dy, plain, weighted] = [access.f32('scale'), access.f32('dy'), access.f32('plain'), access.f32('weighted')];
    for (let set = 0; set < own.sets; set++) {
      const first = start(set, own);
      const [centre, spread] = [mean[set] ?? 0, Math.sqrt((variance[set] ?? 0) + own.epsilon)];
      let [a, b] = [0, 0];
      for (let m = 0; m < own.members; m++) {
        for (let w = 0; w < own.width; w++) {
          const at = first + m * own.features + w;
          const g = (dy[at] ?? 0) * (scale[featureOf(at, own)] ?? 0);
          a += g;
          b += (g * ((x[at] ?? 0) - centre)) / spread;
        }
      }
      plain[set] = a;
      weighted[set] = b;
    }
  },
  wasm: (access, attributes) => setGradientSums(access, layout(access.shape('x'), attributes)),
  wgsl: (shape, attributes) => {
    const own = layout(shape('x'), attributes);
    return {
      threads: own.sets,
      body: `let spread = sqrt(variance[i] + f32(${own.epsilon})); var a = 0.0; var b = 0.0;
  ${loop(own, `let g = dy[at] * scale[${featureWgsl(own, 'at')}]; a += g; b += g * ((x[at] - mean[i]) / spread);`)}
  plain[i] = a; weighted[i] = b;`,
    };
  },
});

/** dx = (g − Σg / size − n · Σ(g · n) / divisor) / √(variance + epsilon), n the normalized value; without Σg where no mean is taken out. */
const runInputGradient = defineKernel({
  name: 'NormalizationGradient',
  inputs: { x: 'float32', mean: 'float32', variance: 'float32', scale: 'float32', dy: 'float32', plain: 'float32', weighted: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const own = layout(access.shape('x'), attributes);
    const [x, mean, variance] = [access.f32('x'), access.f32('mean'), access.f32('variance')];
    const [scale, dy, plain, weighted] = [access.f32('scale'), access.f32('dy'), access.f32('plain'), access.f32('weighted')];
    const dx = access.f32('dx');
    for (let i = 0; i < dx.length; i++) {
      const set = setOf(i, own);
      const spread = Math.sqrt((variance[set] ?? 0) + own.epsilon);
      const normal = ((x[i] ?? 0) - (mean[set] ?? 0)) / spread;
      const g = (dy[i] ?? 0) * (scale[featureOf(i, own)] ?? 0);
      const common = own.centred ? (plain[set] ?? 0) / own.size : 0;
      dx[i] = (g - common - (normal * (weighted[set] ?? 0)) / own.divisor) / spread;
    }
  },
  wasm: (access, attributes) => setInputGradient(access, layout(access.shape('x'), attributes)),
  wgsl: (shape, attributes) => {
    const own = layout(shape('x'), attributes);
    return {
      threads: sizeOf(shape('x')),
      body: `let at_set = ${setWgsl(own)}; let spread = sqrt(variance[at_set] + f32(${own.epsilon}));
  let normal = (x[i] - mean[at_set]) / spread;
  let g = dy[i] * scale[${featureWgsl(own, 'i')}];
  dx[i] = (g ${own.centred ? `- plain[at_set] / ${own.size}.0` : ''} - normal * weighted[at_set] / ${own.divisor}.0) / spread;`,
    };
  },
});

/** dx where mean and variance are constants: dy · scale / √(variance + epsilon). */
const runFixedGradient = defineKernel({
  name: 'NormalizationFixedGradient',
  inputs: { dy: 'float32', variance: 'float32', scale: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('dy'),
  host: (access, attributes) => {
    const own = layout(access.shape('dy'), attributes);
    const [dy, variance, scale, dx] = [access.f32('dy'), access.f32('variance'), access.f32('scale'), access.f32('dx')];
    for (let i = 0; i < dx.length; i++) {
      dx[i] = ((dy[i] ?? 0) * (scale[featureOf(i, own)] ?? 0)) / Math.sqrt((variance[setOf(i, own)] ?? 0) + own.epsilon);
    }
  },
  wasm: (access, attributes) => setFixedGradient(access, layout(access.shape('dy'), attributes)),
  wgsl: (shape, attributes) => {
    const own = layout(shape('dy'), attributes);
    return {
      threads: sizeOf(shape('dy')),
      body: `dx[i] = dy[i] * scale[${featureWgsl(own, 'i')}] / sqrt(variance[${setWgsl(own)}] + f32(${own.epsilon}));`,
    };
  },
});

/** Gradients of scale and shift: sums over the elements that share one, in ascending order. */
const runAffineGradient = defineKernel({
  name: 'NormalizationAffineGradient',
  inputs: { x: 'float32', mean: 'float32', variance: 'float32', dy: 'float32', scale: 'float32' },
  outputs: { dScale: 'float32', dShift: 'float32' },
  outputShape: (_, shape) => shape('scale'),
  host: (access, attributes) => {
    const own = layout(access.shape('x'), attributes);
    const [x, mean, variance, dy] = [access.f32('x'), access.f32('mean'), access.f32('variance'), access.f32('dy')];
    const [dScale, dShift] = [access.f32('dScale'), access.f32('dShift')];
    for (let i = 0; i < dScale.length; i++) {
      const first = Math.floor(i / own.features) * own.perRun + (i % own.features);
      let [scale, shift] = [0, 0];
      for (let row = 0; row < own.perRun; row += own.features) {
        const set = setOf(first + row, own);
        const g = dy[first + row] ?? 0;
        scale += (g * ((x[first + row] ?? 0) - (mean[set] ?? 0))) / Math.sqrt((variance[set] ?? 0) + own.epsilon);
        shift += g;
      }
      dScale[i] = scale;
      dShift[i] = shift;
    }
  },
  wasm: (access, attributes) => setAffineGradient(access, layout(access.shape('x'), attributes)),
  wgsl: (shape, attributes) => {
    const own = layout(shape('x'), attributes);
    return {
      threads: own.runs * own.features,
      body: `let first = (i / ${own.features}u) * ${own.perRun}u + i % ${own.features}u; var a = 0.0; var b = 0.0;
  for (var row = 0u; row < ${own.perRun}u; row += ${own.features}u) {
    let at = first + row; let at_set = (at / ${own.outer}u) * ${own.groups}u + (at / ${own.width}u) % ${own.groups}u;
    a += dy[at] * ((x[at] - mean[at_set]) / sqrt(variance[at_set] + f32(${own.epsilon}))); b += dy[at];
  }
  dScale[i] = a; dShift[i] = b;`,
    };
  },
});

/** Mean and variance that normalize, `[R, sets of a run]` each. */
export interface Statistics {
  mean: Tensor;
  variance: Tensor;
}

/**
 * `scale · (x − mean) / √(variance + epsilon) + shift`: x `[R, …]`, scale and shift `[R, …]` of groups · width numbers for each run.
 *
 * @param shift - null: none
 * @param statistics - of x itself, or constants where `fixed`
 */
function normalized(
  x: Tensor,
  scale: Tensor,
  shift: Tensor | null,
  sets: NormalizationSets,
  statistics: Statistics,
  fixed: boolean,
): Tensor {
  const attributes = attributesOf(sets);
  // A kernel has a fixed number of inputs: without a shift the scale stands in its place, unread.
  const inputs = shift ? [x, scale, shift] : [x, scale];
  return customGrad<Tensor>((...all) => {
    const save = all.at(-1);
    if (typeof save !== 'function') throw new Error('tfjs gave no way to keep tensors for the gradient');
    const value = only(runNormalize({ x, scale, shift: shift ?? scale, ...statistics }, { ...attributes, shifted: shift !== null }));
    save([x, scale, statistics.mean, statistics.variance]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [x, scale, mean, variance] = saved;
        if (!x || !scale || !mean || !variance) throw new Error('the kept tensors are missing');
        const [dScale, dShift] = runAffineGradient({ x, mean, variance, dy, scale }, attributes);
        if (!dScale || !dShift) throw new Error('the gradients of scale and shift are missing');
        const dx = fixed
          ? only(runFixedGradient({ dy, variance, scale }, attributes))
          : inputGradient({ x, mean, variance, scale, dy }, sets);
        return shift ? [dx, dScale, dShift] : [dx, dScale];
      },
    };
  })(...inputs);
}

function inputGradient(tensors: Record<'x' | 'mean' | 'variance' | 'scale' | 'dy', Tensor>, sets: NormalizationSets): Tensor {
  const [plain, weighted] = runGradientSums(tensors, attributesOf(sets));
  if (!plain || !weighted) throw new Error('the sums of the gradient are missing');
  return only(runInputGradient({ ...tensors, plain, weighted }, attributesOf(sets)));
}

/** Normalizes x by its own statistics, which are differentiated too; they are returned beside the value, as numbers without a gradient. */
export function normalizeOp(
  x: Tensor,
  scale: Tensor,
  shift: Tensor | null,
  sets: NormalizationSets,
): { y: Tensor; statistics: Statistics } {
  const statistics = statisticsOp(x, sets);
  return { y: normalized(x, scale, shift, sets, statistics, false), statistics };
}

/** Normalizes x by given statistics, which are constants. */
export const normalizeByOp = (x: Tensor, scale: Tensor, shift: Tensor, sets: NormalizationSets, statistics: Statistics): Tensor =>
  normalized(x, scale, shift, sets, statistics, true);

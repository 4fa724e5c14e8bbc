/** What happens to gradients and parameters around an optimizer's update: norms and clipping of each run, decay, moving averages. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Shapes } from '../kernel.ts';
import { decay, movingAverage, scaleRuns, sumOfSquares } from '../wasm/runs.ts';

/** Elements of one run, and the number of runs. */
function runsOf(shape: readonly number[]): { runs: number; perRun: number } {
  const runs = dimension(shape, 0);
  return { runs, perRun: sizeOf(shape) / runs };
}

const threadsOf = (shape: Shapes, name: string): number => sizeOf(shape(name));

/** Calls `visit` with every run's number and its range of elements. */
function eachRun(shape: readonly number[], visit: (run: number, from: number, to: number) => void): void {
  const { runs, perRun } = runsOf(shape);
  for (let run = 0; run < runs; run++) visit(run, run * perRun, (run + 1) * perRun);
}

const runSquares = defineKernel({
  name: 'SumOfSquares',
  inputs: { x: 'float32', partials: 'float32' },
  updates: ['partials'],
  host: (access, attributes) => {
    const [offset, count] = [numberAttribute(attributes, 'offset'), numberAttribute(attributes, 'count')];
    const [x, partials] = [access.f32('x'), access.f32('partials')];
    const width = dimension(access.shape('partials'), 1);
    eachRun(access.shape('x'), (run, from, to) => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += (x[i] ?? 0) * (x[i] ?? 0);
      const first = run * width + offset;
      partials.fill(0, first, first + count);
      partials[first] = sum;
    });
  },
  wasm: sumOfSquares,
  wgsl: (shape, attributes) => {
    const [offset, count] = [numberAttribute(attributes, 'offset'), numberAttribute(attributes, 'count')];
    const { runs, perRun } = runsOf(shape('x'));
    return {
      threads: runs * count,
      body: `let run = i / ${count}u;
  let part = i % ${count}u;
  var sum = 0.0;
  for (var at = part; at < ${perRun}u; at += ${count}u) { let own = x[run * ${perRun}u + at]; sum += own * own; }
  partials[run * ${dimension(shape('partials'), 1)}u + ${offset}u + part] = sum;`,
    };
  },
});

const runClipFactor = defineKernel({
  name: 'ClipFactor',
  inputs: { partials: 'float32', limit: 'float32' },
  outputs: { factor: 'float32' },
  outputShape: (_, shape) => shape('limit'),
  host: (access) => {
    const [partials, limit, factor] = [access.f32('partials'), access.f32('limit'), access.f32('factor')];
    eachRun(access.shape('partials'), (run, from, to) => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += partials[i] ?? 0;
      const norm = Math.sqrt(sum);
      const largest = limit[run] ?? 0;
      factor[run] = norm > largest ? largest / norm : 1;
    });
  },
  wgsl: (shape) => ({
    threads: threadsOf(shape, 'limit'),
    body: `var sum = 0.0;
  for (var at = 0u; at < ${dimension(shape('partials'), 1)}u; at++) { sum += partials[i * ${dimension(shape('partials'), 1)}u + at]; }
  let norm = sqrt(sum);
  factor[i] = 1.0;
  if (norm > limit[i]) { factor[i] = limit[i] / norm; }`,
  }),
});

const runScale = defineKernel({
  name: 'ScaleRuns',
  inputs: { x: 'float32', factor: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const [x, factor, y] = [access.f32('x'), access.f32('factor'), access.f32('y')];
    eachRun(access.shape('x'), (run, from, to) => {
      const own = factor[run] ?? 0;
      for (let i = from; i < to; i++) y[i] = (x[i] ?? 0) * own;
    });
  },
  wasm: scaleRuns,
  elementwise: { arrays: ['x', 'y'], body: () => 'y[i] = x[i] * factor[run];' },
});

const runClipValue = defineKernel({
  name: 'ClipValue',
  inputs: { x: 'float32', limit: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const [x, limit, y] = [access.f32('x'), access.f32('limit'), access.f32('y')];
    eachRun(access.shape('x'), (run, from, to) => {
      const largest = limit[run] ?? 0;
      for (let i = from; i < to; i++) y[i] = Math.min(Math.max(x[i] ?? 0, -largest), largest);
    });
  },
  elementwise: {
    arrays: ['x', 'y'],
    // Not clamp: what is not a number stays so, or divergence would go unseen.
    body: () => `let largest = limit[run];
  y[i] = select(select(x[i], largest, x[i] > largest), -largest, x[i] < -largest);`,
  },
});

const runPenalty = defineKernel({
  name: 'PenaltyGradient',
  inputs: { gradient: 'float32', parameter: 'float32', weight: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('gradient'),
  host: (access, attributes) => {
    const first = numberAttribute(attributes, 'order') === 1;
    const [g, p, weight, y] = [access.f32('gradient'), access.f32('parameter'), access.f32('weight'), access.f32('y')];
    eachRun(access.shape('gradient'), (run, from, to) => {
      const w = weight[run] ?? 0;
      if (w === 0) {
        y.set(g.subarray(from, to), from);
        return;
      }
      for (let i = from; i < to; i++) y[i] = (g[i] ?? 0) + w * (first ? Math.sign(p[i] ?? 0) : (p[i] ?? 0));
    });
  },
  elementwise: {
    arrays: ['gradient', 'parameter', 'y'],
    body: (attributes) =>
      `let penalty = weight[run] * ${numberAttribute(attributes, 'order') === 1 ? 'sign(parameter[i])' : 'parameter[i]'};
  y[i] = gradient[i] + select(penalty, 0.0, weight[run] == 0.0);`,
  },
});

const runDecay = defineKernel({
  name: 'Decay',
  inputs: { parameter: 'float32', learningRate: 'float32', weightDecay: 'float32' },
  updates: ['parameter'],
  host: (access) => {
    const [p, rate, decay] = [access.f32('parameter'), access.f32('learningRate'), access.f32('weightDecay')];
    eachRun(access.shape('parameter'), (run, from, to) => {
      const lost = (rate[run] ?? 0) * (decay[run] ?? 0);
      for (let i = from; i < to; i++) p[i] = (p[i] ?? 0) - lost * (p[i] ?? 0);
    });
  },
  wasm: decay,
  elementwise: { arrays: ['parameter'], body: () => 'parameter[i] = parameter[i] - learningRate[run] * weightDecay[run] * parameter[i];' },
});

const runAverage = defineKernel({
  name: 'MovingAverage',
  inputs: { average: 'float32', x: 'float32', decay: 'float32' },
  updates: ['average'],
  host: (access) => {
    const [average, x, decay] = [access.f32('average'), access.f32('x'), access.f32('decay')];
    eachRun(access.shape('x'), (run, from, to) => {
      const d = decay[run] ?? 0;
      for (let i = from; i < to; i++) average[i] = d * (average[i] ?? 0) + (1 - d) * (x[i] ?? 0);
    });
  },
  wasm: movingAverage,
  elementwise: { arrays: ['average', 'x'], body: () => 'average[i] = decay[run] * average[i] + (1.0 - decay[run]) * x[i];' },
});

/** Numbers of `partials` that a tensor x `[R, …]` takes: a function of its size alone, so that R never enters a sum's order. */
export function partialCount(x: Tensor): number {
  return Math.min(64, Math.ceil(runsOf(x.shape).perRun / 64));
}

/** Writes sums of squares of x `[R, …]` into columns `offset` … `offset + partialCount(x)` of partials `[R, …]`, in place; returns its data. */
export const squaresOp = (x: Tensor, partials: Tensor, offset: number): Tensor =>
  only(runSquares({ x, partials }, { offset, count: partialCount(x) }));
/** min(1, limit / √(sum of partials)) of each run: partials `[R, n]`, limit `[R]` → `[R]`. */
export const clipFactorOp = (partials: Tensor, limit: Tensor): Tensor => only(runClipFactor({ partials, limit }));
/** x `[R, …]` times factor `[R]`. */
export const scaleOp = (x: Tensor, factor: Tensor): Tensor => only(runScale({ x, factor }));
/** x `[R, …]` within ±limit `[R]`; NaN stays. */
export const clipValueOp = (x: Tensor, limit: Tensor): Tensor => only(runClipValue({ x, limit }));
/** gradient + weight · sign(parameter) (order 1, sign(0) = 0) or + weight · parameter (order 2); weight `[R]`. */
export const penaltyOp = (gradient: Tensor, parameter: Tensor, weight: Tensor, order: 1 | 2): Tensor =>
  only(runPenalty({ gradient, parameter, weight }, { order }));
/** parameter ← parameter − learningRate · weightDecay · parameter, in place; the rates `[R]`. */
export const decayOp = (parameter: Tensor, learningRate: Tensor, weightDecay: Tensor): Tensor =>
  only(runDecay({ parameter, learningRate, weightDecay }));
/** average ← decay · average + (1 − decay) · x, in place; decay `[R]`. */
export const averageOp = (average: Tensor, x: Tensor, decay: Tensor): Tensor => only(runAverage({ average, x, decay }));

/** Softmax cross-entropy with its gradient in one pass, class accuracy, and means over the examples of a batch. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, only, sizeOf } from '../kernel.ts';
import type { KernelDefinition } from '../kernel.ts';
import { scaleRows, softmaxCrossEntropy } from '../wasm/rows.ts';

/** WGSL's own `log` is up to 2.5 % off near 1; this series is good to float32 for every positive x. NaN and ∞ stay, which `frexp` would hide. */
export const naturalLogWgsl = `
fn natural_log(x: f32) -> f32 {
  if ((bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u) { return x; }
  let parts = frexp(x);
  var m = parts.fract;
  var e = f32(parts.exp);
  if (m < 0.70710678) { m = m * 2.0; e = e - 1.0; }
  let z = (m - 1.0) / (m + 1.0);
  let s = z * z;
  return 2.0 * z * (1.0 + s * (0.33333334 + s * (0.2 + s * (0.14285715 + s * (0.11111111 + s * 0.09090909))))) + e * 0.69314718;
}`;

/** Losses `[R, B]` and gradients `[R, B, C]` of logits `[R, B, C]` and labels `[R, B]`. */
export const softmaxCrossEntropyKernel = {
  name: 'SoftmaxCrossEntropy',
  inputs: { logits: 'float32', labels: 'int32' },
  outputs: { losses: 'float32', gradient: 'float32' },
  outputShape: (output, shape) => (output === 'losses' ? shape('labels') : shape('logits')),
  host: (access) => {
    const classes = dimension(access.shape('logits'), 2);
    const [logits, labels, losses, gradient] = [access.f32('logits'), access.i32('labels'), access.f32('losses'), access.f32('gradient')];
    for (let row = 0; row < labels.length; row++) {
      const base = row * classes;
      let max = -Infinity;
      for (let c = 0; c < classes; c++) max = Math.max(max, logits[base + c] ?? 0);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.exp((logits[base + c] ?? 0) - max);
      const label = labels[row] ?? 0;
      losses[row] = Math.log(sum) + max - (logits[base + label] ?? 0);
      for (let c = 0; c < classes; c++) gradient[base + c] = Math.exp((logits[base + c] ?? 0) - max) / sum - (c === label ? 1 : 0);
    }
  },
  wasm: softmaxCrossEntropy,
  wgsl: (shape) => {
    const classes = dimension(shape('logits'), 2);
    return {
      threads: sizeOf(shape('labels')),
      helpers: naturalLogWgsl,
      body: `let base = i * ${classes}u;
  var top = logits[base];
  for (var c = 1u; c < ${classes}u; c++) { top = max(top, logits[base + c]); }
  var sum = 0.0;
  for (var c = 0u; c < ${classes}u; c++) { sum += exp(logits[base + c] - top); }
  let label = u32(labels[i]);
  losses[i] = natural_log(sum) + top - logits[base + label];
  var others = 0.0;
  for (var c = 0u; c < ${classes}u; c++) {
    let part = exp(logits[base + c] - top);
    if (c != label) { others += part; }
    gradient[base + c] = part / sum - select(0.0, 1.0, c == label);
  }
  // 1 + others would lose the digits of others: the series of ln(1 + x) keeps them.
  let finite = (bitcast<u32>(top) & 0x7f800000u) != 0x7f800000u;
  if (finite && logits[base + label] == top && others < 0.01) { losses[i] = others * (1.0 - others * (0.5 - others * (0.33333334 - others * 0.25))); }
  // Of a confident row the other classes keep the digits that 1 − p of the label has lost; one that is not finite stays so.
  let slope = gradient[base + label];
  if (slope > -0.5 && slope < 0.5) { gradient[base + label] = -others / sum; }`,
    };
  },
} as const satisfies KernelDefinition;

const runSoftmaxCrossEntropy = defineKernel(softmaxCrossEntropyKernel);

/** `x[r, b, :] · scale[r, b]`. */
const runScaleRows = defineKernel({
  name: 'ScaleRows',
  inputs: { x: 'float32', scale: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const width = dimension(access.shape('x'), 2);
    const [x, scale, y] = [access.f32('x'), access.f32('scale'), access.f32('y')];
    for (let i = 0; i < x.length; i++) y[i] = (x[i] ?? 0) * (scale[Math.floor(i / width)] ?? 0);
  },
  wasm: (access) => scaleRows(access, 'scale', 'y', 1),
  wgsl: (shape) => ({ threads: sizeOf(shape('x')), body: `y[i] = x[i] * scale[i / ${dimension(shape('x'), 2)}u];` }),
});

const runMeanExamples = defineKernel({
  name: 'MeanExamples',
  inputs: { x: 'float32' },
  outputs: { mean: 'float32' },
  outputShape: (_, shape) => [dimension(shape('x'), 0)],
  host: (access) => {
    const examples = dimension(access.shape('x'), 1);
    const [x, mean] = [access.f32('x'), access.f32('mean')];
    for (let run = 0; run < mean.length; run++) {
      let sum = 0;
      for (let b = 0; b < examples; b++) sum += x[run * examples + b] ?? 0;
      mean[run] = sum / examples;
    }
  },
  wgsl: (shape) => {
    const examples = dimension(shape('x'), 1);
    return {
      threads: dimension(shape('x'), 0),
      body: `var sum = 0.0; for (var b = 0u; b < ${examples}u; b++) { sum += x[i * ${examples}u + b]; } mean[i] = sum / ${examples}.0;`,
    };
  },
  gradient: {
    inputs: ['x'],
    function: (dy, saved) => {
      const [x] = saved;
      if (Array.isArray(dy) || !x) throw new Error('the mean has one input and one output');
      return { x: () => only(runSpreadMean({ dy }, { examples: dimension(x.shape, 1) })) };
    },
  },
});

const runSpreadMean = defineKernel({
  name: 'SpreadMean',
  inputs: { dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape, attributes) => [dimension(shape('dy'), 0), Number(attributes['examples'])],
  host: (access) => {
    const examples = dimension(access.shape('dx'), 1);
    const [dy, dx] = [access.f32('dy'), access.f32('dx')];
    for (let i = 0; i < dx.length; i++) dx[i] = (dy[Math.floor(i / examples)] ?? 0) / examples;
  },
  wgsl: (shape) => {
    const examples = dimension(shape('dx'), 1);
    return { threads: sizeOf(shape('dx')), body: `dx[i] = dy[i / ${examples}u] / ${examples}.0;` };
  },
});

/** `x[r, b, :] · dy[r] / B`. */
const runScaleMean = defineKernel({
  name: 'ScaleMean',
  inputs: { x: 'float32', dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const perRun = sizeOf(access.shape('x').slice(1));
    const examples = dimension(access.shape('x'), 1);
    const [x, dy, dx] = [access.f32('x'), access.f32('dy'), access.f32('dx')];
    for (let run = 0; run < dy.length; run++) {
      const scale = Math.fround((dy[run] ?? 0) / examples);
      for (let i = run * perRun; i < (run + 1) * perRun; i++) dx[i] = (x[i] ?? 0) * scale;
    }
  },
  wasm: (access) => scaleRows(access, 'dy', 'dx', dimension(access.shape('x'), 1)),
  wgsl: (shape) => ({
    threads: sizeOf(shape('x')),
    body: `dx[i] = x[i] * (dy[i / ${sizeOf(shape('x').slice(1))}u] / ${dimension(shape('x'), 1)}.0);`,
  }),
});

const runAccuracy = defineKernel({
  name: 'Correct',
  inputs: { logits: 'float32', labels: 'int32' },
  outputs: { correct: 'float32' },
  outputShape: (_, shape) => shape('labels'),
  host: (access) => {
    const classes = dimension(access.shape('logits'), 2);
    const [logits, labels, correct] = [access.f32('logits'), access.i32('labels'), access.f32('correct')];
    for (let row = 0; row < labels.length; row++) {
      let best = 0;
      for (let c = 1; c < classes; c++) if ((logits[row * classes + c] ?? 0) > (logits[row * classes + best] ?? 0)) best = c;
      correct[row] = best === labels[row] ? 1 : 0;
    }
  },
  wgsl: (shape) => {
    const classes = dimension(shape('logits'), 2);
    return {
      threads: sizeOf(shape('labels')),
      body: `var best = 0u; for (var c = 1u; c < ${classes}u; c++) { if (logits[i * ${classes}u + c] > logits[i * ${classes}u + best]) { best = c; } }
  correct[i] = select(0.0, 1.0, best == u32(labels[i]));`,
    };
  },
});

const runSoftmax = defineKernel({
  name: 'PopulationSoftmax',
  inputs: { logits: 'float32' },
  outputs: { probabilities: 'float32' },
  outputShape: (_, shape) => shape('logits'),
  host: (access) => {
    const classes = dimension(access.shape('logits'), 2);
    const [logits, probabilities] = [access.f32('logits'), access.f32('probabilities')];
    for (let base = 0; base < logits.length; base += classes) {
      let max = -Infinity;
      for (let c = 0; c < classes; c++) max = Math.max(max, logits[base + c] ?? 0);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.exp((logits[base + c] ?? 0) - max);
      for (let c = 0; c < classes; c++) probabilities[base + c] = Math.exp((logits[base + c] ?? 0) - max) / sum;
    }
  },
  wgsl: (shape) => {
    const classes = dimension(shape('logits'), 2);
    return {
      threads: sizeOf(shape('logits')) / classes,
      body: `let base = i * ${classes}u; var top = logits[base]; var sum = 0.0;
  for (var c = 1u; c < ${classes}u; c++) { top = max(top, logits[base + c]); }
  for (var c = 0u; c < ${classes}u; c++) { sum += exp(logits[base + c] - top); }
  for (var c = 0u; c < ${classes}u; c++) { probabilities[base + c] = exp(logits[base + c] - top) / sum; }`,
    };
  },
});

/** Cross-entropy in nats of each example, `−log softmax(logits)[label]`: logits `[R, B, C]`, labels `[R, B]` int32 → `[R, B]`. */
export function softmaxCrossEntropyOp(logits: Tensor, labels: Tensor): Tensor {
  const forward = (): { value: Tensor; kept: Tensor } => {
    const [losses, gradient] = runSoftmaxCrossEntropy({ logits, labels });
    if (!losses || !gradient) throw new Error('softmax cross-entropy has no result');
    return { value: losses, kept: gradient };
  };
  return differentiable(logits, forward, (dLosses, gradient) => scaleRowsOp(gradient, dLosses));
}

/** Mean over examples of the cross-entropy in nats: logits `[R, B, C]`, labels `[R, B]` int32 → `[R]`. */
export function meanSoftmaxCrossEntropyOp(logits: Tensor, labels: Tensor): Tensor {
  return meanRowLoss(logits, () => runSoftmaxCrossEntropy({ logits, labels }));
}

/** The mean over examples `[R]` of losses whose kernel gives the gradient of each row in the same pass, differentiable in x `[R, B, C]`. */
export function meanRowLoss(x: Tensor, run: () => Tensor[]): Tensor {
  const forward = (): { value: Tensor; kept: Tensor } => {
    const [losses, gradient] = run();
    if (!losses || !gradient) throw new Error('the loss has no result');
    return { value: meanExamplesOp(losses), kept: gradient };
  };
  return differentiable(x, forward, (dy, gradient) => only(runScaleMean({ x: gradient, dy })));
}

/** Each row times its own factor: x `[R, B, C]`, scale `[R, B]` → `[R, B, C]`. */
export const scaleRowsOp = (x: Tensor, scale: Tensor): Tensor => only(runScaleRows({ x, scale }));
/** Mean over examples: `[R, B]` → `[R]`. */
export const meanExamplesOp = (x: Tensor): Tensor => only(runMeanExamples({ x }));
/** 1 where the largest logit (the first of equals) is the label's: `[R, B, C]`, `[R, B]` → `[R, B]`. */
export const correctOp = (logits: Tensor, labels: Tensor): Tensor => only(runAccuracy({ logits, labels }));
/** Softmax over classes, `[R, B, C]`. */
export const softmaxOp = (logits: Tensor): Tensor => only(runSoftmax({ logits }));

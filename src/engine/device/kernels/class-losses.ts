/** Losses of many classes: value and gradient of each example in one pass, with the largest logit taken out first. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Shapes } from '../kernel.ts';
import { elementaryWgsl } from './elementary.ts';
import { exponentials, exponentialsWgsl } from './exponentials.ts';
import { rowLoss } from './row-loss.ts';

/** `[R, B]` for losses, the shape of the logits for gradients. */
const rowsAnd =
  (x: string) =>
  (output: string, shape: Shapes): number[] =>
    output === 'losses' ? shape(x).slice(0, 2) : shape(x);

function checkWeights(shape: Shapes): void {
  const [weights, logits] = [shape('weights'), shape('logits')];
  if (weights.join() !== [logits[0], logits[2]].join()) {
    throw new Error(`weights [${weights.join(', ')}] are not one for each run and class of [${logits.join(', ')}]`);
  }
}

/** With label smoothing; `weights` `[R, C]`, 1 without them. */
const crossEntropy = (weighted: boolean): ReturnType<typeof defineKernel> =>
  defineKernel({
    name: weighted ? 'WeightedCrossEntropy' : 'SmoothedCrossEntropy',
    inputs: { logits: 'float32', labels: 'int32', ...(weighted && { weights: 'float32' as const }) },
    outputs: { losses: 'float32', gradient: 'float32' },
    outputShape: (output, shape) => {
      if (weighted) checkWeights(shape);
      return rowsAnd('logits')(output, shape);
    },
    host: (access, attributes) => {
      const [, examples = 0, classes = 0] = access.shape('logits');
      const smoothing = numberAttribute(attributes, 'smoothing');
      const [logits, labels, losses, gradient] = [access.f32('logits'), access.i32('labels'), access.f32('losses'), access.f32('gradient')];
      const weights = weighted ? access.f32('weights') : undefined;
      for (let row = 0; row < losses.length; row++) {
        const base = row * classes;
        const ofRun = Math.floor(row / examples) * classes;
        const [top, sum] = exponentials(logits, base, classes);
        const logSum = Math.log(sum);
        const share = (c: number): number =>
          (weights ? (weights[ofRun + c] ?? 0) : 1) * (smoothing / classes + (c === labels[row] ? 1 - smoothing : 0));
        let [loss, total] = [0, 0];
        for (let c = 0; c < classes; c++) {
          loss += share(c) * (top - (logits[base + c] ?? 0) + logSum);
          total += share(c);
        }
        losses[row] = loss;
        for (let c = 0; c < classes; c++) gradient[base + c] = (total * Math.exp((logits[base + c] ?? 0) - top)) / sum - share(c);
      }
    },
    wgsl: (shape, attributes) => {
      const [examples, classes] = [dimension(shape('logits'), 1), dimension(shape('logits'), 2)];
      const smoothing = numberAttribute(attributes, 'smoothing');
      const weight = weighted ? `weights[(i / ${examples}u) * ${classes}u + c]` : '1.0';
      const share = `(${weight} * (f32(${smoothing / classes}) + select(0.0, f32(${1 - smoothing}), c == label)))`;
      return {
        threads: sizeOf(shape('losses')),
        helpers: elementaryWgsl,
        body: `let base = i * ${classes}u; let label = u32(labels[i]);${exponentialsWgsl('logits', classes)}
  let log_sum = natural_log(sum);
  var loss = 0.0; var total = 0.0; var others = 0.0; var rest = 0.0;
  for (var c = 0u; c < ${classes}u; c++) {
    let share = ${share};
    loss += share * ((top - logits[base + c]) + log_sum);
    total += share;
    if (c != label) { others += exp_down(logits[base + c] - top); rest += share; }
  }
  losses[i] = loss;
  for (var c = 0u; c < ${classes}u; c++) { gradient[base + c] = total * exp_down(logits[base + c] - top) / sum - ${share}; }
  // Of a confident row the other classes keep the digits that 1 − p of the label has lost; one that is not finite stays so.
  let slope = gradient[base + label];
  if (abs(slope) <= total) { gradient[base + label] = rest - total * others / sum; }`,
      };
    },
  });

const runCrossEntropy = crossEntropy(false);
const runWeightedCrossEntropy = crossEntropy(true);

/** `−a (1 − p)^γ ln p` of the label's probability p; γ `[R]`, `weights` `[R, C]` holds a. */
const focal = (weighted: boolean): ReturnType<typeof defineKernel> =>
  defineKernel({
    name: weighted ? 'WeightedFocal' : 'Focal',
    inputs: { logits: 'float32', labels: 'int32', gamma: 'float32', ...(weighted && { weights: 'float32' as const }) },
    outputs: { losses: 'float32', gradient: 'float32' },
    outputShape: (output, shape) => {
      if (weighted) checkWeights(shape);
      return rowsAnd('logits')(output, shape);
    },
    host: (access) => {
      const [, examples = 0, classes = 0] = access.shape('logits');
      const gammas = access.f32('gamma');
      const [logits, labels, losses, gradient] = [access.f32('logits'), access.i32('labels'), access.f32('losses'), access.f32('gradient')];
      const weights = weighted ? access.f32('weights') : undefined;
      for (let row = 0; row < losses.length; row++) {
        const base = row * classes;
        const label = labels[row] ?? 0;
        const [top, sum] = exponentials(logits, base, classes);
        const own = (logits[base + label] ?? 0) - top;
        let others = 0;
        for (let c = 0; c < classes; c++) if (c !== label) others += Math.exp((logits[base + c] ?? 0) - top);
        const rest = others / sum;
        // With the label on top, sum is 1 + others: no digit of a small rest is lost.
        const surprise = own === 0 ? Math.log1p(others) : Math.log(sum) - own;
        const weight = weights ? (weights[Math.floor(row / examples) * classes + label] ?? 0) : 1;
        const gamma = gammas[Math.floor(row / examples)] ?? 0;
        const focus = rest ** gamma;
        losses[row] = weight * focus * surprise;
        const slope = rest > 0 ? weight * focus * ((gamma * (Math.exp(own) / sum) * surprise) / rest + 1) : weight * focus;
        for (let c = 0; c < classes; c++) {
          gradient[base + c] = slope * (c === label ? -rest : Math.exp((logits[base + c] ?? 0) - top) / sum);
        }
      }
    },
    wgsl: (shape) => {
      const [examples, classes] = [dimension(shape('logits'), 1), dimension(shape('logits'), 2)];
      return {
        threads: sizeOf(shape('losses')),
        helpers: elementaryWgsl,
        body: `let base = i * ${classes}u; let label = u32(labels[i]);${exponentialsWgsl('logits', classes)}
  let own = logits[base + label] - top;
  let focusing = gamma[i / ${examples}u];
  var others = 0.0;
  for (var c = 0u; c < ${classes}u; c++) { if (c != label) { others += exp_down(logits[base + c] - top); } }
  let rest = others / sum;
  var surprise = natural_log(sum) - own;
  if (own == 0.0) { surprise = log_one_plus(others); }
  let scaled = ${weighted ? `weights[(i / ${examples}u) * ${classes}u + label]` : '1.0'} * power(rest, focusing);
  losses[i] = scaled * surprise;
  var slope = scaled;
  if (rest > 0.0) { slope = scaled * (focusing * (exp_down(own) / sum) * surprise / rest + 1.0); }
  for (var c = 0u; c < ${classes}u; c++) { gradient[base + c] = slope * select(exp_down(logits[base + c] - top) / sum, -rest, c == label); }`,
      };
    },
  });

const runFocal = focal(false);
const runWeightedFocal = focal(true);

/** Weights of the labels: weights `[R, C]`, labels `[R, B]` → `[R, B]`. */
const runLabelWeights = defineKernel({
  name: 'LabelWeights',
  inputs: { weights: 'float32', labels: 'int32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('labels'),
  host: (access) => {
    const [examples, classes] = [dimension(access.shape('labels'), 1), dimension(access.shape('weights'), 1)];
    const [weights, labels, y] = [access.f32('weights'), access.i32('labels'), access.f32('y')];
    for (let i = 0; i < y.length; i++) y[i] = weights[Math.floor(i / examples) * classes + (labels[i] ?? 0)] ?? 0;
  },
  wgsl: (shape) => ({
    threads: sizeOf(shape('labels')),
    body: `y[i] = weights[(i / ${dimension(shape('labels'), 1)}u) * ${dimension(shape('weights'), 1)}u + u32(labels[i])];`,
  }),
});

/** Of each example: logits `[R, B, C]`, labels `[R, B]` int32, weights `[R, C]` → `[R, B]`. Throws when the weights do not fit. */
export const crossEntropyOp = (logits: Tensor, labels: Tensor, smoothing: number, weights?: Tensor): Tensor =>
  rowLoss(logits, () =>
    weights ? runWeightedCrossEntropy({ logits, labels, weights }, { smoothing }) : runCrossEntropy({ logits, labels }, { smoothing }),
  );

/** Focal loss of each example with gamma `[R]`, shapes as for `crossEntropyOp`. Throws when the weights do not fit. */
export const focalOp = (logits: Tensor, labels: Tensor, gamma: Tensor, weights?: Tensor): Tensor =>
  rowLoss(logits, () => (weights ? runWeightedFocal({ logits, labels, gamma, weights }) : runFocal({ logits, labels, gamma })));

/** The weight of each label: `[R, C]`, `[R, B]` int32 → `[R, B]`. */
export const labelWeightsOp = (weights: Tensor, labels: Tensor): Tensor => only(runLabelWeights({ weights, labels }));

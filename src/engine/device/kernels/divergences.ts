/** Kullback-Leibler divergences between rows: value and gradient of each example in one pass. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, sizeOf } from '../kernel.ts';
import type { Shapes } from '../kernel.ts';
import { elementaryWgsl } from './elementary.ts';
import { exponentials, exponentialsWgsl } from './exponentials.ts';
import { rowLoss } from './row-loss.ts';

/** The smallest normal float32: probabilities of 0 where the other distribution has more count as this. */
const smallest = 1.1754943508222875e-38;

function outputShape(output: string, shape: Shapes): number[] {
  if (shape('x').join() !== shape('p').join()) {
    throw new Error(`the distributions differ in shape: [${shape('p').join(', ')}] and [${shape('x').join(', ')}]`);
  }
  return output === 'losses' ? shape('x').slice(0, 2) : shape('x');
}

/** `Σ p (ln p − ln softmax(x))`; gradient `softmax(x) Σ p − p`. */
const runFromLogits = defineKernel({
  name: 'DivergenceFromLogits',
  inputs: { p: 'float32', x: 'float32' },
  outputs: { losses: 'float32', gradient: 'float32' },
  outputShape,
  host: (access) => {
    const classes = dimension(access.shape('x'), 2);
    const [p, x, losses, gradient] = [access.f32('p'), access.f32('x'), access.f32('losses'), access.f32('gradient')];
    for (let row = 0; row < losses.length; row++) {
      const base = row * classes;
      const [top, sum] = exponentials(x, base, classes);
      const logSum = Math.log(sum);
      let [loss, total] = [0, 0];
      for (let c = base; c < base + classes; c++) {
        const own = p[c] ?? 0;
        total += own;
        if (own !== 0) loss += own * (Math.log(own) + (top - (x[c] ?? 0)) + logSum);
      }
      losses[row] = loss;
      for (let c = base; c < base + classes; c++) gradient[c] = (total * Math.exp((x[c] ?? 0) - top)) / sum - (p[c] ?? 0);
    }
  },
  wgsl: (shape) => {
    const classes = dimension(shape('x'), 2);
    return {
      threads: sizeOf(shape('losses')),
      helpers: elementaryWgsl,
      body: `let base = i * ${classes}u;${exponentialsWgsl('x', classes)}
  let log_sum = natural_log(sum);
  var loss = 0.0; var total = 0.0;
  for (var c = base; c < base + ${classes}u; c++) {
    total += p[c];
    if (p[c] != 0.0) { loss += p[c] * (natural_log(p[c]) + (top - x[c]) + log_sum); }
  }
  losses[i] = loss;
  for (var c = base; c < base + ${classes}u; c++) { gradient[c] = total * exp_down(x[c] - top) / sum - p[c]; }`,
    };
  },
});

/** `Σ p (ln p − ln x)`; gradient `−p / x`. */
const runFromProbabilities = defineKernel({
  name: 'DivergenceFromProbabilities',
  inputs: { p: 'float32', x: 'float32' },
  outputs: { losses: 'float32', gradient: 'float32' },
  outputShape,
  host: (access) => {
    const classes = dimension(access.shape('x'), 2);
    const [p, x, losses, gradient] = [access.f32('p'), access.f32('x'), access.f32('losses'), access.f32('gradient')];
    for (let row = 0; row < losses.length; row++) {
      let loss = 0;
      for (let c = row * classes; c < (row + 1) * classes; c++) {
        const [own, other] = [p[c] ?? 0, Math.max(x[c] ?? 0, smallest)];
        if (own !== 0) loss += own * (Math.log(own) - Math.log(other));
        gradient[c] = -own / other;
      }
      losses[row] = loss;
    }
  },
  wgsl: (shape) => {
    const classes = dimension(shape('x'), 2);
    return {
      threads: sizeOf(shape('losses')),
      helpers: elementaryWgsl,
      body: `var loss = 0.0;
  for (var c = i * ${classes}u; c < (i + 1u) * ${classes}u; c++) {
    let other = max(x[c], bitcast<f32>(0x00800000u));
    if (p[c] != 0.0) { loss += p[c] * (natural_log(p[c]) - natural_log(other)); }
    gradient[c] = -p[c] / other;
  }
  losses[i] = loss;`,
    };
  },
});

/** `T² KL(softmax(p / T) ‖ softmax(x / T))` of logits p and x; gradient `T (softmax(x / T) − softmax(p / T))`. */
const runSoft = defineKernel({
  name: 'SoftDivergence',
  inputs: { p: 'float32', x: 'float32' },
  outputs: { losses: 'float32', gradient: 'float32' },
  outputShape,
  host: (access, attributes) => {
    const classes = dimension(access.shape('x'), 2);
    const temperature = numberAttribute(attributes, 'temperature');
    const scale = 1 / temperature;
    const [p, x, losses, gradient] = [access.f32('p'), access.f32('x'), access.f32('losses'), access.f32('gradient')];
    for (let row = 0; row < losses.length; row++) {
      const base = row * classes;
      const [topP, sumP] = exponentials(p, base, classes, scale);
      const [top, sum] = exponentials(x, base, classes, scale);
      const logSums = Math.log(sum) - Math.log(sumP);
      let loss = 0;
      for (let c = base; c < base + classes; c++) {
        const [logP, logX] = [(p[c] ?? 0) * scale - topP, (x[c] ?? 0) * scale - top];
        const own = Math.exp(logP) / sumP;
        loss += own * (logP - logX + logSums);
        gradient[c] = temperature * (Math.exp(logX) / sum - own);
      }
      losses[row] = temperature * temperature * loss;
    }
  },
  wgsl: (shape, attributes) => {
    const classes = dimension(shape('x'), 2);
    const temperature = numberAttribute(attributes, 'temperature');
    const scale = `f32(${1 / temperature})`;
    return {
      threads: sizeOf(shape('losses')),
      helpers: elementaryWgsl,
      body: `let base = i * ${classes}u;${exponentialsWgsl('p', classes, scale, '_p')}${exponentialsWgsl('x', classes, scale)}
  let log_sums = natural_log(sum) - natural_log(sum_p);
  var loss = 0.0;
  for (var c = base; c < base + ${classes}u; c++) {
    let log_p = p[c] * ${scale} - top_p;
    let log_x = x[c] * ${scale} - top;
    let own = exp_down(log_p) / sum_p;
    loss += own * ((log_p - log_x) + log_sums);
    gradient[c] = f32(${temperature}) * (exp_down(log_x) / sum - own);
  }
  losses[i] = f32(${temperature * temperature}) * loss;`,
    };
  },
});

/** `KL(p ‖ softmax(x))` of each row, `[R, B, C]` → `[R, B]`. Throws when shapes differ. */
export const divergenceFromLogitsOp = (p: Tensor, x: Tensor): Tensor => rowLoss(x, () => runFromLogits({ p, x }));
/** `KL(p ‖ x)` of each row, `[R, B, C]` → `[R, B]`. Throws when shapes differ. */
export const divergenceFromProbabilitiesOp = (p: Tensor, x: Tensor): Tensor => rowLoss(x, () => runFromProbabilities({ p, x }));
/** `T² KL(softmax(p / T) ‖ softmax(x / T))` of each row of logits, `[R, B, C]` → `[R, B]`. Throws when shapes differ. */
export const softDivergenceOp = (p: Tensor, x: Tensor, temperature: number): Tensor => rowLoss(x, () => runSoft({ p, x }, { temperature }));

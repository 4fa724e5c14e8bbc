/** The softmax of attention, with scale and mask inside, its gradient, and the split of features into heads. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Attributes } from '../kernel.ts';
import { attentionWeights, attentionWeightsGradient } from '../wasm/rows.ts';
import { moveHeads } from '../wasm/data.ts';

interface Row {
  queries: number;
  keys: number;
  scale: number;
  /** Keys seen by the first query; every later query sees one more; all of them when it is not below `keys`. */
  seen: number;
  causal: boolean;
}

function rowOf(shape: readonly number[], attributes: Attributes): Row {
  const [queries, keys] = [dimension(shape, shape.length - 2), dimension(shape, shape.length - 1)];
  return { queries, keys, scale: numberAttribute(attributes, 'scale'), seen: keys - queries + 1, causal: attributes['causal'] === true };
}

const runWeights = defineKernel({
  name: 'AttentionWeights',
  inputs: { scores: 'float32' },
  outputs: { weights: 'float32' },
  outputShape: (_, shape) => shape('scores'),
  host: (access, attributes) => {
    const { queries, keys, scale, seen, causal } = rowOf(access.shape('scores'), attributes);
    const [scores, weights] = [access.f32('scores'), access.f32('weights')];
    for (let row = 0; row * keys < scores.length; row++) {
      const base = row * keys;
      const visible = causal ? seen + (row % queries) : keys;
      let top = -Infinity;
      for (let k = 0; k < visible; k++) top = Math.max(top, (scores[base + k] ?? 0) * scale);
      let sum = 0;
      for (let k = 0; k < visible; k++) {
        const value = Math.exp((scores[base + k] ?? 0) * scale - top);
        weights[base + k] = value;
        sum += value;
      }
      for (let k = 0; k < visible; k++) weights[base + k] = (weights[base + k] ?? 0) / sum;
      weights.fill(0, base + visible, base + keys);
    }
  },
  wasm: attentionWeights,
  wgsl: (shape, attributes) => {
    const { queries, keys, scale, seen, causal } = rowOf(shape('scores'), attributes);
    return {
      threads: sizeOf(shape('scores')) / keys,
      body: `let base = i * ${keys}u; let scale = f32(${scale});
  let visible = ${causal ? `${seen}u + i % ${queries}u` : `${keys}u`};
  var top = scores[base] * scale;
  for (var k = 1u; k < visible; k++) { top = max(top, scores[base + k] * scale); }
  var sum = 0.0;
  for (var k = 0u; k < visible; k++) { let power = exp(scores[base + k] * scale - top); weights[base + k] = power; sum += power; }
  for (var k = 0u; k < visible; k++) { weights[base + k] = weights[base + k] / sum; }
  for (var k = visible; k < ${keys}u; k++) { weights[base + k] = 0.0; }`,
    };
  },
});

/** dscores = scale · weights · (dy − Σ dy · weights); masked scores have weight 0 and so gradient 0. */
const runWeightsGradient = defineKernel({
  name: 'AttentionWeightsGradient',
  inputs: { dy: 'float32', weights: 'float32' },
  outputs: { dScores: 'float32' },
  outputShape: (_, shape) => shape('weights'),
  host: (access, attributes) => {
    const { keys, scale } = rowOf(access.shape('weights'), attributes);
    const [dy, weights, dScores] = [access.f32('dy'), access.f32('weights'), access.f32('dScores')];
    for (let base = 0; base < weights.length; base += keys) {
      let sum = 0;
      for (let k = base; k < base + keys; k++) sum += (dy[k] ?? 0) * (weights[k] ?? 0);
      for (let k = base; k < base + keys; k++) dScores[k] = scale * (weights[k] ?? 0) * ((dy[k] ?? 0) - sum);
    }
  },
  wasm: attentionWeightsGradient,
  wgsl: (shape, attributes) => {
    const { keys, scale } = rowOf(shape('weights'), attributes);
    return {
      threads: sizeOf(shape('weights')) / keys,
      body: `let base = i * ${keys}u; var sum = 0.0;
  for (var k = base; k < base + ${keys}u; k++) { sum += dy[k] * weights[k]; }
  for (var k = base; k < base + ${keys}u; k++) { dScores[k] = f32(${scale}) * weights[k] * (dy[k] - sum); }`,
    };
  },
});

/**
 * `softmax(scale · scores)` over the keys, after the largest is taken out: scores `[members, queries, keys]` → the same shape. Causal:
 * query i sees the first keys − queries + 1 + i keys, that is, keys in front of the sequence and those up to its own place
 * (Vaswani et al. 2017, 3.2.1 and 3.2.3). Throws when there are fewer keys than queries and the mask is causal.
 */
export function attentionWeightsOp(scores: Tensor, scale: number, causal: boolean): Tensor {
  const [queries, keys] = [dimension(scores.shape, 1), dimension(scores.shape, 2)];
  if (causal && keys < queries) throw new Error(`causal attention of ${queries} queries needs as many keys, got ${keys}`);
  const attributes = { scale, causal };
  const forward = (): { value: Tensor; kept: Tensor } => {
    const value = only(runWeights({ scores }, attributes));
    return { value, kept: value };
  };
  return differentiable(scores, forward, (dy, weights) => only(runWeightsGradient({ dy, weights }, attributes)));
}

const runSplitHeads = defineKernel({
  name: 'SplitHeads',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => {
    const { examples, length, heads, width } = headSizes(shape('x'), attributes);
    return [examples * heads, length, width];
  },
  host: (access, attributes) => {
    const { examples, length, heads, width } = headSizes(access.shape('x'), attributes);
    const [x, y] = [access.f32('x'), access.f32('y')];
    let to = 0;
    for (let example = 0; example < examples; example++) {
      for (let head = 0; head < heads; head++) {
        for (let t = 0; t < length; t++) {
          const from = ((example * length + t) * heads + head) * width;
          for (let d = 0; d < width; d++) y[to++] = x[from + d] ?? 0;
        }
      }
    }
  },
  wasm: (access, attributes) => moveHeads(access, attributes, false),
  wgsl: (shape, attributes) => {
    const { length, heads, width } = headSizes(shape('x'), attributes);
    return {
      threads: sizeOf(shape('x')),
      body: `let t = (i / ${width}u) % ${length}u; let member = i / ${width * length}u;
  y[i] = x[(((member / ${heads}u) * ${length}u + t) * ${heads}u + member % ${heads}u) * ${width}u + i % ${width}u];`,
    };
  },
  gradient: {
    function: (dy, _, attrs) => {
      const [heads, runs]: unknown[] = [Reflect.get(attrs, 'heads'), Reflect.get(attrs, 'runs')];
      if (Array.isArray(dy) || typeof heads !== 'number' || typeof runs !== 'number') throw new Error('splitting heads has one output');
      return { x: () => joinHeadsOp(dy, runs, heads) };
    },
  },
});

function headSizes(shape: readonly number[], attributes: Attributes): { examples: number; length: number; heads: number; width: number } {
  const heads = numberAttribute(attributes, 'heads');
  const features = dimension(shape, 3);
  if (features % heads !== 0) throw new Error(`${features} features do not split into ${heads} heads`);
  return { examples: dimension(shape, 0) * dimension(shape, 1), length: dimension(shape, 2), heads, width: features / heads };
}

const runJoinHeads = defineKernel({
  name: 'JoinHeads',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => {
    const [members, length, width] = [dimension(shape('x'), 0), dimension(shape('x'), 1), dimension(shape('x'), 2)];
    const [runs, heads] = [numberAttribute(attributes, 'runs'), numberAttribute(attributes, 'heads')];
    return [runs, members / heads / runs, length, heads * width];
  },
  host: (access, attributes) => {
    const heads = numberAttribute(attributes, 'heads');
    const [members, length, width] = [dimension(access.shape('x'), 0), dimension(access.shape('x'), 1), dimension(access.shape('x'), 2)];
    const [x, y] = [access.f32('x'), access.f32('y')];
    let from = 0;
    for (let member = 0; member < members; member++) {
      const [example, head] = [Math.floor(member / heads), member % heads];
      for (let t = 0; t < length; t++) {
        const to = ((example * length + t) * heads + head) * width;
        for (let d = 0; d < width; d++) y[to + d] = x[from++] ?? 0;
      }
    }
  },
  wasm: (access, attributes) => moveHeads(access, attributes, true),
  wgsl: (shape, attributes) => {
    const heads = numberAttribute(attributes, 'heads');
    const [length, width] = [dimension(shape('x'), 1), dimension(shape('x'), 2)];
    return {
      threads: sizeOf(shape('x')),
      body: `let head = (i / ${width}u) % ${heads}u; let row = i / ${heads * width}u;
  y[i] = x[(((row / ${length}u) * ${heads}u + head) * ${length}u + row % ${length}u) * ${width}u + i % ${width}u];`,
    };
  },
  gradient: {
    function: (dy, _, attrs) => {
      const heads: unknown = Reflect.get(attrs, 'heads');
      if (Array.isArray(dy) || typeof heads !== 'number') throw new Error('joining heads has one output');
      return { x: () => splitHeadsOp(dy, heads) };
    },
  },
});

/** Consecutive slices of the last axis as members of their own: `[R, B, T, H·d]` → `[R·B·H, T, d]`. Throws when they do not divide it. */
export const splitHeadsOp = (x: Tensor, heads: number): Tensor => only(runSplitHeads({ x }, { heads, runs: dimension(x.shape, 0) }));
/** Back again, with R runs: `[R·B·H, T, d]` → `[R, B, T, H·d]`. */
export const joinHeadsOp = (x: Tensor, runs: number, heads: number): Tensor => only(runJoinHeads({ x }, { runs, heads }));

/** Tokens on the device: random windows of a text for training, the window that ends at a place, and sampling the next token. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { threefryWgsl } from '../../random/threefry.ts';
import { integerBelow, uniform01, uniformWgsl } from '../../random/uniform.ts';
import { defineKernel, dimension, numberAttribute, only } from '../kernel.ts';
import type { Shapes } from '../kernel.ts';
import { elementaryWgsl } from './elementary.ts';

const keyWgsl = (run: string): string => `vec2<u32>(bitcast<u32>(key[2u * ${run}]), bitcast<u32>(key[2u * ${run} + 1u]))`;

/** Where windows of `length` tokens, and the one after them, can begin. */
function places(shape: Shapes, length: number): number {
  const tokens = dimension(shape('tokens'), 0);
  if (tokens <= length) throw new RangeError(`a text of ${tokens} tokens has no window of ${length} and the token after it`);
  return tokens - length;
}

const runWindows = defineKernel({
  name: 'TokenWindows',
  inputs: { tokens: 'int32', key: 'int32', t: 'int32' },
  outputs: { ids: 'int32', labels: 'int32' },
  outputShape: (_, shape, attributes) => {
    const length = numberAttribute(attributes, 'length');
    places(shape, length);
    return [dimension(shape('key'), 0), numberAttribute(attributes, 'batch'), length];
  },
  host: (access, attributes) => {
    const [batch, length] = [numberAttribute(attributes, 'batch'), numberAttribute(attributes, 'length')];
    const n = places(access.shape, length);
    const [tokens, key, t] = [access.i32('tokens'), access.i32('key'), access.i32('t')];
    const [ids, labels] = [access.i32('ids'), access.i32('labels')];
    for (let window = 0; window * length < ids.length; window++) {
      const run = Math.floor(window / batch);
      const start = integerBelow(key[2 * run] ?? 0, key[2 * run + 1] ?? 0, window % batch, t[0] ?? 0, n);
      ids.set(tokens.subarray(start, start + length), window * length);
      labels.set(tokens.subarray(start + 1, start + length + 1), window * length);
    }
  },
  wgsl: (shape, attributes) => {
    const [batch, length] = [numberAttribute(attributes, 'batch'), numberAttribute(attributes, 'length')];
    return {
      threads: dimension(shape('key'), 0) * batch * length,
      helpers: threefryWgsl + uniformWgsl,
      body: `let window = i / ${length}u; let run = window / ${batch}u;
  let start = integer_below(${keyWgsl('run')}, window % ${batch}u, u32(t[0]), ${places(shape, length)}u) + i % ${length}u;
  ids[i] = tokens[start];
  labels[i] = tokens[start + 1u];`,
    };
  },
});

const runWindowBefore = defineKernel({
  name: 'WindowBefore',
  inputs: { text: 'int32', end: 'int32' },
  outputs: { ids: 'int32' },
  outputShape: (_, shape, attributes) => [dimension(shape('text'), 0), 1, numberAttribute(attributes, 'length')],
  host: (access, attributes) => {
    const length = numberAttribute(attributes, 'length');
    const [runs, size] = [dimension(access.shape('text'), 0), dimension(access.shape('text'), 1)];
    const [text, ids] = [access.i32('text'), access.i32('ids')];
    const start = Math.max(0, (access.i32('end')[0] ?? 0) - length);
    for (let run = 0; run < runs; run++) ids.set(text.subarray(run * size + start, run * size + start + length), run * length);
  },
  wgsl: (shape, attributes) => {
    const length = numberAttribute(attributes, 'length');
    return {
      threads: dimension(shape('text'), 0) * length,
      body: `let start = max(end[0] - ${length}, 0);
  ids[i] = text[(i / ${length}u) * ${dimension(shape('text'), 1)}u + u32(start) + i % ${length}u];`,
    };
  },
});

/**
 * Writes the token after place `end` − 1. Candidates are taken by falling probability (equal ones by rising number) while there are fewer than
 * topK and their sum is below topP; one of them by the inverse of their distribution.
 */
const runSample = defineKernel({
  name: 'SampleToken',
  inputs: { text: 'int32', logits: 'float32', key: 'int32', end: 'int32', temperature: 'float32', topK: 'float32', topP: 'float32' },
  updates: ['text'],
  host: (access) => {
    const [, , length = 0, vocabulary = 0] = access.shape('logits');
    const [runs, size] = [dimension(access.shape('text'), 0), dimension(access.shape('text'), 1)];
    const [text, logits, key] = [access.i32('text'), access.f32('logits'), access.i32('key')];
    const [temperature, topK, topP] = [access.f32('temperature'), access.f32('topK'), access.f32('topP')];
    const end = access.i32('end')[0] ?? 0;
    const row = Math.min(end, length) - 1;
    for (let run = 0; run < runs; run++) {
      const own = logits.subarray((run * length + row) * vocabulary, (run * length + row + 1) * vocabulary);
      const u = uniform01(key[2 * run] ?? 0, key[2 * run + 1] ?? 0, 0, end);
      text[run * size + end] = sampled(own, temperature[run] ?? 1, topK[run] ?? 0, topP[run] ?? 1, u);
    }
  },
  wgsl: (shape) => {
    const [, , length = 0, vocabulary = 0] = shape('logits');
    return {
      threads: dimension(shape('text'), 0),
      helpers: threefryWgsl + uniformWgsl + elementaryWgsl,
      body: `let row = u32(min(end[0], ${length})) - 1u;
  let base = (i * ${length}u + row) * ${vocabulary}u;
  var best = 0u;
  for (var c = 1u; c < ${vocabulary}u; c++) { if (logits[base + c] > logits[base + best]) { best = c; } }
  let top = logits[base + best];
  let warmth = max(temperature[i], 1e-6);
  var total = 0.0;
  for (var c = 0u; c < ${vocabulary}u; c++) { total += exp_down((logits[base + c] - top) / warmth); }
  let most = select(${vocabulary}u, u32(topK[i]), topK[i] >= 1.0);
  // Twice through the candidates in order: their sum, then the one at which the sum passes the uniform number's share of it.
  var kept = 0.0; var count = 0u; var last = best; var before = top;
  for (; count < min(most, ${vocabulary}u) && (count == 0u || kept < topP[i] * total); count++) {
    if (count > 0u) {
      var next = ${vocabulary}u;
      for (var c = 0u; c < ${vocabulary}u; c++) {
        let after = logits[base + c] < before || (logits[base + c] == before && c > last);
        if (after && (next == ${vocabulary}u || logits[base + c] > logits[base + next])) { next = c; }
      }
      if (next == ${vocabulary}u) { break; }
      last = next; before = logits[base + next];
    }
    kept += exp_down((before - top) / warmth);
  }
  let goal = uniform01(${keyWgsl('i')}, 0u, u32(end[0])) * kept;
  var chosen = best; var sum = exp_down(0.0); last = best; before = top;
  for (var k = 1u; k < count && sum <= goal; k++) {
    var next = ${vocabulary}u;
    for (var c = 0u; c < ${vocabulary}u; c++) {
      let after = logits[base + c] < before || (logits[base + c] == before && c > last);
      if (after && (next == ${vocabulary}u || logits[base + c] > logits[base + next])) { next = c; }
    }
    last = next; before = logits[base + next]; chosen = next;
    sum += exp_down((before - top) / warmth);
  }
  text[i * ${dimension(shape('text'), 1)}u + u32(end[0])] = i32(chosen);`,
    };
  },
});

/** The token that a uniform number u in [0, 1) picks among the candidates. */
function sampled(logits: Float32Array, temperature: number, topK: number, topP: number, u: number): number {
  const order = Array.from(logits, (_, token) => token).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
  const top = logits[order[0] ?? 0] ?? 0;
  const warmth = Math.max(temperature, 1e-6);
  const weights = order.map((token) => Math.exp(((logits[token] ?? 0) - top) / warmth));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const most = topK >= 1 ? Math.floor(topK) : order.length;
  let [kept, count] = [0, 0];
  while (count < Math.min(most, order.length) && (count === 0 || kept < topP * total)) kept += weights[count++] ?? 0;
  const goal = u * kept;
  let [sum, k] = [weights[0] ?? 0, 0];
  while (k + 1 < count && sum <= goal) sum += weights[++k] ?? 0;
  return order[k] ?? 0;
}

/**
 * Windows of a text at random places, and the same moved on by one token: tokens `[N]` int32, key `[R, 2]` int32, t `[1]` int32 → ids and
 * labels `[R, batch, length]` int32. Where window b of step t begins is a function of the run's key, b and t alone, bit-equal on every device.
 * Throws for a text without room for a window.
 */
export function tokenWindowsOp(tokens: Tensor, key: Tensor, t: Tensor, batch: number, length: number): { ids: Tensor; labels: Tensor } {
  const [ids, labels] = runWindows({ tokens, key, t }, { batch, length });
  if (!ids || !labels) throw new Error('windows have ids and labels');
  return { ids, labels };
}

/** The last `length` tokens before place `end` `[1]` int32, or the first ones where there are fewer: text `[R, N]` int32 → `[R, 1, length]`. */
export const windowBeforeOp = (text: Tensor, end: Tensor, length: number): Tensor => only(runWindowBefore({ text, end }, { length }));

export interface Sampling {
  /** `[R]`: logits are divided by it; towards 0 the likeliest token is taken. */
  temperature: Tensor;
  /** `[R]`: so many candidates at most; 0: all (Fan et al. 2018). */
  topK: Tensor;
  /** `[R]`: the fewest likeliest candidates whose probabilities sum up to it; 1: all (Holtzman et al. 2020). */
  topP: Tensor;
}

/**
 * Samples the token at place `end` `[1]` int32 from the logits `[R, 1, T, V]` of the window before it, with the uniform number of (key, `end`),
 * and writes it into text `[R, N]` in place. Returns the text.
 */
export const sampleTokenOp = (text: Tensor, logits: Tensor, key: Tensor, end: Tensor, sampling: Sampling): Tensor =>
  only(runSample({ text, logits, key, end, ...sampling }));

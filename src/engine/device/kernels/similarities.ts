/** Losses of pairs of vectors: rows of length 1, distances of pairs, and softmax over all pairs of a batch. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import { elementaryWgsl } from './elementary.ts';
import { exponentials, exponentialsWgsl } from './exponentials.ts';
import { rowLoss } from './row-loss.ts';

/** Length of a row without overflow: its largest entry is taken out first. */
function lengthOf(x: Float32Array, base: number, width: number): number {
  let largest = 0;
  for (let c = base; c < base + width; c++) largest = Math.max(largest, Math.abs(x[c] ?? 0));
  if (largest === 0) return 0;
  let sum = 0;
  for (let c = base; c < base + width; c++) sum += ((x[c] ?? 0) / largest) ** 2;
  return largest * Math.sqrt(sum);
}

const lengthWgsl = (width: number): string => `let base = i * ${width}u; var largest = 0.0; var squares = 0.0;
  for (var c = base; c < base + ${width}u; c++) { largest = max(largest, abs(x[c])); }
  if (largest > 0.0) { for (var c = base; c < base + ${width}u; c++) { let part = x[c] / largest; squares += part * part; } }
  let norm = largest * sqrt(squares);`;

const runNormalizeRows = defineKernel({
  name: 'NormalizeRows',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const width = dimension(access.shape('x'), 2);
    const [x, y] = [access.f32('x'), access.f32('y')];
    for (let base = 0; base < x.length; base += width) {
      const norm = lengthOf(x, base, width);
      for (let c = base; c < base + width; c++) y[c] = norm > 0 ? (x[c] ?? 0) / norm : (x[c] ?? 0);
    }
  },
  wgsl: (shape) => {
    const width = dimension(shape('x'), 2);
    return {
      threads: sizeOf(shape('x')) / width,
      body: `${lengthWgsl(width)}
  for (var c = base; c < base + ${width}u; c++) { y[c] = x[c]; if (norm > 0.0) { y[c] = x[c] / norm; } }`,
    };
  },
  gradient: {
    inputs: ['x'],
    function: (dy, [x]) => {
      if (Array.isArray(dy) || !x) throw new Error('normalization of rows has one input and one output');
      return { x: () => only(runNormalizeRowsGradient({ x, dy })) };
    },
  },
});

/** `(dy − y (y · dy)) / length`, 0 for a row of zeros. */
const runNormalizeRowsGradient = defineKernel({
  name: 'NormalizeRowsGradient',
  inputs: { x: 'float32', dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const width = dimension(access.shape('x'), 2);
    const [x, dy, dx] = [access.f32('x'), access.f32('dy'), access.f32('dx')];
    for (let base = 0; base < x.length; base += width) {
      const norm = lengthOf(x, base, width);
      let along = 0;
      if (norm > 0) for (let c = base; c < base + width; c++) along += ((x[c] ?? 0) / norm) * (dy[c] ?? 0);
      for (let c = base; c < base + width; c++) dx[c] = norm > 0 ? ((dy[c] ?? 0) - ((x[c] ?? 0) / norm) * along) / norm : 0;
    }
  },
  wgsl: (shape) => {
    const width = dimension(shape('x'), 2);
    return {
      threads: sizeOf(shape('x')) / width,
      body: `${lengthWgsl(width)}
  var along = 0.0;
  if (norm > 0.0) { for (var c = base; c < base + ${width}u; c++) { along += x[c] / norm * dy[c]; } }
  for (var c = base; c < base + ${width}u; c++) { dx[c] = 0.0; if (norm > 0.0) { dx[c] = (dy[c] - x[c] / norm * along) / norm; } }`,
    };
  },
});

/** `s d² + (1 − s) max(0, margin − d)²` of the length d of a difference x and s = 1 for similar pairs. */
const runContrastive = defineKernel({
  name: 'Contrastive',
  inputs: { x: 'float32', similar: 'float32' },
  outputs: { losses: 'float32', gradient: 'float32' },
  outputShape: (output, shape) => (output === 'losses' ? shape('x').slice(0, 2) : shape('x')),
  host: (access, attributes) => {
    const width = dimension(access.shape('x'), 2);
    const margin = numberAttribute(attributes, 'margin');
    const [x, similar, losses, gradient] = [access.f32('x'), access.f32('similar'), access.f32('losses'), access.f32('gradient')];
    for (let row = 0; row < losses.length; row++) {
      const base = row * width;
      const [norm, s] = [lengthOf(x, base, width), similar[row] ?? 0];
      const missing = Math.max(0, margin - norm);
      losses[row] = s * norm * norm + (1 - s) * missing * missing;
      const push = norm > 0 ? (1 - s) * missing : 0;
      for (let c = base; c < base + width; c++) gradient[c] = 2 * (s * (x[c] ?? 0) - (push > 0 ? (push * (x[c] ?? 0)) / norm : 0));
    }
  },
  wgsl: (shape, attributes) => {
    const width = dimension(shape('x'), 2);
    return {
      threads: sizeOf(shape('losses')),
      body: `${lengthWgsl(width)}
  let s = similar[i];
  let missing = max(0.0, f32(${numberAttribute(attributes, 'margin')}) - norm);
  losses[i] = s * norm * norm + (1.0 - s) * missing * missing;
  let push = select(0.0, (1.0 - s) * missing, norm > 0.0);
  for (var c = base; c < base + ${width}u; c++) {
    var pushed = 0.0;
    if (push > 0.0) { pushed = push * x[c] / norm; }
    gradient[c] = 2.0 * (s * x[c] - pushed);
  }`,
    };
  },
});

/** `−ln softmax(x[r, i, :] · scale)[i]`. */
const runOwnPair = defineKernel({
  name: 'OwnPair',
  inputs: { x: 'float32' },
  outputs: { losses: 'float32', gradient: 'float32' },
  outputShape: (output, shape) => (output === 'losses' ? shape('x').slice(0, 2) : shape('x')),
  host: (access, attributes) => {
    const [, examples = 0, width = 0] = access.shape('x');
    const scale = numberAttribute(attributes, 'scale');
    const [x, losses, gradient] = [access.f32('x'), access.f32('losses'), access.f32('gradient')];
    for (let row = 0; row < losses.length; row++) {
      const base = row * width;
      const own = base + (row % examples);
      const [top, sum] = exponentials(x, base, width, scale);
      losses[row] = top - (x[own] ?? 0) * scale + Math.log(sum);
      for (let c = base; c < base + width; c++) {
        gradient[c] = scale * (Math.exp((x[c] ?? 0) * scale - top) / sum - (c === own ? 1 : 0));
      }
    }
  },
  wgsl: (shape, attributes) => {
    const [examples, width] = [dimension(shape('x'), 1), dimension(shape('x'), 2)];
    const scale = `f32(${numberAttribute(attributes, 'scale')})`;
    return {
      threads: sizeOf(shape('losses')),
      helpers: elementaryWgsl,
      body: `let base = i * ${width}u; let own = base + i % ${examples}u;${exponentialsWgsl('x', width, scale)}
  losses[i] = (top - x[own] * ${scale}) + natural_log(sum);
  var others = 0.0;
  for (var c = base; c < base + ${width}u; c++) {
    let part = exp_down(min(0.0, x[c] * ${scale} - top));
    if (c != own) { others += part; }
    gradient[c] = ${scale} * (part / sum - select(0.0, 1.0, c == own));
  }
  // Of a confident row the other pairs keep the digits that 1 − p of its own has lost; one that is not finite stays so.
  let slope = gradient[own];
  if (abs(slope) < 0.5 * abs(${scale})) { gradient[own] = -${scale} * others / sum; }`,
    };
  },
});

/** Each row over its length, `[R, B, D]`; rows of zeros stay, with gradient 0. */
export const normalizeRowsOp = (x: Tensor): Tensor => only(runNormalizeRows({ x }));
/** Contrastive loss of differences `[R, B, D]` with `similar` `[R, B]` of 1 and 0 → `[R, B]`. */
export const contrastiveOp = (x: Tensor, similar: Tensor, margin: number): Tensor =>
  rowLoss(x, () => runContrastive({ x, similar }, { margin }));
/** Cross-entropy of each row of similarities `[R, B, B]`, times `scale`, with its own index as the label → `[R, B]`. */
export const ownPairOp = (x: Tensor, scale: number): Tensor => rowLoss(x, () => runOwnPair({ x }, { scale }));

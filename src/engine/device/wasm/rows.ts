/** Softmax of rows on WASM, and sums over rows. */
import { dimension, numberAttribute, sizeOf } from '../kernel.ts';
import type { Attributes, WasmAccess } from '../kernel.ts';
import { kernelsOf } from './module.ts';

/** Number of rows of a tensor, and the width of its last axis. */
function rowsOf(shape: readonly number[]): [rows: number, width: number] {
  const width = dimension(shape, shape.length - 1);
  return [sizeOf(shape) / width, width];
}

/** losses = −ln softmax(logits)[label], gradient = softmax(logits) − onehot(label). */
export function softmaxCrossEntropy(access: WasmAccess): void {
  const [rows, classes] = rowsOf(access.shape('logits'));
  const [logits, labels, losses, gradient] = ['logits', 'labels', 'losses', 'gradient'].map(access.offset) as [
    number,
    number,
    number,
    number,
  ];
  kernelsOf(access.backend).softmaxCrossEntropy(logits, labels, losses, gradient, rows, classes);
}

/** y = softmax(x), or its logarithm. */
export function rowSoftmax(access: WasmAccess, attributes: Attributes): void {
  const [rows, width] = rowsOf(access.shape('x'));
  kernelsOf(access.backend).rowSoftmax(access.offset('x'), access.offset('y'), rows, width, Number(attributes['log']));
}

/** Its gradient from its output y. */
export function rowSoftmaxGradient(access: WasmAccess, attributes: Attributes): void {
  const [rows, width] = rowsOf(access.shape('y'));
  const [y, dy, dx] = [access.offset('y'), access.offset('dy'), access.offset('dx')];
  kernelsOf(access.backend).rowSoftmaxGradient(y, dy, dx, rows, width, Number(attributes['log']));
}

/** weights = softmax(scale · scores) of the keys that a query sees. */
export function attentionWeights(access: WasmAccess, attributes: Attributes): void {
  const [rows, keys] = rowsOf(access.shape('scores'));
  const queries = dimension(access.shape('scores'), access.shape('scores').length - 2);
  const seen = attributes['causal'] === true ? keys - queries + 1 : 0;
  const [scores, weights] = [access.offset('scores'), access.offset('weights')];
  kernelsOf(access.backend).attentionWeights(scores, weights, rows, queries, keys, seen, numberAttribute(attributes, 'scale'));
}

/** Their gradient from themselves. */
export function attentionWeightsGradient(access: WasmAccess, attributes: Attributes): void {
  const [rows, keys] = rowsOf(access.shape('weights'));
  const [dy, weights, dScores] = [access.offset('dy'), access.offset('weights'), access.offset('dScores')];
  kernelsOf(access.backend).attentionWeightsGradient(dy, weights, dScores, rows, keys, numberAttribute(attributes, 'scale'));
}

/** Sums over the middle axis: the tensor `from` `[R, rows, columns]` → the tensor `to` `[R, columns]`. */
export function sumRows(access: WasmAccess, from: string, to: string): void {
  const [runs, rows, columns] = [0, 1, 2].map((axis) => dimension(access.shape(from), axis)) as [number, number, number];
  kernelsOf(access.backend).sumRows(access.offset(from), access.offset(to), runs, rows, columns);
}

/** The tensor `to` = x · factor / divisor, a factor for each of so many rows. */
export function scaleRows(access: WasmAccess, factor: string, to: string, divisor: number): void {
  const rows = sizeOf(access.shape(factor));
  const width = sizeOf(access.shape('x')) / rows;
  kernelsOf(access.backend).scaleRows(access.offset('x'), access.offset(factor), access.offset(to), rows, width, divisor);
}

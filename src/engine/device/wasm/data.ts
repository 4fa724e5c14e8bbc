/** Batches, tables and sequences on WASM. */
import { dimension, numberAttribute, sizeOf } from '../kernel.ts';
import type { Attributes, WasmAccess } from '../kernel.ts';
import { kernelsOf } from './module.ts';

/** indices: the examples of step t. */
export function batchIndices(access: WasmAccess, attributes: Attributes): void {
  const [runs, n] = [dimension(access.shape('subset'), 0), dimension(access.shape('subset'), 1)];
  const [subset, key, indices] = [access.offset('subset'), access.offset('key'), access.offset('indices')];
  kernelsOf(access.backend).batchIndices(subset, key, indices, runs, n, numberAttribute(attributes, 'batch'), access.i32('t')[0] ?? 0);
}

/** rows = (data[index] − mean) · scale. */
export function gatherRows(access: WasmAccess): void {
  const [runs, batch] = [dimension(access.shape('indices'), 0), dimension(access.shape('indices'), 1)];
  const [features, statistics] = [dimension(access.shape('data'), 1), dimension(access.shape('mean'), 1)];
  const [data, indices, mean, scale] = [access.offset('data'), access.offset('indices'), access.offset('mean'), access.offset('scale')];
  kernelsOf(access.backend).gatherRows(data, indices, mean, scale, access.offset('rows'), runs, batch, features, statistics);
}

/** mask, and y = x · mask, drawn from each run's key at step t. */
export function dropout(access: WasmAccess): void {
  const kernels = kernelsOf(access.backend);
  const runs = dimension(access.shape('x'), 0);
  const perRun = sizeOf(access.shape('x')) / runs;
  const [x, y, mask] = [access.offset('x'), access.offset('y'), access.offset('mask')];
  const [rate, key, t] = [access.f32('rate'), access.i32('key'), access.i32('t')[0] ?? 0];
  for (let run = 0; run < runs; run++) {
    const [p, first] = [rate[run] ?? 0, run * perRun * 4];
    const kept = Math.fround(1 / Math.fround(1 - p));
    kernels.dropout(x + first, y + first, mask + first, perRun, p, kept, key[2 * run] ?? 0, key[2 * run + 1] ?? 0, t);
  }
}

/** y = table[ids]. Throws for an index outside the table. */
export function embedding(access: WasmAccess): void {
  const [runs, vocabulary, width] = [0, 1, 2].map((axis) => dimension(access.shape('table'), axis)) as [number, number, number];
  const perRun = sizeOf(access.shape('ids')) / runs;
  const [table, ids, y] = [access.offset('table'), access.offset('ids'), access.offset('y')];
  const wrong = kernelsOf(access.backend).embedding(table, ids, y, runs, perRun, vocabulary, width);
  if (wrong >= 0) throw new RangeError(`index ${access.i32('ids')[wrong] ?? NaN} is outside a table of ${vocabulary} rows`);
}

/** dTable: the sums of dy over the positions that took a row. */
export function embeddingGradient(access: WasmAccess): void {
  const [runs, vocabulary, width] = [0, 1, 2].map((axis) => dimension(access.shape('dTable'), axis)) as [number, number, number];
  const perRun = sizeOf(access.shape('ids')) / runs;
  const [dy, ids, dTable] = [access.offset('dy'), access.offset('ids'), access.offset('dTable')];
  kernelsOf(access.backend).embeddingGradient(dy, ids, dTable, runs, perRun, vocabulary, width);
}

/** Features of sequences to heads as members of their own, or back. */
export function moveHeads(access: WasmAccess, attributes: Attributes, back: boolean): void {
  const heads = numberAttribute(attributes, 'heads');
  const [members, length, width] = [0, 1, 2].map((axis) => dimension(access.shape(back ? 'x' : 'y'), axis)) as [number, number, number];
  kernelsOf(access.backend).moveHeads(access.offset('x'), access.offset('y'), members / heads, length, heads, width, Number(back));
}

/** y = x + the first rows of the table. */
export function addPositions(access: WasmAccess): void {
  const [runs, examples] = [dimension(access.shape('x'), 0), dimension(access.shape('x'), 1)];
  const [count, perRun] = [sizeOf(access.shape('x')) / runs / examples, sizeOf(access.shape('table')) / runs];
  const [x, table, y] = [access.offset('x'), access.offset('table'), access.offset('y')];
  kernelsOf(access.backend).addPositions(x, table, y, runs, examples, count, perRun);
}

/** sum: dy over the examples, for the positions that `like` has. */
export function sumExamples(access: WasmAccess): void {
  const [runs, examples] = [dimension(access.shape('dy'), 0), dimension(access.shape('dy'), 1)];
  const [count, perRun] = [sizeOf(access.shape('dy')) / runs / examples, sizeOf(access.shape('like')) / runs];
  kernelsOf(access.backend).sumExamples(access.offset('dy'), access.offset('sum'), runs, examples, count, perRun);
}

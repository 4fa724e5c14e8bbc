/** Rows of a table by index, each run from its own table; gradients sum over positions in ascending order, without atomics. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import { embedding, embeddingGradient } from '../wasm/data.ts';

const runEmbedding = defineKernel({
  name: 'Embedding',
  inputs: { table: 'float32', ids: 'int32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    if (dimension(shape('ids'), 0) !== dimension(shape('table'), 0)) {
      throw new Error(`embedding: ids [${shape('ids').join(', ')}] and table [${shape('table').join(', ')}] differ in runs`);
    }
    return [...shape('ids'), dimension(shape('table'), 2)];
  },
  host: (access) => {
    const [runs, vocabulary, width] = [
      dimension(access.shape('table'), 0),
      dimension(access.shape('table'), 1),
      dimension(access.shape('table'), 2),
    ];
    const [table, ids, y] = [access.f32('table'), access.i32('ids'), access.f32('y')];
    const perRun = ids.length / runs;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? 0;
      if (id < 0 || id >= vocabulary) throw new RangeError(`index ${id} is outside a table of ${vocabulary} rows`);
      const from = (Math.floor(i / perRun) * vocabulary + id) * width;
      for (let d = 0; d < width; d++) y[i * width + d] = table[from + d] ?? 0;
    }
  },
  wasm: embedding,
  wgsl: (shape) => {
    const [vocabulary, width] = [dimension(shape('table'), 1), dimension(shape('table'), 2)];
    const perRun = sizeOf(shape('ids')) / dimension(shape('ids'), 0);
    return {
      threads: sizeOf(shape('ids')) * width,
      body: `let position = i / ${width}u;
  let row = min(u32(ids[position]), ${vocabulary - 1}u);
  y[i] = table[((position / ${perRun}u) * ${vocabulary}u + row) * ${width}u + i % ${width}u];`,
    };
  },
});

/** Numbers of one row that a thread sums on WebGPU: the indices are compared once for all of them. */
const lanes = [0, 1, 2, 3] as const;

const runEmbeddingGradient = defineKernel({
  name: 'EmbeddingGradient',
  inputs: { dy: 'float32', ids: 'int32' },
  outputs: { dTable: 'float32' },
  outputShape: (_, shape, attributes) => [
    dimension(shape('ids'), 0),
    numberAttribute(attributes, 'vocabulary'),
    dimension(shape('dy'), shape('dy').length - 1),
  ],
  host: (access) => {
    const [runs, vocabulary, width] = [
      dimension(access.shape('dTable'), 0),
      dimension(access.shape('dTable'), 1),
      dimension(access.shape('dTable'), 2),
    ];
    const [dy, ids, dTable] = [access.f32('dy'), access.i32('ids'), access.f32('dTable')];
    dTable.fill(0);
    const perRun = ids.length / runs;
    for (let i = 0; i < ids.length; i++) {
      const to = (Math.floor(i / perRun) * vocabulary + (ids[i] ?? 0)) * width;
      for (let d = 0; d < width; d++) dTable[to + d] = (dTable[to + d] ?? 0) + (dy[i * width + d] ?? 0);
    }
  },
  wasm: embeddingGradient,
  wgsl: (shape) => {
    const [runs, vocabulary, width] = [dimension(shape('dTable'), 0), dimension(shape('dTable'), 1), dimension(shape('dTable'), 2)];
    const perRun = sizeOf(shape('ids')) / runs;
    const groups = Math.ceil(width / lanes.length);
    return {
      threads: runs * vocabulary * groups,
      body: `let first = (i % ${groups}u) * ${lanes.length}u;
  let row = (i / ${groups}u) % ${vocabulary}u;
  let start = (i / ${groups * vocabulary}u) * ${perRun}u;
  ${lanes.map((l) => `let d${l} = min(first + ${l}u, ${width - 1}u); var s${l} = 0.0;`).join(' ')}
  for (var position = start; position < start + ${perRun}u; position++) {
    if (min(u32(ids[position]), ${vocabulary - 1}u) == row) {
      ${lanes.map((l) => `s${l} += dy[position * ${width}u + d${l}];`).join(' ')}
    }
  }
  ${lanes.map((l) => `if (first + ${l}u < ${width}u) { dTable[(i / ${groups}u) * ${width}u + first + ${l}u] = s${l}; }`).join('\n  ')}`,
    };
  },
});

/**
 * `table[ids]`: table `[R, V, D]`, ids `[R, …]` int32 → `[R, …, D]`. The gradient of a row is the sum over the positions that took it.
 * Indices outside the table throw on WASM and in JavaScript; WebGPU cannot throw and takes the last row.
 */
export function embeddingOp(table: Tensor, ids: Tensor): Tensor {
  const vocabulary = dimension(table.shape, 1);
  return differentiable(
    table,
    () => ({ value: only(runEmbedding({ table, ids })), kept: ids }),
    (dy, kept) => only(runEmbeddingGradient({ dy, ids: kept }, { vocabulary })),
  );
}

/** Sequences of a population: adding a table of positions, and putting rows in front; gradients sum over examples in ascending order. */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Shapes } from '../kernel.ts';
import { addPositions, sumExamples } from '../wasm/data.ts';

interface Sizes {
  runs: number;
  examples: number;
  length: number;
  width: number;
  /** Rows of the table or in front. */
  rows: number;
}

function sizes(shape: Shapes, sequence: string, table: string): Sizes {
  const [x, rows] = [shape(sequence), shape(table)];
  if (x.length !== 4 || rows.length !== 3 || x[0] !== rows[0] || x[3] !== rows[2]) {
    throw new Error(`expected sequences [R, B, T, D] and rows [R, P, D], got [${x.join(', ')}] and [${rows.join(', ')}]`);
  }
  return {
    runs: dimension(x, 0),
    examples: dimension(x, 1),
    length: dimension(x, 2),
    width: dimension(x, 3),
    rows: dimension(rows, 1),
  };
}

const runAddPositions = defineKernel({
  name: 'AddPositions',
  inputs: { x: 'float32', table: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    const { length, rows } = sizes(shape, 'x', 'table');
    if (length > rows) throw new Error(`a sequence of ${length} is longer than the ${rows} positions`);
    return shape('x');
  },
  host: (access) => {
    const { examples, length, width, rows } = sizes(access.shape, 'x', 'table');
    const [x, table, y] = [access.f32('x'), access.f32('table'), access.f32('y')];
    const perExample = length * width;
    for (let i = 0; i < x.length; i++) {
      const run = Math.floor(i / (perExample * examples));
      y[i] = (x[i] ?? 0) + (table[run * rows * width + (i % perExample)] ?? 0);
    }
  },
  wasm: addPositions,
  wgsl: (shape) => {
    const { examples, length, width, rows } = sizes(shape, 'x', 'table');
    const perExample = length * width;
    return {
      threads: sizeOf(shape('x')),
      body: `y[i] = x[i] + table[(i / ${perExample * examples}u) * ${rows * width}u + i % ${perExample}u];`,
    };
  },
  gradient: {
    inputs: ['table'],
    function: (dy, saved) => {
      const [table] = saved;
      if (Array.isArray(dy) || !table) throw new Error('positions have one output');
      // A tensor of its own: the tape frees gradients that it has added up.
      return { x: () => reshape(dy, dy.shape), table: () => only(runSumExamples({ dy, like: table })) };
    },
  },
});

const runPrepend = defineKernel({
  name: 'PrependRows',
  inputs: { rows: 'float32', x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => {
    const { runs, examples, length, width, rows } = sizes(shape, 'x', 'rows');
    return [runs, examples, rows + length, width];
  },
  host: (access) => {
    const { runs, examples, length, width, rows } = sizes(access.shape, 'x', 'rows');
    const [front, x, y] = [access.f32('rows'), access.f32('x'), access.f32('y')];
    for (let example = 0; example < runs * examples; example++) {
      const run = Math.floor(example / examples);
      const to = example * (rows + length) * width;
      y.set(front.subarray(run * rows * width, (run + 1) * rows * width), to);
      y.set(x.subarray(example * length * width, (example + 1) * length * width), to + rows * width);
    }
  },
  wgsl: (shape) => {
    const { runs, examples, length, width, rows } = sizes(shape, 'x', 'rows');
    const [perExample, front] = [(rows + length) * width, rows * width];
    return {
      threads: runs * examples * perExample,
      body: `let example = i / ${perExample}u; let within = i % ${perExample}u;
  if (within < ${front}u) { y[i] = rows[(example / ${examples}u) * ${front}u + within]; }
  else { y[i] = x[example * ${length * width}u + within - ${front}u]; }`,
    };
  },
  gradient: {
    inputs: ['rows'],
    function: (dy, saved) => {
      const [rows] = saved;
      if (Array.isArray(dy) || !rows) throw new Error('putting rows in front has one output');
      return {
        rows: () => only(runSumExamples({ dy, like: rows })),
        x: () => only(runDropRows({ dy }, { rows: dimension(rows.shape, 1) })),
      };
    },
  },
});

/** Sums positions 0 … P − 1 of dy over the examples, in ascending order; positions beyond the sequence have gradient 0. */
const runSumExamples = defineKernel({
  name: 'SumExamples',
  inputs: { dy: 'float32', like: 'float32' },
  outputs: { sum: 'float32' },
  outputShape: (_, shape) => shape('like'),
  host: (access) => {
    const { runs, examples, length, width, rows } = sizes(access.shape, 'dy', 'like');
    const [dy, sum] = [access.f32('dy'), access.f32('sum')];
    const perExample = length * width;
    for (let i = 0; i < runs * rows * width; i++) {
      const [run, within] = [Math.floor(i / (rows * width)), i % (rows * width)];
      let total = 0;
      if (within < perExample) for (let b = 0; b < examples; b++) total += dy[(run * examples + b) * perExample + within] ?? 0;
      sum[i] = total;
    }
  },
  wasm: sumExamples,
  wgsl: (shape) => {
    const { examples, length, width, rows } = sizes(shape, 'dy', 'like');
    const perExample = length * width;
    return {
      threads: sizeOf(shape('like')),
      body: `let run = i / ${rows * width}u; let within = i % ${rows * width}u; var total = 0.0;
  if (within < ${perExample}u) {
    for (var b = 0u; b < ${examples}u; b++) { total += dy[(run * ${examples}u + b) * ${perExample}u + within]; }
  }
  sum[i] = total;`,
    };
  },
});

/** All positions of dy but the first `rows`. */
const runDropRows = defineKernel({
  name: 'DropRows',
  inputs: { dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape, attributes) => {
    const [runs = 0, examples = 0, length = 0, width = 0] = shape('dy');
    return [runs, examples, length - numberAttribute(attributes, 'rows'), width];
  },
  host: (access) => {
    const [whole, kept] = [dimension(access.shape('dy'), 2), dimension(access.shape('dx'), 2)];
    const width = dimension(access.shape('dx'), 3);
    const [dy, dx] = [access.f32('dy'), access.f32('dx')];
    for (let example = 0; example * kept * width < dx.length; example++) {
      const end = (example + 1) * whole * width;
      dx.set(dy.subarray(end - kept * width, end), example * kept * width);
    }
  },
  wgsl: (shape) => {
    const [whole, kept] = [dimension(shape('dy'), 2), dimension(shape('dx'), 2)];
    const width = dimension(shape('dx'), 3);
    return {
      threads: sizeOf(shape('dx')),
      body: `dx[i] = dy[(i / ${kept * width}u) * ${whole * width}u + ${(whole - kept) * width}u + i % ${kept * width}u];`,
    };
  },
});

/** The gradient of dropping rows: dy behind rows of zeros. */
const runZeroRows = defineKernel({
  name: 'ZeroRowsInFront',
  inputs: { dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape, attributes) => {
    const [runs = 0, examples = 0, length = 0, width = 0] = shape('dy');
    return [runs, examples, length + numberAttribute(attributes, 'rows'), width];
  },
  host: (access) => {
    const [kept, whole] = [dimension(access.shape('dy'), 2), dimension(access.shape('dx'), 2)];
    const width = dimension(access.shape('dx'), 3);
    const [dy, dx] = [access.f32('dy'), access.f32('dx')];
    dx.fill(0);
    for (let example = 0; example * kept * width < dy.length; example++) {
      const end = (example + 1) * whole * width;
      dx.set(dy.subarray(example * kept * width, (example + 1) * kept * width), end - kept * width);
    }
  },
  wgsl: (shape) => {
    const [kept, whole] = [dimension(shape('dy'), 2), dimension(shape('dx'), 2)];
    const width = dimension(shape('dx'), 3);
    const front = (whole - kept) * width;
    return {
      threads: sizeOf(shape('dx')),
      body: `let within = i % ${whole * width}u;
  if (within < ${front}u) { dx[i] = 0.0; } else { dx[i] = dy[(i / ${whole * width}u) * ${kept * width}u + within - ${front}u]; }`,
    };
  },
});

/** Without the first rows of every sequence: `[R, B, T, D]` → `[R, B, T − rows, D]`. */
export const dropRowsOp = (x: Tensor, rows: number): Tensor =>
  differentiable(
    x,
    () => {
      const value = only(runDropRows({ dy: x }, { rows }));
      return { value, kept: value };
    },
    (dy) => only(runZeroRows({ dy }, { rows })),
  );

/** `x[r, b, t] + table[r, t]`: x `[R, B, T, D]`, table `[R, P, D]` with P ≥ T → x's shape. Throws for a longer sequence. */
export const addPositionsOp = (x: Tensor, table: Tensor): Tensor => only(runAddPositions({ x, table }));
/** The same rows in front of every sequence of a run: rows `[R, P, D]`, x `[R, B, T, D]` → `[R, B, P + T, D]`. */
export const prependOp = (rows: Tensor, x: Tensor): Tensor => only(runPrepend({ rows, x }));

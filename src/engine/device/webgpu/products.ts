/**
 * WGSL of matrix products over a population: register tiles, no shared memory, no barriers, summation over the inner dimension
 * in ascending order. The tile depends on the matrix sizes only, never on the number of runs, so a run keeps its bits.
 */
import type { WgslProgram } from '../kernel.ts';
import { addProducts, declareSums, lanesOf, laneWithin, stepsOf, storeSums, tileFor } from './tiles.ts';
import type { Tile } from './tiles.ts';

export interface ProductShape {
  runs: number;
  rows: number;
  inner: number;
  columns: number;
  transposeA: boolean;
  transposeB: boolean;
  /** One matrix for all runs. */
  aShared?: boolean;
  bShared?: boolean;
}

export interface Epilogue {
  /**
   * WGSL expression of the output value, from `sum: f32`, `run: u32`, `column: u32` and `index: u32`, the element of the output: it may
   * read further arrays of the kernel there, a bias at `run` and `column` or an activation's output at `index`.
   */
  value: string;
}

const plainEpilogue: Epilogue = { value: 'sum' };

/** `out[run, row, column] = Σ a[run, row, k] · b[run, k, column]` with inputs named `a`, `b` and the output named `y`. */
export function productProgram(shape: ProductShape, epilogue: Epilogue = plainEpilogue, names = { a: 'a', b: 'b', y: 'y' }): WgslProgram {
  const { runs, rows, inner, columns } = shape;
  const tile = tileFor(rows, columns, inner);
  const tiles = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  return {
    threads: runs * tiles,
    body: `
  let run = i / ${tiles}u;
  let within = i % ${tiles}u;
  ${tileBody(shape, tile, epilogue, names)}`,
  };
}

/** Statements that compute and store the tile `within` of `run`. */
function tileBody(shape: ProductShape, tile: Tile, epilogue: Epilogue, names: { a: string; b: string; y: string }): string {
  const { rows, inner, columns } = shape;
  const across = Math.ceil(columns / tile.columns);
  const row = (l: number): string => laneWithin('top', l, rows, tile.rows);
  const column = (l: number): string => laneWithin('left', l, columns, tile.columns);
  const aAt = (l: number): string =>
    `${shape.aShared ? '' : `run * ${rows * inner}u + `}${shape.transposeA ? row(l) : `(${row(l)}) * ${inner}u`}`;
  const bAt = (l: number): string =>
    `${shape.bShared ? '' : `run * ${inner * columns}u + `}${shape.transposeB ? `(${column(l)}) * ${inner}u` : column(l)}`;
  const along = (k: string, step: number, transposed: boolean, stride: number): string =>
    transposed ? `(${k} + ${step}u) * ${stride}u` : `${k} + ${step}u`;
  return `let top = (within / ${across}u) * ${tile.rows}u;
  let left = (within % ${across}u) * ${tile.columns}u;
  ${lanesOf(tile.rows)
    .map((l) => `let r${l} = ${aAt(l)};`)
    .join(' ')}
  ${lanesOf(tile.columns)
    .map((l) => `let c${l} = ${bAt(l)};`)
    .join(' ')}
  ${declareSums(tile)}
  ${stepsOf(inner, tile.unroll, 'k', (k, steps) =>
    addProducts(
      tile,
      steps,
      (l, step) => `${names.a}[r${l} + ${along(k, step, shape.transposeA, rows)}]`,
      (l, step) => `${names.b}[c${l} + ${along(k, step, !shape.transposeB, columns)}]`,
    ),
  )}
  ${storeSums(tile, rows, columns, names.y, epilogue.value)}`;
}

export interface WeightGradientsShape {
  runs: number;
  /** Examples. */
  rows: number;
  inputs: number;
  outputs: number;
}

/** Columns of dz that a thread sums for the bias. */
const biasLanes = 4;

/**
 * Both gradients of a dense layer in one kernel: `dWeights[run, input, output] = Σ x[run, row, input] · dz[run, row, output]` and
 * `dBias[run, output] = Σ dz[run, row, output]`, sums over rows in ascending order. x `[R, rows, inputs]`, dz `[R, rows, outputs]`,
 * dWeights `[R, inputs, outputs]`, dBias `[R, outputs]`; the bias is computed by threads of its own, as one more row of the product.
 */
export function weightGradientsProgram(
  { runs, rows, inputs, outputs }: WeightGradientsShape,
  names = { x: 'x', dz: 'dz', dWeights: 'dWeights', dBias: 'dBias' },
): WgslProgram {
  const product: ProductShape = { runs, rows: inputs, inner: rows, columns: outputs, transposeA: true, transposeB: false };
  const tile = tileFor(inputs, outputs, rows);
  const tiles = Math.ceil(inputs / tile.rows) * Math.ceil(outputs / tile.columns);
  const perRun = tiles + Math.ceil(outputs / biasLanes);
  const lanes = lanesOf(biasLanes);
  return {
    threads: runs * perRun,
    body: `
  let run = i / ${perRun}u;
  let within = i % ${perRun}u;
  if (within < ${tiles}u) {
  ${tileBody(product, tile, plainEpilogue, { a: names.x, b: names.dz, y: names.dWeights })}
  } else {
    let left = (within - ${tiles}u) * ${biasLanes}u;
    ${lanes.map((l) => `let c${l} = run * ${rows * outputs}u + min(left + ${l}u, ${outputs - 1}u); var s${l} = 0.0;`).join(' ')}
    for (var k = 0u; k < ${rows * outputs}u; k += ${outputs}u) { ${lanes.map((l) => `s${l} += ${names.dz}[k + c${l}];`).join(' ')} }
    ${lanes.map((l) => `if (left + ${l}u < ${outputs}u) { ${names.dBias}[run * ${outputs}u + left + ${l}u] = s${l}; }`).join(' ')}
  }`,
  };
}

/**
 * WGSL of matrix products over a population: register tiles, no shared memory, no barriers, summation over the inner dimension
 * in ascending order. The tile depends on the matrix sizes only, never on the number of runs, so a run keeps its bits.
 */
import type { WgslProgram } from '../kernel.ts';

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

const lanesOf = (count: number): number[] => Array.from({ length: count }, (_, lane) => lane);

/** `out[run, row, column] = Σ a[run, row, k] · b[run, k, column]` with inputs named `a`, `b` and the output named `y`. */
export function productProgram(shape: ProductShape, epilogue: Epilogue = plainEpilogue, names = { a: 'a', b: 'b', y: 'y' }): WgslProgram {
  const { runs, rows, columns } = shape;
  const tile = rows * columns >= 1024 ? 4 : 1;
  const tilesDown = Math.ceil(rows / tile);
  const tilesAcross = Math.ceil(columns / tile);
  return {
    threads: runs * tilesDown * tilesAcross,
    body: `
  let run = i / ${tilesDown * tilesAcross}u;
  let within = i % ${tilesDown * tilesAcross}u;
  ${tileBody(shape, tile, tilesAcross, epilogue, names)}`,
  };
}

/** Statements that compute and store the tile `within` of `run`. */
function tileBody(
  shape: ProductShape,
  tile: number,
  tilesAcross: number,
  epilogue: Epilogue,
  names: { a: string; b: string; y: string },
): string {
  const { rows, inner, columns } = shape;
  const a = (l: number): string => (shape.transposeA ? `k * ${rows}u + r${l}` : `r${l} * ${inner}u + k`);
  const b = (l: number): string => (shape.transposeB ? `c${l} * ${inner}u + k` : `k * ${columns}u + c${l}`);
  const lanes = lanesOf(tile);
  const pairs = lanes.flatMap((r) => lanes.map((c) => ({ r, c })));
  const store = ({ r, c }: { r: number; c: number }): string =>
    `if (top + ${r}u < ${rows}u && left + ${c}u < ${columns}u) { let sum = s${r}_${c}; let column = left + ${c}u; let index = (run * ${rows}u + top + ${r}u) * ${columns}u + column; ${names.y}[index] = ${epilogue.value}; }`;
  // Lanes past the edge repeat the last row or column instead of branching; their results are not stored.
  return `let top = (within / ${tilesAcross}u) * ${tile}u;
  let left = (within % ${tilesAcross}u) * ${tile}u;
  let aBase = ${shape.aShared ? '0u' : `run * ${rows * inner}u`};
  let bBase = ${shape.bShared ? '0u' : `run * ${inner * columns}u`};
  ${lanes.map((l) => `let r${l} = min(top + ${l}u, ${rows - 1}u); let c${l} = min(left + ${l}u, ${columns - 1}u);`).join('\n  ')}
  ${pairs.map(({ r, c }) => `var s${r}_${c} = 0.0;`).join(' ')}
  for (var k = 0u; k < ${inner}u; k++) {
    ${lanes.map((l) => `let a${l} = ${names.a}[aBase + ${a(l)}]; let b${l} = ${names.b}[bBase + ${b(l)}];`).join('\n    ')}
    ${pairs.map(({ r, c }) => `s${r}_${c} += a${r} * b${c};`).join(' ')}
  }
  ${pairs.map(store).join('\n  ')}`;
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
  const tile = inputs * outputs >= 1024 ? 4 : 1;
  const tilesAcross = Math.ceil(outputs / tile);
  const tiles = Math.ceil(inputs / tile) * tilesAcross;
  const perRun = tiles + Math.ceil(outputs / biasLanes);
  const lanes = lanesOf(biasLanes);
  return {
    threads: runs * perRun,
    body: `
  let run = i / ${perRun}u;
  let within = i % ${perRun}u;
  if (within < ${tiles}u) {
  ${tileBody(product, tile, tilesAcross, plainEpilogue, { a: names.x, b: names.dz, y: names.dWeights })}
  } else {
    let left = (within - ${tiles}u) * ${biasLanes}u;
    ${lanes.map((l) => `let c${l} = run * ${rows * outputs}u + min(left + ${l}u, ${outputs - 1}u); var s${l} = 0.0;`).join(' ')}
    for (var k = 0u; k < ${rows * outputs}u; k += ${outputs}u) { ${lanes.map((l) => `s${l} += ${names.dz}[k + c${l}];`).join(' ')} }
    ${lanes.map((l) => `if (left + ${l}u < ${outputs}u) { ${names.dBias}[run * ${outputs}u + left + ${l}u] = s${l}; }`).join(' ')}
  }`,
  };
}

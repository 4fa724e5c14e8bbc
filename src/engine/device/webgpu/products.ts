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
  /** WGSL expression of the output value, from `sum: f32`, `run: u32` and `column: u32`. */
  value: string;
}

const plainEpilogue: Epilogue = { value: 'sum' };

/** `out[run, row, column] = Σ a[run, row, k] · b[run, k, column]` with inputs named `a`, `b` and the output named `y`. */
export function productProgram(shape: ProductShape, epilogue: Epilogue = plainEpilogue, names = { a: 'a', b: 'b', y: 'y' }): WgslProgram {
  const { runs, rows, inner, columns } = shape;
  const tile = rows * columns >= 1024 ? 4 : 1;
  const tilesDown = Math.ceil(rows / tile);
  const tilesAcross = Math.ceil(columns / tile);
  const a = shape.transposeA ? `k * ${rows}u + r` : `r * ${inner}u + k`;
  const b = shape.transposeB ? `c * ${inner}u + k` : `k * ${columns}u + c`;
  const lanes = Array.from({ length: tile }, (_, lane) => lane);
  // Lanes past the edge repeat the last row or column instead of branching; their results are not stored.
  const body = `
  let run = i / ${tilesDown * tilesAcross}u;
  let within = i % ${tilesDown * tilesAcross}u;
  let top = (within / ${tilesAcross}u) * ${tile}u;
  let left = (within % ${tilesAcross}u) * ${tile}u;
  let aBase = ${shape.aShared ? '0u' : `run * ${rows * inner}u`};
  let bBase = ${shape.bShared ? '0u' : `run * ${inner * columns}u`};
  ${lanes.map((l) => `let r${l} = min(top + ${l}u, ${rows - 1}u); let c${l} = min(left + ${l}u, ${columns - 1}u);`).join('\n  ')}
  ${lanes.flatMap((r) => lanes.map((c) => `var s${r}_${c} = 0.0;`)).join(' ')}
  for (var k = 0u; k < ${inner}u; k++) {
    ${lanes.map((l) => `let a${l} = ${names.a}[aBase + ${a.replace(/\br\b/, `r${l}`)}]; let b${l} = ${names.b}[bBase + ${b.replace(/\bc\b/, `c${l}`)}];`).join('\n    ')}
    ${lanes.flatMap((r) => lanes.map((c) => `s${r}_${c} += a${r} * b${c};`)).join(' ')}
  }
  ${lanes
    .flatMap((r) =>
      lanes.map(
        (c) =>
          `if (top + ${r}u < ${rows}u && left + ${c}u < ${columns}u) { ${names.y}[(run * ${rows}u + top + ${r}u) * ${columns}u + left + ${c}u] = epilogue(s${r}_${c}, run, left + ${c}u); }`,
      ),
    )
    .join('\n  ')}`;
  return {
    threads: runs * tilesDown * tilesAcross,
    helpers: `fn epilogue(sum: f32, run: u32, column: u32) -> f32 { return ${epilogue.value}; }`,
    body,
  };
}

/**
 * Register tiles of products in WGSL: how large the tile of a thread is, and the statements that load, multiply, add and store it. Every
 * number of a tile is a sum of its own in ascending order, so the size of the tile never shows in the bits.
 */
import { cheapest } from './cost.ts';

export interface Tile {
  rows: number;
  columns: number;
  /** Steps of the inner dimension whose operands are loaded before they are multiplied. */
  unroll: number;
}

const sides = [
  [1, 1],
  [1, 2],
  [2, 2],
  [4, 2],
  [2, 4],
  [4, 4],
  [8, 4],
  [4, 8],
  [8, 8],
  [16, 8],
  [8, 16],
  [16, 16],
] as const;

/** The tile of a thread for `rows × columns` sums of `inner` products, from the sizes of one matrix alone. */
export function tileFor(rows: number, columns: number, inner: number): Tile {
  const tiles = sides.flatMap(([tileRows, tileColumns]) =>
    [1, 2, 4].filter((unroll) => unroll <= Math.max(1, inner)).map((unroll) => ({ rows: tileRows, columns: tileColumns, unroll })),
  );
  return cheapest(tiles, (tile) => ({
    threads: Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns),
    turns: inner / tile.unroll,
    loads: tile.unroll * (tile.rows + tile.columns),
    products: tile.unroll * tile.rows * tile.columns,
    sums: tile.rows * tile.columns,
    stores: tile.rows * tile.columns,
  }));
}

export const lanesOf = (count: number): number[] => Array.from({ length: count }, (_, lane) => lane);

const pairsOf = (tile: Tile): { r: number; c: number }[] => lanesOf(tile.rows).flatMap((r) => lanesOf(tile.columns).map((c) => ({ r, c })));

/** The sums `s<row>_<column>` of a tile, at 0. */
export const declareSums = (tile: Tile): string =>
  pairsOf(tile)
    .map(({ r, c }) => `var s${r}_${c} = 0.0;`)
    .join(' ');

/**
 * `steps` terms for every sum, in order: all operands are loaded, then each sum is read and written once, which in software costs more
 * than a multiplication.
 *
 * @param a - WGSL of the operand of a row's lane at a step
 */
export function addProducts(
  tile: Tile,
  steps: number,
  a: (lane: number, step: number) => string,
  b: (lane: number, step: number) => string,
): string {
  const loads = lanesOf(steps).flatMap((step) => [
    ...lanesOf(tile.rows).map((l) => `let a${l}_${step} = ${a(l, step)};`),
    ...lanesOf(tile.columns).map((l) => `let b${l}_${step} = ${b(l, step)};`),
  ]);
  const sums = pairsOf(tile).map(
    ({ r, c }) =>
      `s${r}_${c} = s${r}_${c}${lanesOf(steps)
        .map((step) => ` + a${r}_${step} * b${c}_${step}`)
        .join('')};`,
  );
  return [...loads, ...sums].join('\n    ');
}

/** A loop over `inner` steps, with the rest behind it: `visit` gives the statements for some steps from `index` on. */
export function stepsOf(inner: number, unroll: number, variable: string, visit: (index: string, steps: number) => string): string {
  const whole = Math.floor(inner / unroll) * unroll;
  const rest = whole < inner ? `{\n    ${visit(`${whole}u`, inner - whole)}\n  }` : '';
  if (whole === unroll) return `{\n    ${visit('0u', unroll)}\n  }\n  ${rest}`;
  return `for (var ${variable} = 0u; ${variable} < ${whole}u; ${variable} += ${unroll}u) {\n    ${visit(variable, unroll)}\n  }\n  ${rest}`;
}

/**
 * Stores every sum that lies inside the matrix, whose tile begins at `top` and `left`: `value` is an expression of `sum`, `run`, `column`
 * and `index`, the element of the output array.
 */
export function storeSums(tile: Tile, rows: number, columns: number, output: string, value: string): string {
  const edges = (r: number, c: number): string => {
    const tests = [
      ...(rows % tile.rows === 0 ? [] : [`(top + ${r}u < ${rows}u)`]),
      ...(columns % tile.columns === 0 ? [] : [`(left + ${c}u < ${columns}u)`]),
    ];
    return tests.length === 0 ? '' : `if (${tests.join(' & ')}) `;
  };
  return pairsOf(tile)
    .map(
      ({ r, c }) =>
        `${edges(r, c)}{ let sum = s${r}_${c}; let column = left + ${c}u; let index = (run * ${rows}u + top + ${r}u) * ${columns}u + column; ${output}[index] = ${value}; }`,
    )
    .join('\n  ');
}

/** Lanes past the edge repeat the last row or column instead of branching; their results are not stored. */
export const laneWithin = (first: string, lane: number, size: number, tile: number): string =>
  size % tile === 0 ? `${first} + ${lane}u` : `min(${first} + ${lane}u, ${size - 1}u)`;

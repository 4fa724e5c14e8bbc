/**
 * WGSL of convolution over a population: patches are read inside the product and never stored. Register tiles without barriers;
 * tile and order of summation depend on the sizes of one run only, so a run keeps its bits.
 */
import type { WgslProgram } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';

interface Tiling {
  members: number;
  rows: number;
  columns: number;
  /** Name of the output array `[members, rows, columns]`. */
  output: string;
  /** Statements before the loops, for a row `r<lane>`. */
  row: (lane: number) => string;
  /** The loops around `innermost`, with what each row reads of the loops' variables. */
  loops: (innermost: string, rowLanes: readonly number[]) => string;
  /** Value `a<lane>` of a row in the innermost loop. */
  a: (lane: number) => string;
  /** Value `b<lane>` of a column `c<lane>` in the innermost loop. */
  b: (lane: number) => string;
  /** What is stored, from `sum`, `member` and `column`. */
  value?: string;
}

/** `output[member, row, column] = value(Σ a · b)`, in tiles of 4 × 4 where the matrix is large enough. */
function tiled(tiling: Tiling): WgslProgram {
  const { members, rows, columns } = tiling;
  const tile = rows * columns >= 1024 ? 4 : 1;
  const across = Math.ceil(columns / tile);
  const perMember = Math.ceil(rows / tile) * across;
  const lanes = Array.from({ length: tile }, (_, lane) => lane);
  const pairs = lanes.flatMap((r) => lanes.map((c) => ({ r, c })));
  const innermost = `${lanes.map((l) => `let a${l} = ${tiling.a(l)}; let b${l} = ${tiling.b(l)};`).join('\n      ')}
      ${pairs.map(({ r, c }) => `s${r}_${c} += a${r} * b${c};`).join(' ')}`;
  const store = ({ r, c }: { r: number; c: number }): string =>
    `if (top + ${r}u < ${rows}u && first + ${c}u < ${columns}u) { ${tiling.output}[(member * ${rows}u + top + ${r}u) * ${columns}u + first + ${c}u] = stored(s${r}_${c}, member, first + ${c}u); }`;
  return {
    threads: members * perMember,
    helpers: `fn stored(sum: f32, member: u32, column: u32) -> f32 { return ${tiling.value ?? 'sum'}; }`,
    // Lanes past the edge repeat the last row or column instead of branching; their results are not stored.
    body: `
  let member = i / ${perMember}u;
  let top = ((i % ${perMember}u) / ${across}u) * ${tile}u;
  let first = (i % ${across}u) * ${tile}u;
  ${lanes.map((l) => `let r${l} = min(top + ${l}u, ${rows - 1}u); let c${l} = min(first + ${l}u, ${columns - 1}u);`).join('\n  ')}
  ${lanes.map(tiling.row).join('\n  ')}
  ${pairs.map(({ r, c }) => `var s${r}_${c} = 0.0;`).join(' ')}
  ${tiling.loops(innermost, lanes)}
  ${pairs.map(store).join('\n  ')}`,
  };
}

/** y `[R, B, OH, OW, O]` from x and kernels; `value` turns `sum` (of `member`, the run, and `column`, the output channel) into what is stored. */
export function convolutionProgram(w: Windows, outputs: number, value: string): WgslProgram {
  const { examples, height, width, channels, windowHeight, windowWidth, stride, outHeight, outWidth } = w;
  const positions = outHeight * outWidth;
  return tiled({
    members: w.runs,
    rows: examples * positions,
    columns: outputs,
    output: 'y',
    value,
    row: (l) => `let image${l} = (member * ${examples}u + r${l} / ${positions}u) * ${height * width * channels}u;
  let y${l} = i32((r${l} % ${positions}u) / ${outWidth}u) * ${stride} - ${w.top};
  let x${l} = i32(r${l} % ${outWidth}u) * ${stride} - ${w.left};`,
    loops: (innermost, lanes) => `for (var ky = 0; ky < ${windowHeight}; ky++) { for (var kx = 0; kx < ${windowWidth}; kx++) {
    let kernel = (member * ${windowHeight * windowWidth}u + u32(ky * ${windowWidth} + kx)) * ${channels * outputs}u;
    ${lanes
      .map(
        (l) => `let in${l} = y${l} + ky >= 0 && y${l} + ky < ${height} && x${l} + kx >= 0 && x${l} + kx < ${width};
    let at${l} = select(0u, image${l} + u32((y${l} + ky) * ${width} + x${l} + kx) * ${channels}u, in${l});`,
      )
      .join('\n    ')}
    for (var c = 0u; c < ${channels}u; c++) {
      ${innermost}
    }
  } }`,
    a: (l) => `select(0.0, x[at${l} + c], in${l})`,
    b: (l) => `kernels[kernel + c * ${outputs}u + c${l}]`,
  });
}

/** dx `[R, B, H, W, C]`: every pixel gathers from the windows it lies in, in ascending order of the kernel's rows and columns. */
export function convolutionInputGradientProgram(w: Windows, outputs: number): WgslProgram {
  const { examples, height, width, channels, windowHeight, windowWidth, stride, outHeight, outWidth } = w;
  return tiled({
    members: w.runs,
    rows: examples * height * width,
    columns: channels,
    output: 'dx',
    row: (l) => `let image${l} = (member * ${examples}u + r${l} / ${height * width}u) * ${outHeight * outWidth}u;
  let y${l} = i32((r${l} % ${height * width}u) / ${width}u) + ${w.top};
  let x${l} = i32(r${l} % ${width}u) + ${w.left};`,
    loops: (innermost, lanes) => `for (var ky = 0; ky < ${windowHeight}; ky++) { for (var kx = 0; kx < ${windowWidth}; kx++) {
    let kernel = (member * ${windowHeight * windowWidth}u + u32(ky * ${windowWidth} + kx)) * ${channels * outputs}u;
    ${lanes
      .map(
        (l) => `let down${l} = y${l} - ky; let right${l} = x${l} - kx;
    let in${l} = down${l} >= 0 && right${l} >= 0 && down${l} % ${stride} == 0 && right${l} % ${stride} == 0 && down${l} / ${stride} < ${outHeight} && right${l} / ${stride} < ${outWidth};
    let at${l} = select(0u, (image${l} + u32((down${l} / ${stride}) * ${outWidth} + right${l} / ${stride})) * ${outputs}u, in${l});`,
      )
      .join('\n    ')}
    for (var o = 0u; o < ${outputs}u; o++) {
      ${innermost}
    }
  } }`,
    a: (l) => `select(0.0, dz[at${l} + o], in${l})`,
    b: (l) => `kernels[kernel + c${l} * ${outputs}u + o]`,
  });
}

/** partial `[R, slices, kh · kw · C, O]`: sums over the windows of each slice of `size` images, in ascending order. */
export function convolutionKernelGradientProgram(w: Windows, outputs: number, size: number, slices: number): WgslProgram {
  const { examples, height, width, channels, windowHeight, windowWidth, stride, outHeight, outWidth } = w;
  return tiled({
    members: w.runs * slices,
    rows: windowHeight * windowWidth * channels,
    columns: outputs,
    output: 'partial',
    row: (l) => `let ky${l} = i32(r${l} / ${windowWidth * channels}u) - ${w.top};
  let kx${l} = i32((r${l} / ${channels}u) % ${windowWidth}u) - ${w.left};
  let channel${l} = r${l} % ${channels}u;`,
    loops: (innermost, lanes) => `let run = member / ${slices}u;
  let start = (member % ${slices}u) * ${size}u;
  for (var b = start; b < min(start + ${size}u, ${examples}u); b++) {
    let image = (run * ${examples}u + b) * ${height * width}u;
    for (var oy = 0; oy < ${outHeight}; oy++) { for (var ox = 0; ox < ${outWidth}; ox++) {
      let upstream = ((run * ${examples}u + b) * ${outHeight * outWidth}u + u32(oy * ${outWidth} + ox)) * ${outputs}u;
      ${lanes
        .map(
          (l) => `let y${l} = oy * ${stride} + ky${l}; let x${l} = ox * ${stride} + kx${l};
      let in${l} = y${l} >= 0 && y${l} < ${height} && x${l} >= 0 && x${l} < ${width};
      let at${l} = select(0u, (image + u32(y${l} * ${width} + x${l})) * ${channels}u + channel${l}, in${l});`,
        )
        .join('\n      ')}
      ${innermost}
    } }
  }`,
    a: (l) => `select(0.0, x[at${l}], in${l})`,
    b: (l) => `dz[upstream + c${l}]`,
  });
}

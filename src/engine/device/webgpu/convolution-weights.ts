/**
 * WGSL of the gradients of a convolution's kernels and bias, in one program: sums over some images at a time, so that enough threads have
 * work, which are added up afterwards. A thread has all numbers of a kernel's row for a few channels, and reads each pixel once for them.
 */
import type { WgslProgram } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';
import { cheapest } from './cost.ts';
import { lanesOf, laneWithin } from './tiles.ts';

interface Way {
  inputs: number;
  outputs: number;
  /** Windows side by side whose terms are added at once. */
  unroll: number;
}

/** Output channels that a thread sums for the bias. */
const biasLanes = 4;

/** Columns of the images, from the first of the first window on, that `count` windows side by side cover. */
const reach = ({ stride, windowWidth }: Windows, count: number): number[] => [
  ...new Set(lanesOf(count).flatMap((step) => lanesOf(windowWidth).map((tap) => step * stride + tap))),
];

function wayOf(w: Windows, outputs: number, size: number, slices: number): Way {
  const ways = [1, 2, 4, 8]
    .filter((inputs) => inputs <= w.channels)
    .flatMap((inputs) =>
      [1, 2, 4, 8, 16]
        .filter((columns) => columns <= outputs && inputs * columns * w.windowWidth <= 256)
        .flatMap((columns) =>
          [1, 2, 4, 7].filter((unroll) => unroll <= w.outWidth).map((unroll) => ({ inputs, outputs: columns, unroll })),
        ),
    );
  return cheapest(ways, (way) => ({
    threads: slices * w.windowHeight * Math.ceil(w.channels / way.inputs) * Math.ceil(outputs / way.outputs),
    turns: size * w.outHeight * Math.ceil(w.outWidth / way.unroll),
    loads: way.inputs * reach(w, way.unroll).length + way.outputs * way.unroll,
    products: way.unroll * w.windowWidth * way.inputs * way.outputs,
    sums: w.windowWidth * way.inputs * way.outputs,
    stores: w.windowWidth * way.inputs * way.outputs,
  }));
}

/**
 * partial `[R, slices, kh · kw · C · O]` and biasSums `[R, slices, O]` from x and dz: sums over the windows of each slice of `size` images,
 * image by image in ascending order.
 */
export function convolutionWeightGradientsProgram(w: Windows, outputs: number, size: number, slices: number): WgslProgram {
  const { examples, height, width, channels, windowHeight, windowWidth, stride, outHeight, outWidth } = w;
  const way = wayOf(w, outputs, size, slices);
  const inputTiles = Math.ceil(channels / way.inputs);
  const outputTiles = Math.ceil(outputs / way.outputs);
  const tiles = windowHeight * inputTiles * outputTiles;
  const perSlice = tiles + Math.ceil(outputs / biasLanes);
  const lanes = lanesOf(windowWidth).flatMap((t) => lanesOf(way.inputs).flatMap((c) => lanesOf(way.outputs).map((o) => ({ t, c, o }))));
  const padded = w.padding === 'same' || outWidth * stride > width;
  const pixel = (column: number, c: number): string => {
    if (!padded) return `x[row + u32(first + ${column}) * ${channels}u + c${c}]`;
    // Left of the first pixel the number is huge, so that one comparison does; `&&` would branch, and software compiles branches slowly.
    const at = `u32(first + ${column})`;
    return `select(0.0, x[row + min(${at}, ${width - 1}u) * ${channels}u + c${c}], ${at} < ${width}u)`;
  };
  const visit = (steps: number): string => `let first = i32(ox) * ${stride} - ${w.left};
        let upstream = ((image * ${outHeight}u + oy) * ${outWidth}u + ox) * ${outputs}u;
        ${reach(w, steps)
          .flatMap((column) => lanesOf(way.inputs).map((c) => `let a${column}_${c} = ${pixel(column, c)};`))
          .join('\n        ')}
        ${lanesOf(steps)
          .flatMap((step) => lanesOf(way.outputs).map((o) => `let b${step}_${o} = dz[upstream + ${step * outputs}u + o${o}];`))
          .join('\n        ')}
        ${lanes
          .map(
            ({ t, c, o }) =>
              `s${t}_${c}_${o} = s${t}_${c}_${o}${lanesOf(steps)
                .map((step) => ` + a${step * stride + t}_${c} * b${step}_${o}`)
                .join('')};`,
          )
          .join('\n        ')}`;
  const whole = Math.floor(outWidth / way.unroll) * way.unroll;
  const rest = whole === outWidth ? '' : `{ let ox = ${whole}u; ${visit(outWidth - whole)} }`;
  const store = ({ t, c, o }: { t: number; c: number; o: number }): string => {
    const tests = [
      ...(channels % way.inputs === 0 ? [] : [`(input + ${c}u < ${channels}u)`]),
      ...(outputs % way.outputs === 0 ? [] : [`(output + ${o}u < ${outputs}u)`]),
    ];
    return `${tests.length === 0 ? '' : `if (${tests.join(' & ')}) `}{ partial[((slice * ${windowHeight}u + ky) * ${windowWidth}u + ${t}u) * ${channels * outputs}u + (input + ${c}u) * ${outputs}u + output + ${o}u] = s${t}_${c}_${o}; }`;
  };
  return {
    threads: w.runs * slices * perSlice,
    body: `
  let slice = i / ${perSlice}u;
  let within = i % ${perSlice}u;
  let run = slice / ${slices}u;
  let start = (slice % ${slices}u) * ${size}u;
  if (within < ${tiles}u) {
    let output = (within % ${outputTiles}u) * ${way.outputs}u;
    let input = ((within / ${outputTiles}u) % ${inputTiles}u) * ${way.inputs}u;
    let ky = within / ${outputTiles * inputTiles}u;
    ${lanesOf(way.inputs)
      .map((c) => `let c${c} = ${laneWithin('input', c, channels, way.inputs)};`)
      .join(' ')}
    ${lanesOf(way.outputs)
      .map((o) => `let o${o} = ${laneWithin('output', o, outputs, way.outputs)};`)
      .join(' ')}
    ${lanes.map(({ t, c, o }) => `var s${t}_${c}_${o} = 0.0;`).join(' ')}
    for (var b = start; b < min(start + ${size}u, ${examples}u); b++) {
      let image = run * ${examples}u + b;
      for (var oy = 0u; oy < ${outHeight}u; oy++) {
        let down = i32(oy) * ${stride} - ${w.top} + i32(ky);
        if (down < 0 || down >= ${height}) { continue; }
        let row = (image * ${height}u + u32(down)) * ${width * channels}u;
        for (var ox = 0u; ox < ${whole}u; ox += ${way.unroll}u) {
        ${visit(way.unroll)}
        }
        ${rest}
      }
    }
    ${lanes.map(store).join('\n    ')}
  } else {
    let output = (within - ${tiles}u) * ${biasLanes}u;
    ${lanesOf(biasLanes)
      .map((l) => `let o${l} = min(output + ${l}u, ${outputs - 1}u); var s${l} = 0.0;`)
      .join(' ')}
    let end = (run * ${examples}u + min(start + ${size}u, ${examples}u)) * ${outHeight * outWidth * outputs}u;
    for (var at = (run * ${examples}u + start) * ${outHeight * outWidth * outputs}u; at < end; at += ${outputs}u) {
      ${lanesOf(biasLanes)
        .map((l) => `s${l} += dz[at + o${l}];`)
        .join(' ')}
    }
    ${lanesOf(biasLanes)
      .map((l) => `if (output + ${l}u < ${outputs}u) { biasSums[slice * ${outputs}u + output + ${l}u] = s${l}; }`)
      .join(' ')}
  }`,
  };
}

/**
 * WGSL of convolution over a population and of its gradient with respect to the images. A thread computes a few channels of some pixels
 * side by side in a row, whose windows overlap: what they share is loaded once. Patches are never stored, nothing waits for other
 * threads, and the order of summation depends on the sizes of one run only, so a run keeps its bits.
 */
import type { WgslProgram } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';
import { cheapest } from './cost.ts';
import { lanesOf, laneWithin } from './tiles.ts';

/** A correlation along rows: `to[run, image, y, x, column] = Σ from[run, image, y + …, x + …, k] · kernels[…]`. */
interface Correlation {
  runs: number;
  images: number;
  /** Names of the arrays, and the images they hold: rows, pixels in a row, channels. */
  from: Images;
  to: Images;
  /** Pixels of `to` whose windows begin one pixel further in `from` are so far apart; and how far the windows of neighbours are. */
  spread: number;
  stride: number;
  /** Loop over the rows of a window: its turns, and statements that leave a row out or say where it lies as `down: i32`. */
  rows: { turns: number; find: string };
  /** First pixel in `from` of the window of the pixel `px: i32` in `to`. */
  first: string;
  /** Numbers of a row of a window, and the offset in `kernels` for one at `tap` of channel `k` and `column`; null where it may have none. */
  taps: number;
  kernel: (tap: number, k: string, column: string) => string;
  /** WGSL condition under which a tap exists; none if always. */
  exists?: (tap: number) => string;
  /** Whether windows reach past the left or right edge. */
  padded: boolean;
  value: string;
}

interface Images {
  name: string;
  height: number;
  width: number;
  channels: number;
}

/** Pixels, channels and inner channels at once. */
interface Way {
  pixels: number;
  columns: number;
  unroll: number;
}

const counts = [1, 2, 4, 7, 8, 14, 16];

/** Pixels of `from` that the windows of a thread cover. */
const reach = ({ stride, taps }: Correlation, pixels: number): number[] => [
  ...new Set(lanesOf(pixels).flatMap((pixel) => lanesOf(taps).map((tap) => pixel * stride + tap))),
];

function wayOf(own: Correlation): Way {
  const { images, from, to, spread, rows, taps } = own;
  const ways = counts
    .filter((pixels) => pixels * spread <= to.width || pixels === 1)
    .flatMap((pixels) =>
      [1, 2, 4, 8, 16]
        .filter((columns) => columns <= to.channels && pixels * columns <= 256)
        .flatMap((columns) => [1, 2, 4].filter((unroll) => from.channels % unroll === 0).map((unroll) => ({ pixels, columns, unroll }))),
    );
  return cheapest(ways, ({ pixels, columns, unroll }) => ({
    threads: images * to.height * Math.ceil(to.width / (pixels * spread)) * spread * Math.ceil(to.channels / columns),
    turns: rows.turns * (from.channels / unroll),
    loads: unroll * (reach(own, pixels).length + taps * columns),
    products: unroll * taps * pixels * columns,
    sums: pixels * columns,
    stores: pixels * columns,
  }));
}

function correlation(own: Correlation): WgslProgram {
  const { runs, images, from, to, spread, stride, taps } = own;
  const { pixels, columns, unroll } = wayOf(own);
  const across = Math.ceil(to.width / (pixels * spread)) * spread;
  const columnTiles = Math.ceil(to.channels / columns);
  const perRun = images * to.height * across * columnTiles;
  const lanes = lanesOf(pixels).flatMap((p) => lanesOf(columns).map((c) => ({ p, c })));
  const k = (step: number): string => `(k + ${step}u)`;
  const load = (pixel: number, step: number): string => {
    const plain = `${from.name}[row + u32(first + ${pixel}) * ${from.channels}u + ${k(step)}]`;
    if (!own.padded) return plain;
    // Left of the first pixel the number is huge, so that one comparison does; `&&` would branch, and software compiles branches slowly.
    const column = `u32(first + ${pixel})`;
    return `select(0.0, ${from.name}[row + min(${column}, ${from.width - 1}u) * ${from.channels}u + ${k(step)}], ${column} < ${from.width}u)`;
  };
  const weight = (tap: number, column: number, step: number): string => {
    const exists = own.exists?.(tap);
    const at = own.kernel(tap, k(step), `c${column}`);
    return exists === undefined ? `kernels[kernel + ${at}]` : `select(0.0, kernels[kernel + select(0u, ${at}, ${exists})], ${exists})`;
  };
  const steps = lanesOf(unroll);
  const terms = ({ p, c }: { p: number; c: number }): string =>
    steps.flatMap((step) => lanesOf(taps).map((tap) => ` + a${p * stride + tap}_${step} * b${tap}_${c}_${step}`)).join('');
  return {
    threads: runs * perRun,
    body: `
  let run = i / ${perRun}u;
  let left = (i % ${columnTiles}u) * ${columns}u;
  let place = (i / ${columnTiles}u) % ${across}u;
  let px = i32(${spread === 1 ? `place * ${pixels}u` : `(place / ${spread}u) * ${pixels * spread}u + place % ${spread}u`});
  let py = i32((i / ${columnTiles * across}u) % ${to.height}u);
  let image = i / ${columnTiles * across * to.height}u;
  let first = ${own.first};
  ${lanesOf(columns)
    .map((c) => `let c${c} = ${laneWithin('left', c, to.channels, columns)};`)
    .join(' ')}
  ${lanes.map(({ p, c }) => `var s${p}_${c} = 0.0;`).join(' ')}
  for (var m = 0; m < ${own.rows.turns}; m++) {
    ${own.rows.find}
    let row = (image * ${from.height}u + u32(down)) * ${from.width * from.channels}u;
    for (var k = 0u; k < ${from.channels}u; k += ${unroll}u) {
      ${steps
        .flatMap((step) => [
          ...reach(own, pixels).map((pixel) => `let a${pixel}_${step} = ${load(pixel, step)};`),
          ...lanesOf(taps).flatMap((tap) => lanesOf(columns).map((c) => `let b${tap}_${c}_${step} = ${weight(tap, c, step)};`)),
        ])
        .join('\n      ')}
      ${lanes.map((lane) => `s${lane.p}_${lane.c} = s${lane.p}_${lane.c}${terms(lane)};`).join('\n      ')}
    }
  }
  ${lanes
    .map(({ p, c }) => {
      const tests = [
        ...(to.width % (pixels * spread) === 0 ? [] : [`(px + ${p * spread} < ${to.width})`]),
        ...(to.channels % columns === 0 ? [] : [`(left + ${c}u < ${to.channels}u)`]),
      ];
      return `${tests.length === 0 ? '' : `if (${tests.join(' & ')}) `}{ let sum = s${p}_${c}; let column = left + ${c}u; let index = ((image * ${to.height}u + u32(py)) * ${to.width}u + u32(px + ${p * spread})) * ${to.channels}u + column; ${to.name}[index] = ${own.value}; }`;
    })
    .join('\n  ')}`,
  };
}

const within = (size: number): string => `if (down < 0 || down >= ${size}) { continue; }`;

/**
 * y `[R, B, OH, OW, O]` from x and kernels.
 *
 * @param value - WGSL of what is stored, from `sum`, `run`, `column`, the output channel, and `index`, the element of y
 */
export function convolutionProgram(w: Windows, outputs: number, value: string): WgslProgram {
  const perRun = w.windowHeight * w.windowWidth * w.channels * outputs;
  return correlation({
    runs: w.runs,
    images: w.examples,
    from: { name: 'x', height: w.height, width: w.width, channels: w.channels },
    to: { name: 'y', height: w.outHeight, width: w.outWidth, channels: outputs },
    spread: 1,
    stride: w.stride,
    rows: {
      turns: w.windowHeight,
      find: `let down = py * ${w.stride} - ${w.top} + m; ${within(w.height)} let kernel = run * ${perRun}u + u32(m) * ${perRun / w.windowHeight}u;`,
    },
    first: `px * ${w.stride} - ${w.left}`,
    taps: w.windowWidth,
    kernel: (tap, k, column) => `(${tap * w.channels}u + ${k}) * ${outputs}u + ${column}`,
    padded: w.padding === 'same' || w.outWidth * w.stride > w.width,
    value,
  });
}

/**
 * dx `[R, B, H, W, C]` from dz and kernels: every pixel gathers from the windows it lies in. Pixels a stride apart lie in neighbouring
 * windows at the same place, so that a thread's pixels are a stride apart and take every stride-th number of the kernels.
 *
 * @param value - WGSL of what is stored, from `sum` and `index`, the element of dx
 */
export function convolutionInputGradientProgram(w: Windows, outputs: number, value = 'sum'): WgslProgram {
  const { stride, windowHeight, windowWidth, channels } = w;
  const perRow = windowWidth * channels * outputs;
  const every = (size: number): number => Math.ceil(size / stride);
  // Taps count from the window's end, which is the leftmost in dz.
  const last = every(windowWidth) - 1;
  const kernelColumn = (tap: number): string => `(phase + ${(last - tap) * stride}u)`;
  return correlation({
    runs: w.runs,
    images: w.examples,
    from: { name: 'dz', height: w.outHeight, width: w.outWidth, channels: outputs },
    to: { name: 'dx', height: w.height, width: w.width, channels },
    spread: stride,
    stride: 1,
    rows: {
      turns: every(windowHeight),
      find: `let ky = (py + ${w.top}) % ${stride} + m * ${stride}; let down = (py + ${w.top} - ky) / ${stride};
    if (ky >= ${windowHeight} || py + ${w.top} < ky || down >= ${w.outHeight}) { continue; }
    let phase = u32(px + ${w.left}) % ${stride}u; let kernel = run * ${windowHeight * perRow}u + u32(ky) * ${perRow}u;`,
    },
    first: `(px + ${w.left}) / ${stride} - ${last}`,
    taps: last + 1,
    kernel: (tap, k, column) => `(${kernelColumn(tap)} * ${channels}u + ${column}) * ${outputs}u + ${k}`,
    ...(windowWidth % stride === 0 ? {} : { exists: (tap: number) => `${kernelColumn(tap)} < ${windowWidth}u` }),
    padded: true,
    value,
  });
}

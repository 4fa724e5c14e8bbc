/** Max and average pooling over images of a population; every pixel gathers its gradient from the windows it lies in, in fixed order. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, numberAttribute, only } from '../kernel.ts';
import type { Attributes } from '../kernel.ts';
import { windowAttributes, windowSettings, windowsOver } from './windows.ts';
import type { Windows, WindowSettings } from './windows.ts';
import { averagePool, maxPool, maxPoolGradient } from '../wasm/pooling.ts';

interface Window {
  /** Index of the output. */
  output: number;
  /** First channel of the image. */
  image: number;
  channel: number;
  /** Rows and columns inside the image, without the last. */
  top: number;
  bottom: number;
  left: number;
  right: number;
}

function forEachWindow(w: Windows, visit: (window: Window) => void): void {
  let output = 0;
  for (let image = 0; image < w.runs * w.examples; image++) {
    for (let oy = 0; oy < w.outHeight; oy++) {
      const y = oy * w.stride - w.top;
      for (let ox = 0; ox < w.outWidth; ox++) {
        const x = ox * w.stride - w.left;
        for (let channel = 0; channel < w.channels; channel++) {
          visit({
            output: output++,
            image: image * w.height * w.width * w.channels,
            channel,
            top: Math.max(y, 0),
            bottom: Math.min(y + w.windowHeight, w.height),
            left: Math.max(x, 0),
            right: Math.min(x + w.windowWidth, w.width),
          });
        }
      }
    }
  }
}

/** Statements that find, for output `i`, its channel, the offset of its image and the part of its window inside the image. */
const windowWgsl = (w: Windows): string => `let channel = i % ${w.channels}u;
  let ox = i32((i / ${w.channels}u) % ${w.outWidth}u);
  let oy = i32((i / ${w.channels * w.outWidth}u) % ${w.outHeight}u);
  let image = (i / ${w.channels * w.outWidth * w.outHeight}u) * ${w.height * w.width * w.channels}u;
  let top = max(oy * ${w.stride} - ${w.top}, 0); let bottom = min(oy * ${w.stride} - ${w.top} + ${w.windowHeight}, ${w.height});
  let left = max(ox * ${w.stride} - ${w.left}, 0); let right = min(ox * ${w.stride} - ${w.left} + ${w.windowWidth}, ${w.width});`;

/** Loops over the windows in which pixel `i` lies, in ascending order: `output` is the window's index, `y`, `x` the pixel's place. */
const windowsOfPixelWgsl = (w: Windows, visit: string): string => `let channel = i % ${w.channels}u;
  let x = i32((i / ${w.channels}u) % ${w.width}u);
  let y = i32((i / ${w.channels * w.width}u) % ${w.height}u);
  let image = i / ${w.channels * w.width * w.height}u;
  let firstY = max(y + ${w.top} - ${w.windowHeight} + ${w.stride}, 0) / ${w.stride};
  let firstX = max(x + ${w.left} - ${w.windowWidth} + ${w.stride}, 0) / ${w.stride};
  var sum = 0.0;
  for (var oy = firstY; oy <= min((y + ${w.top}) / ${w.stride}, ${w.outHeight - 1}); oy++) {
    for (var ox = firstX; ox <= min((x + ${w.left}) / ${w.stride}, ${w.outWidth - 1}); ox++) {
      let output = ((image * ${w.outHeight}u + u32(oy)) * ${w.outWidth}u + u32(ox)) * ${w.channels}u + channel;
      ${visit}
    }
  }
  dx[i] = sum;`;

const outputs = (w: Windows): number[] => [w.runs, w.examples, w.outHeight, w.outWidth, w.channels];
/** Shape of the images from that of the outputs: gradients need no images, which may be gone by then. */
const imagesOf = (dy: readonly number[], attributes: Attributes): number[] => [
  ...dy.slice(0, 2),
  numberAttribute(attributes, 'height'),
  numberAttribute(attributes, 'width'),
  ...dy.slice(4),
];
const attributesFor = (x: Tensor, settings: WindowSettings): Attributes => ({
  ...windowAttributes(settings),
  height: dimension(x.shape, 2),
  width: dimension(x.shape, 3),
});
const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const runMaxPool = defineKernel({
  name: 'MaxPoolWindows',
  inputs: { x: 'float32' },
  outputs: { y: 'float32', chosen: 'int32' },
  outputShape: (_, shape, attributes) => outputs(windowsOver(shape('x'), windowSettings(attributes))),
  host: (access, attributes) => {
    const w = windowsOver(access.shape('x'), windowSettings(attributes));
    const [x, y, chosen] = [access.f32('x'), access.f32('y'), access.i32('chosen')];
    forEachWindow(w, ({ output, image, channel, top, bottom, left, right }) => {
      let best = -Infinity;
      let place = top * w.width + left;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const value = x[image + (row * w.width + column) * w.channels + channel] ?? 0;
          // A NaN must stay one, or divergence would go unseen.
          if (value > best || value !== value) {
            best = value;
            place = row * w.width + column;
          }
        }
      }
      y[output] = best;
      chosen[output] = place;
    });
  },
  wasm: (access, attributes) => maxPool(access, windowsOver(access.shape('x'), windowSettings(attributes))),
  wgsl: (shape, attributes) => {
    const w = windowsOver(shape('x'), windowSettings(attributes));
    return {
      threads: count(outputs(w)),
      helpers: 'fn not_a_number(z: f32) -> bool { return (bitcast<u32>(z) & 0x7fffffffu) > 0x7f800000u; }',
      body: `${windowWgsl(w)}
  var place = top * ${w.width} + left;
  var best = x[image + u32(place) * ${w.channels}u + channel];
  for (var row = top; row < bottom; row++) {
    for (var column = left; column < right; column++) {
      let value = x[image + u32(row * ${w.width} + column) * ${w.channels}u + channel];
      if (!not_a_number(best) && (not_a_number(value) || value > best)) { best = value; place = row * ${w.width} + column; }
    }
  }
  y[i] = best;
  chosen[i] = place;`,
    };
  },
});

const runMaxPoolGradient = defineKernel({
  name: 'MaxPoolWindowsGradient',
  inputs: { dy: 'float32', chosen: 'int32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape, attributes) => imagesOf(shape('dy'), attributes),
  host: (access, attributes) => {
    const w = windowsOver(access.shape('dx'), windowSettings(attributes));
    const [dy, chosen, dx] = [access.f32('dy'), access.i32('chosen'), access.f32('dx')];
    dx.fill(0);
    forEachWindow(w, ({ output, image, channel }) => {
      const pixel = image + (chosen[output] ?? 0) * w.channels + channel;
      dx[pixel] = (dx[pixel] ?? 0) + (dy[output] ?? 0);
    });
  },
  wasm: (access, attributes) => maxPoolGradient(access, windowsOver(access.shape('dx'), windowSettings(attributes))),
  wgsl: (shape, attributes) => {
    const w = windowsOver(shape('dx'), windowSettings(attributes));
    return {
      threads: count(shape('dx')),
      body: windowsOfPixelWgsl(w, `if (chosen[output] == y * ${w.width} + x) { sum += dy[output]; }`),
    };
  },
});

const runAveragePool = defineKernel({
  name: 'AveragePoolWindows',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => outputs(windowsOver(shape('x'), windowSettings(attributes))),
  host: (access, attributes) => {
    const w = windowsOver(access.shape('x'), windowSettings(attributes));
    const [x, y] = [access.f32('x'), access.f32('y')];
    forEachWindow(w, ({ output, image, channel, top, bottom, left, right }) => {
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) sum += x[image + (row * w.width + column) * w.channels + channel] ?? 0;
      }
      y[output] = sum / ((bottom - top) * (right - left));
    });
  },
  wasm: (access, attributes) => averagePool(access, windowsOver(access.shape('x'), windowSettings(attributes)), false),
  wgsl: (shape, attributes) => {
    const w = windowsOver(shape('x'), windowSettings(attributes));
    return {
      threads: count(outputs(w)),
      body: `${windowWgsl(w)}
  var sum = 0.0;
  for (var row = top; row < bottom; row++) {
    for (var column = left; column < right; column++) { sum += x[image + u32(row * ${w.width} + column) * ${w.channels}u + channel]; }
  }
  y[i] = sum / f32((bottom - top) * (right - left));`,
    };
  },
  gradient: {
    function: (dy, _, attrs) => {
      const [height, width]: unknown[] = [Reflect.get(attrs, 'height'), Reflect.get(attrs, 'width')];
      if (Array.isArray(dy) || typeof height !== 'number' || typeof width !== 'number') throw new Error('average pooling has one output');
      return { x: () => only(runAveragePoolGradient({ dy }, { ...windowAttributes(windowSettings(attrs)), height, width })) };
    },
  },
});

const runAveragePoolGradient = defineKernel({
  name: 'AveragePoolWindowsGradient',
  inputs: { dy: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape, attributes) => imagesOf(shape('dy'), attributes),
  host: (access, attributes) => {
    const w = windowsOver(access.shape('dx'), windowSettings(attributes));
    const [dy, dx] = [access.f32('dy'), access.f32('dx')];
    dx.fill(0);
    forEachWindow(w, ({ output, image, channel, top, bottom, left, right }) => {
      const share = (dy[output] ?? 0) / ((bottom - top) * (right - left));
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const pixel = image + (row * w.width + column) * w.channels + channel;
          dx[pixel] = (dx[pixel] ?? 0) + share;
        }
      }
    });
  },
  wasm: (access, attributes) => averagePool(access, windowsOver(access.shape('dx'), windowSettings(attributes)), true),
  wgsl: (shape, attributes) => {
    const w = windowsOver(shape('dx'), windowSettings(attributes));
    const inside = (o: string, before: number, window: number, size: number): string =>
      `(min(${o} * ${w.stride} - ${before} + ${window}, ${size}) - max(${o} * ${w.stride} - ${before}, 0))`;
    const rows = inside('oy', w.top, w.windowHeight, w.height);
    const columns = inside('ox', w.left, w.windowWidth, w.width);
    return { threads: count(shape('dx')), body: windowsOfPixelWgsl(w, `sum += dy[output] / f32(${rows} * ${columns});`) };
  },
});

/** The largest value of each window, per channel: x `[R, B, H, W, C]` → `[R, B, OH, OW, C]`. The gradient goes to the first of equals. */
export function maxPoolOp(x: Tensor, settings: WindowSettings): Tensor {
  const attributes = attributesFor(x, settings);
  const forward = (): { value: Tensor; kept: Tensor } => {
    const [value, kept] = runMaxPool({ x }, attributes);
    if (!value || !kept) throw new Error('max pooling has no result');
    return { value, kept };
  };
  return differentiable(x, forward, (dy, chosen) => only(runMaxPoolGradient({ dy, chosen }, attributes)));
}

/** The mean of each window over its pixels inside the image, per channel: x `[R, B, H, W, C]` → `[R, B, OH, OW, C]`. */
export const averagePoolOp = (x: Tensor, settings: WindowSettings): Tensor => only(runAveragePool({ x }, attributesFor(x, settings)));

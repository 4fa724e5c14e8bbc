/** Max and average pooling over images of a population; every pixel gathers its gradient from the windows it lies in, in fixed order. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, numberAttribute, only } from '../kernel.ts';
import type { Attributes } from '../kernel.ts';
import { averagePoolGradientProgram, averagePoolProgram, maxPoolGradientProgram, maxPoolProgram } from '../webgpu/pooling.ts';
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
  wgsl: (shape, attributes) => maxPoolProgram(windowsOver(shape('x'), windowSettings(attributes))),
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
  wgsl: (shape, attributes) => maxPoolGradientProgram(windowsOver(shape('dx'), windowSettings(attributes))),
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
  wgsl: (shape, attributes) => averagePoolProgram(windowsOver(shape('x'), windowSettings(attributes))),
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
  wgsl: (shape, attributes) => averagePoolGradientProgram(windowsOver(shape('dx'), windowSettings(attributes))),
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

/**
 * Convolution over a population as patches × product: on WASM a few images' patches at a time, on WebGPU read inside the product, in
 * JavaScript as plain loops. Gradients gather or add in a fixed order; nothing adds atomically.
 */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only } from '../kernel.ts';
import type { Attributes, Shapes } from '../kernel.ts';
import { convolve, convolveInputGradient, convolveKernelGradient, imagesAtOnce } from '../wasm/convolution.ts';
import { convolutionInputGradientProgram, convolutionKernelGradientProgram, convolutionProgram } from '../webgpu/convolution.ts';
import { activationGradientOp, activationOf, activationWgsl, biasAndActivation, sumRowsOp } from './dense.ts';
import type { Activation } from './dense.ts';
import { windowAttributes, windowSettings, windowsOver } from './windows.ts';
import type { Padding, Windows } from './windows.ts';

function geometry(shape: Shapes, attributes: Attributes): { w: Windows; outputs: number } {
  const [x, kernels] = [shape('x'), shape('kernels')];
  const w = windowsOver(x, windowSettings(attributes));
  const expected = [w.runs, w.windowHeight, w.windowWidth, w.channels];
  if (kernels.length !== 5 || expected.some((size, axis) => kernels[axis] !== size)) {
    throw new Error(`convolution: images [${x.join(', ')}] do not fit kernels [${kernels.join(', ')}]`);
  }
  return { w, outputs: dimension(kernels, 4) };
}

/** Calls `visit` for every pair of pixel and window that meet: run, offset of the pixel's channels, kernel element and output's channels. */
function forEachMeeting(w: Windows, visit: (run: number, image: number, pixel: number, element: number, output: number) => void): void {
  for (let image = 0; image < w.runs * w.examples; image++) {
    const run = Math.floor(image / w.examples);
    for (let oy = 0; oy < w.outHeight; oy++) {
      for (let ox = 0; ox < w.outWidth; ox++) {
        for (let ky = 0; ky < w.windowHeight; ky++) {
          for (let kx = 0; kx < w.windowWidth; kx++) {
            const [y, x] = [oy * w.stride - w.top + ky, ox * w.stride - w.left + kx];
            if (y < 0 || y >= w.height || x < 0 || x >= w.width) continue;
            const pixel = (image * w.height + y) * w.width + x;
            visit(run, image, pixel, (run * w.windowHeight + ky) * w.windowWidth + kx, (image * w.outHeight + oy) * w.outWidth + ox);
          }
        }
      }
    }
  }
}

const runConvolution = defineKernel({
  name: 'Convolution',
  inputs: { x: 'float32', kernels: 'float32', bias: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    return [w.runs, w.examples, w.outHeight, w.outWidth, outputs];
  },
  host: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    const [x, kernels, y] = [access.f32('x'), access.f32('kernels'), access.f32('y')];
    forEachMeeting(w, (_run, _image, pixel, element, output) => {
      for (let c = 0; c < w.channels; c++) {
        const value = x[pixel * w.channels + c] ?? 0;
        const kernel = (element * w.channels + c) * outputs;
        for (let o = 0; o < outputs; o++) {
          y[output * outputs + o] = (y[output * outputs + o] ?? 0) + value * (kernels[kernel + o] ?? 0);
        }
      }
    });
    biasAndActivation(access, activationOf(attributes));
  },
  wasm: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    convolve(access, w, outputs);
    biasAndActivation(access, activationOf(attributes));
  },
  wgsl: (shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    return convolutionProgram(w, outputs, activationWgsl[activationOf(attributes)](`(sum + bias[member * ${outputs}u + column])`));
  },
  gradient: {
    inputs: ['x', 'kernels'],
    outputs: [true],
    function: (dy, saved, attrs) => {
      const [x, kernels, y] = saved;
      if (Array.isArray(dy) || !x || !kernels || !y) throw new Error('the convolution did not save its tensors');
      const name: unknown = Reflect.get(attrs, 'activation');
      const activation = activationOf({ activation: typeof name === 'string' ? name : '' });
      const dz = activation === 'linear' ? dy : activationGradientOp(dy, y, activation);
      const settings = windowAttributes(windowSettings(attrs));
      return {
        x: () => only(runInputGradient({ dz, kernels, x }, settings)),
        kernels: () => {
          const partial = only(runKernelGradient({ x, dz, kernels }, settings));
          return reshape(sumRowsOp(partial), kernels.shape);
        },
        bias: () => sumPixels(dz),
      };
    },
  },
});

/** Sum over examples and pixels, image by image and then over the images, `[R, B, OH, OW, O]` → `[R, O]`. */
function sumPixels(dz: Tensor): Tensor {
  const [runs, examples, outputs] = [dimension(dz.shape, 0), dimension(dz.shape, 1), dimension(dz.shape, 4)];
  const pixels = dimension(dz.shape, 2) * dimension(dz.shape, 3);
  const perImage = sumRowsOp(reshape(dz, [runs * examples, pixels, outputs]));
  return sumRowsOp(reshape(perImage, [runs, examples, outputs]));
}

const runInputGradient = defineKernel({
  name: 'ConvolutionInputGradient',
  inputs: { dz: 'float32', kernels: 'float32', x: 'float32' },
  outputs: { dx: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    const [dz, kernels, dx] = [access.f32('dz'), access.f32('kernels'), access.f32('dx')];
    forEachMeeting(w, (_run, _image, pixel, element, output) => {
      for (let c = 0; c < w.channels; c++) {
        const kernel = (element * w.channels + c) * outputs;
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum += (dz[output * outputs + o] ?? 0) * (kernels[kernel + o] ?? 0);
        dx[pixel * w.channels + c] = (dx[pixel * w.channels + c] ?? 0) + sum;
      }
    });
  },
  wasm: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    convolveInputGradient(access, w, outputs);
  },
  wgsl: (shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    return convolutionInputGradientProgram(w, outputs);
  },
});

/** Threads per run below which the images of a batch are split into slices that are summed afterwards. */
const enoughThreads = 256;

/** Images per slice of the kernel gradient and number of slices, from the sizes of one run only. */
function slicesOf(w: Windows, outputs: number): { size: number; slices: number } {
  const threads = Math.ceil((w.windowHeight * w.windowWidth * w.channels * outputs) / 16);
  const wanted = Math.min(w.examples, Math.max(1, Math.ceil(enoughThreads / threads)));
  const size = Math.min(Math.ceil(w.examples / wanted), imagesAtOnce(w));
  return { size, slices: Math.ceil(w.examples / size) };
}

const runKernelGradient = defineKernel({
  name: 'ConvolutionKernelGradient',
  inputs: { x: 'float32', dz: 'float32', kernels: 'float32' },
  outputs: { partial: 'float32' },
  outputShape: (_, shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    return [w.runs, slicesOf(w, outputs).slices, w.windowHeight * w.windowWidth * w.channels * outputs];
  },
  host: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    const { size, slices } = slicesOf(w, outputs);
    const [x, dz, partial] = [access.f32('x'), access.f32('dz'), access.f32('partial')];
    const elements = w.windowHeight * w.windowWidth;
    forEachMeeting(w, (run, image, pixel, element, output) => {
      const slice = run * slices + Math.floor((image - run * w.examples) / size);
      for (let c = 0; c < w.channels; c++) {
        const value = x[pixel * w.channels + c] ?? 0;
        const to = ((slice * elements + element - run * elements) * w.channels + c) * outputs;
        for (let o = 0; o < outputs; o++) partial[to + o] = (partial[to + o] ?? 0) + value * (dz[output * outputs + o] ?? 0);
      }
    });
  },
  wasm: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    convolveKernelGradient(access, w, outputs, slicesOf(w, outputs).size);
  },
  wgsl: (shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    const { size, slices } = slicesOf(w, outputs);
    return convolutionKernelGradientProgram(w, outputs, size, slices);
  },
});

export interface ConvolutionSettings {
  stride: number;
  padding: Padding;
  activation: Activation;
}

/**
 * `activation(Σ x[b, s·y + i − top, s·x + j − left, c] · kernels[i, j, c, o] + bias[o])`, the cross-correlation of TensorFlow's conv2d.
 * x `[R, B, H, W, C]`, kernels `[R, kh, kw, C, O]`, bias `[R, O]` → `[R, B, OH, OW, O]`. Throws when shapes do not fit.
 */
export function convolutionOp(x: Tensor, kernels: Tensor, bias: Tensor, { stride, padding, activation }: ConvolutionSettings): Tensor {
  const [windowHeight, windowWidth] = [dimension(kernels.shape, 1), dimension(kernels.shape, 2)];
  return only(runConvolution({ x, kernels, bias }, { windowHeight, windowWidth, stride, padding, activation }));
}

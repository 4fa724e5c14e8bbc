/**
 * Convolution over a population as patches × product: on WASM a few images' patches at a time, on WebGPU read inside the product, in
 * JavaScript as plain loops. Gradients gather or add in a fixed order; nothing adds atomically.
 */
import { reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only } from '../kernel.ts';
import type { Attributes, HostAccess, Shapes } from '../kernel.ts';
import { convolve, convolveInputGradient, convolveWeightGradients, imagesAtOnce } from '../wasm/convolution.ts';
import { convolutionWeightGradientsProgram } from '../webgpu/convolution-weights.ts';
import { convolutionInputGradientProgram, convolutionProgram } from '../webgpu/convolution.ts';
import { activationGradientOp, activationOf, activationWgsl, biasAndActivation } from './dense.ts';
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
    convolve(access, w, outputs, activationOf(attributes));
  },
  wgsl: (shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    return convolutionProgram(w, outputs, activationWgsl[activationOf(attributes)](`(sum + bias[run * ${outputs}u + column])`));
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
      // Here and not when they are asked for: one kernel gives both.
      const { dKernels, dBias } = weightGradients(x, dz, kernels, settings);
      return { x: () => only(runInputGradient({ dz, kernels, x }, settings)), kernels: () => dKernels, bias: () => dBias };
    },
  },
});

/** Gradients of kernels and bias, slice by slice of the images and then over the slices. */
function weightGradients(x: Tensor, dz: Tensor, kernels: Tensor, settings: Attributes): { dKernels: Tensor; dBias: Tensor } {
  const [partial, biasSums] = runKernelGradient({ x, dz, kernels }, settings);
  if (!partial || !biasSums) throw new Error('the gradients of a convolution have no result');
  const biasShape = [dimension(biasSums.shape, 0), dimension(biasSums.shape, 2)];
  if (dimension(partial.shape, 1) === 1) {
    return { dKernels: reshape(partial, kernels.shape), dBias: reshape(biasSums, biasShape) };
  }
  const [dKernels, dBias] = runSumSlices({ partial, biasSums, kernels });
  if (!dKernels || !dBias) throw new Error('the gradients of a convolution have no sum');
  return { dKernels, dBias };
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

/** Threads per run below which the images of a batch are split into slices that are summed afterwards, and the numbers of a thread. */
const enoughThreads = 512;
const numbersOfThread = 48;

/** Images per slice of the kernel gradient and number of slices, from the sizes of one run only. */
function slicesOf(w: Windows, outputs: number): { size: number; slices: number } {
  const threads = Math.ceil((w.windowHeight * w.windowWidth * w.channels * outputs) / numbersOfThread);
  const wanted = Math.min(w.examples, Math.max(1, Math.ceil(enoughThreads / threads)));
  const size = Math.min(Math.ceil(w.examples / wanted), imagesAtOnce(w));
  return { size, slices: Math.ceil(w.examples / size) };
}

/** biasSums: dz summed over the examples and pixels of each slice. */
function sumOfSlices(access: HostAccess, w: Windows, outputs: number, size: number): void {
  const [dz, biasSums] = [access.f32('dz'), access.f32('biasSums')];
  biasSums.fill(0);
  const [perImage, slices] = [w.outHeight * w.outWidth * outputs, Math.ceil(w.examples / size)];
  for (let image = 0; image < w.runs * w.examples; image++) {
    const to = (Math.floor(image / w.examples) * slices + Math.floor((image % w.examples) / size)) * outputs;
    for (let at = image * perImage; at < (image + 1) * perImage; at += outputs) {
      for (let o = 0; o < outputs; o++) biasSums[to + o] = (biasSums[to + o] ?? 0) + (dz[at + o] ?? 0);
    }
  }
}

const runKernelGradient = defineKernel({
  name: 'ConvolutionKernelGradient',
  inputs: { x: 'float32', dz: 'float32', kernels: 'float32' },
  outputs: { partial: 'float32', biasSums: 'float32' },
  outputShape: (output, shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    const numbers = output === 'biasSums' ? outputs : w.windowHeight * w.windowWidth * w.channels * outputs;
    return [w.runs, slicesOf(w, outputs).slices, numbers];
  },
  host: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    const { size, slices } = slicesOf(w, outputs);
    const [x, dz, sums] = [access.f32('x'), access.f32('dz'), access.f32('partial')];
    const elements = w.windowHeight * w.windowWidth;
    forEachMeeting(w, (run, image, pixel, element, output) => {
      const slice = run * slices + Math.floor((image - run * w.examples) / size);
      for (let c = 0; c < w.channels; c++) {
        const value = x[pixel * w.channels + c] ?? 0;
        const to = ((slice * elements + element - run * elements) * w.channels + c) * outputs;
        for (let o = 0; o < outputs; o++) sums[to + o] = (sums[to + o] ?? 0) + value * (dz[output * outputs + o] ?? 0);
      }
    });
    sumOfSlices(access, w, outputs, size);
  },
  wasm: (access, attributes) => {
    const { w, outputs } = geometry(access.shape, attributes);
    convolveWeightGradients(access, w, outputs, slicesOf(w, outputs).size);
  },
  wgsl: (shape, attributes) => {
    const { w, outputs } = geometry(shape, attributes);
    const { size, slices } = slicesOf(w, outputs);
    return convolutionWeightGradientsProgram(w, outputs, size, slices);
  },
});

/** Sums over the slices, in ascending order. */
const runSumSlices = defineKernel({
  name: 'ConvolutionSumSlices',
  inputs: { partial: 'float32', biasSums: 'float32', kernels: 'float32' },
  outputs: { dKernels: 'float32', dBias: 'float32' },
  outputShape: (output, shape) =>
    output === 'dKernels' ? shape('kernels') : [dimension(shape('biasSums'), 0), dimension(shape('biasSums'), 2)],
  host: (access) => {
    for (const [from, to] of [
      ['partial', 'dKernels'],
      ['biasSums', 'dBias'],
    ] as const) {
      const [sums, total] = [access.f32(from), access.f32(to)];
      const [slices, numbers] = [dimension(access.shape(from), 1), dimension(access.shape(from), 2)];
      for (let i = 0; i < total.length; i++) {
        const first = Math.floor(i / numbers) * slices * numbers + (i % numbers);
        let sum = 0;
        for (let slice = 0; slice < slices; slice++) sum += sums[first + slice * numbers] ?? 0;
        total[i] = sum;
      }
    }
  },
  wgsl: (shape) => {
    const [runs = 0, slices = 0, numbers = 0] = shape('partial');
    const outputs = dimension(shape('biasSums'), 2);
    const sum = (from: string, to: string, at: string, perRun: number): string =>
      `let first = (${at} / ${perRun}u) * ${slices * perRun}u + ${at} % ${perRun}u; var sum = 0.0;
    for (var slice = 0u; slice < ${slices}u; slice++) { sum += ${from}[first + slice * ${perRun}u]; }
    ${to}[${at}] = sum;`;
    return {
      threads: runs * (numbers + outputs),
      body: `if (i < ${runs * numbers}u) { ${sum('partial', 'dKernels', 'i', numbers)} }
  else { let at = i - ${runs * numbers}u; ${sum('biasSums', 'dBias', 'at', outputs)} }`,
    };
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

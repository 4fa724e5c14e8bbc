/** Convolution on WASM as patches × product, run by run and a few lines of an image at a time. */
import type { WasmAccess } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';
import { kernelsOf } from './module.ts';
import type { KernelModule } from './module.ts';
import { activationCodes } from './products.ts';

/** Bytes that the patches of one slice of images may take. */
export const patchBudget = 4 * 1024 * 1024;

/** Images whose patches fit the budget, at least one: a function of the sizes of one run, never of the number of runs. */
export function imagesAtOnce(w: Windows): number {
  const bytes = w.outHeight * w.outWidth * w.windowHeight * w.windowWidth * w.channels * 4;
  return Math.min(w.examples, Math.max(1, Math.floor(patchBudget / bytes)));
}

/** Says the sizes to the kernels; returns them and their work space. */
function prepare(access: WasmAccess, w: Windows, outputs: number): { kernels: KernelModule; work: number } {
  const kernels = kernelsOf(access.backend);
  const { height, width, channels, windowHeight, windowWidth, stride, top, left, outHeight, outWidth } = w;
  kernels.setWindows(height, width, channels, windowHeight, windowWidth, stride, top, left, outHeight, outWidth, outputs);
  return { kernels, work: kernels.scratch(kernels.convolutionWork()) };
}

/** y = activation(patches(x) · kernels + bias). */
export function convolve(access: WasmAccess, w: Windows, outputs: number, activation: keyof typeof activationCodes): void {
  const { kernels, work } = prepare(access, w, outputs);
  const [x, weights, bias, y] = [access.offset('x'), access.offset('kernels'), access.offset('bias'), access.offset('y')];
  kernels.convolution(x, weights, bias, y, w.runs, w.examples, activationCodes[activation], work);
}

/** dx = the patches of dz · kernelsᵀ, each added back to the pixels it was taken from, in ascending order of windows. */
export function convolveInputGradient(access: WasmAccess, w: Windows, outputs: number): void {
  const { kernels, work } = prepare(access, w, outputs);
  kernels.convolutionInputGradient(access.offset('dz'), access.offset('kernels'), access.offset('dx'), w.runs, w.examples, work);
}

/** partial `[R, slices, kh · kw · C · O]`: patches(x)ᵀ · dz of each slice of `size` images; biasSums `[R, slices, O]`: the sums of dz. */
export function convolveWeightGradients(access: WasmAccess, w: Windows, outputs: number, size: number): void {
  const { kernels, work } = prepare(access, w, outputs);
  const [x, dz, partial, biasSums] = [access.offset('x'), access.offset('dz'), access.offset('partial'), access.offset('biasSums')];
  kernels.convolutionWeightGradients(x, dz, partial, biasSums, w.runs, w.examples, size, work);
}

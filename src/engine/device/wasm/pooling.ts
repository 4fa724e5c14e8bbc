/** Pooling over windows of images on WASM. */
import type { WasmAccess } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';
import { kernelsOf } from './module.ts';

/** y and chosen of the largest number of each window of x. */
export function maxPool(access: WasmAccess, w: Windows): void {
  const { height, width, channels, windowHeight, windowWidth, stride, top, left, outHeight, outWidth } = w;
  const [x, y, chosen] = [access.offset('x'), access.offset('y'), access.offset('chosen')];
  // prettier-ignore
  kernelsOf(access.backend).maxPool(
    x, y, chosen, w.runs * w.examples, height, width, channels, windowHeight, windowWidth, stride, top, left, outHeight, outWidth,
  );
}

/** dx: every gradient goes to the chosen pixel of its window. */
export function maxPoolGradient(access: WasmAccess, w: Windows): void {
  const [dy, chosen, dx] = [access.offset('dy'), access.offset('chosen'), access.offset('dx')];
  const [images, pixels, windows] = [w.runs * w.examples, w.height * w.width, w.outHeight * w.outWidth];
  kernelsOf(access.backend).maxPoolGradient(dy, chosen, dx, images, pixels, w.channels, windows);
}

/** y: the mean of each window of x; or backwards dx: the gradient dy shared among the window's pixels. */
export function averagePool(access: WasmAccess, w: Windows, backwards: boolean): void {
  const { height, width, channels, windowHeight, windowWidth, stride, top, left, outHeight, outWidth } = w;
  const [x, y] = backwards ? [access.offset('dx'), access.offset('dy')] : [access.offset('x'), access.offset('y')];
  const [images, back] = [w.runs * w.examples, Number(backwards)];
  // prettier-ignore
  kernelsOf(access.backend).averagePool(
    x, y, back, images, height, width, channels, windowHeight, windowWidth, stride, top, left, outHeight, outWidth,
  );
}

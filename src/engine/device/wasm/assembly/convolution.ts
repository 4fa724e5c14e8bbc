/**
 * Convolution over the images of a population as patches × product: the patches of a few rows of outputs at a time, so that they stay in
 * the cache. What is called a row of a window is its pixels on one line of the image, `windowWidth · channels` neighbours.
 */
import { multiply, productWork } from './products';
import { addRows } from './sums';

/** Numbers of patches that are made at a time. */
const patchNumbers: i32 = 65536;

/** The sizes of one call; the module is used by one call at a time. */
let height: i32, width: i32, channels: i32, windowHeight: i32, windowWidth: i32, stride: i32, top: i32, left: i32, outHeight: i32, outWidth: i32, outputs: i32;

/** Says which images and windows the next call is about. */
export function setWindows(h: i32, w: i32, c: i32, kh: i32, kw: i32, s: i32, before: i32, beside: i32, oh: i32, ow: i32, o: i32): void {
  height = h;
  width = w;
  channels = c;
  windowHeight = kh;
  windowWidth = kw;
  stride = s;
  top = before;
  left = beside;
  outHeight = oh;
  outWidth = ow;
  outputs = o;
}

// @ts-ignore: decorator
@inline
function patchSize(): i32 {
  return windowHeight * windowWidth * channels;
}

// @ts-ignore: decorator
@inline
function linesAtOnce(): i32 {
  return min(outHeight, max(1, patchNumbers / (patchSize() * outWidth)));
}

/** Bytes of work space that a convolution needs, after `setWindows`. */
export function convolutionWork(): usize {
  const pixels = linesAtOnce() * outWidth;
  const products = max(productWork(patchSize(), outputs), max(productWork(outputs, patchSize()), productWork(pixels, outputs)));
  // A vector more: copies may end behind the last patch.
  return ((products + 15) & ~15) + (<usize>(pixels * patchSize()) << 2) + 32;
}

// @ts-ignore: decorator
@inline
function patchesIn(work: usize): usize {
  return work + convolutionWork() - ((<usize>(linesAtOnce() * outWidth * patchSize()) << 2) + 32);
}

/** Copies `count` numbers in whole vectors, up to three more than asked for, where both may be touched; else one by one. */
// @ts-ignore: decorator
@inline
function copyRow(from: usize, to: usize, count: i32, end: usize): void {
  const bytes = <usize>count << 2;
  if (from + bytes + 12 <= end) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
  } else {
    for (let at: usize = 0; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
  }
}

/** Patches of `lines` lines of outputs from the line `first` on; zeros where a window reaches over the edge. */
function fillPatches(image: usize, first: i32, lines: i32, patches: usize): void {
  const row = windowWidth * channels;
  const rowBytes = <usize>row << 2;
  const line = <usize>(width * channels) << 2;
  const end = image + line * height;
  for (let oy = first; oy < first + lines; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      const x = ox * stride - left;
      const from = max(x, 0);
      const to = min(x + windowWidth, width);
      const inner = from == x && to == x + windowWidth;
      for (let ky = 0; ky < windowHeight; ky++, patches += rowBytes) {
        const y = oy * stride - top + ky;
        if (y < 0 || y >= height || from >= to) {
          memory.fill(patches, 0, rowBytes);
        } else if (inner) {
          copyRow(image + line * y + (<usize>(x * channels) << 2), patches, row, end);
        } else {
          memory.fill(patches, 0, rowBytes);
          const shift = <usize>((from - x) * channels) << 2;
          const source = image + line * y + (<usize>(from * channels) << 2);
          for (let at: usize = 0; at < <usize>((to - from) * channels) << 2; at += 4) store<f32>(patches + shift + at, load<f32>(source + at));
        }
      }
    }
  }
}

/** Adds patches back to the pixels that they were taken from, in ascending order of windows. */
function addPatches(image: usize, first: i32, lines: i32, patches: usize): void {
  const rowBytes = <usize>(windowWidth * channels) << 2;
  const line = <usize>(width * channels) << 2;
  for (let oy = first; oy < first + lines; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      const x = ox * stride - left;
      const from = max(x, 0);
      const to = min(x + windowWidth, width);
      for (let ky = 0; ky < windowHeight; ky++, patches += rowBytes) {
        const y = oy * stride - top + ky;
        if (y < 0 || y >= height || from >= to) continue;
        const target = image + line * y + (<usize>(from * channels) << 2);
        const source = patches + (<usize>((from - x) * channels) << 2);
        const bytes = <usize>((to - from) * channels) << 2;
        let at: usize = 0;
        for (; at + 16 <= bytes; at += 16) v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
        for (; at < bytes; at += 4) store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
      }
    }
  }
}

/** y = activation(patches(x) · kernels + bias), run by run. */
export function convolution(x: usize, kernels: usize, bias: usize, y: usize, runs: i32, examples: i32, activation: i32, work: usize): void {
  const patches = patchesIn(work);
  const image = <usize>(height * width * channels) << 2;
  const step = linesAtOnce();
  for (let run = 0; run < runs; run++) {
    for (let example = 0; example < examples; example++, x += image) {
      for (let line = 0; line < outHeight; line += step) {
        const lines = min(step, outHeight - line);
        fillPatches(x, line, lines, patches);
        multiply(lines * outWidth, patchSize(), outputs, patches, false, kernels, false, y, false, bias, activation, work);
        y += <usize>(lines * outWidth * outputs) << 2;
      }
    }
    kernels += <usize>(patchSize() * outputs) << 2;
    bias += <usize>outputs << 2;
  }
}

/** dx = dz · kernelsᵀ, each patch added back to the pixels it was taken from. */
export function convolutionInputGradient(dz: usize, kernels: usize, dx: usize, runs: i32, examples: i32, work: usize): void {
  const patches = patchesIn(work);
  const image = <usize>(height * width * channels) << 2;
  const step = linesAtOnce();
  memory.fill(dx, 0, image * runs * examples);
  for (let run = 0; run < runs; run++) {
    for (let example = 0; example < examples; example++, dx += image) {
      for (let line = 0; line < outHeight; line += step) {
        const lines = min(step, outHeight - line);
        multiply(lines * outWidth, outputs, patchSize(), dz, false, kernels, true, patches, false, 0, 0, work);
        addPatches(dx, line, lines, patches);
        dz += <usize>(lines * outWidth * outputs) << 2;
      }
    }
    kernels += <usize>(patchSize() * outputs) << 2;
  }
}

/** partial `[runs, slices, patch · outputs]` = patches(x)ᵀ · dz and biasSums `[runs, slices, outputs]` = Σ dz of every `size` images. */
export function convolutionWeightGradients(x: usize, dz: usize, partial: usize, biasSums: usize, runs: i32, examples: i32, size: i32, work: usize): void {
  const patches = patchesIn(work);
  const image = <usize>(height * width * channels) << 2;
  const step = linesAtOnce();
  for (let run = 0; run < runs; run++) {
    for (let from = 0; from < examples; from += size) {
      memory.fill(biasSums, 0, <usize>outputs << 2);
      for (let example = from; example < min(from + size, examples); example++, x += image) {
        for (let line = 0; line < outHeight; line += step) {
          const lines = min(step, outHeight - line);
          const pixels = lines * outWidth;
          fillPatches(x, line, lines, patches);
          multiply(patchSize(), pixels, outputs, patches, true, dz, false, partial, example > from || line > 0, 0, 0, work);
          addRows(dz, biasSums, pixels, outputs);
          dz += <usize>(pixels * outputs) << 2;
        }
      }
      partial += <usize>(patchSize() * outputs) << 2;
      biasSums += <usize>outputs << 2;
    }
  }
}

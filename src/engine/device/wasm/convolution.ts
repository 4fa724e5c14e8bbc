/**
 * Convolution on WASM as patches × product, run by run and a few images at a time, so that patches never exceed a budget. How many
 * images go together depends on the sizes of one run only, never on the number of runs.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import type { WasmAccess } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';
import { multiplyMembers } from './products.ts';

/** Bytes that the patches of one product may take: still in the cache of most machines. */
export const patchBudget = 4 * 1024 * 1024;

/** Images whose patches fit the budget, at least one. */
export function imagesAtOnce(w: Windows): number {
  const bytes = w.outHeight * w.outWidth * w.windowHeight * w.windowWidth * w.channels * 4;
  return Math.min(w.examples, Math.max(1, Math.floor(patchBudget / bytes)));
}

const scratches = new WeakMap<BackendWasm, { offset: number; bytes: number }>();

/** Byte offset of a region of at least `bytes` that is kept for the next call. */
function scratch(backend: BackendWasm, bytes: number): number {
  const { wasm } = backend;
  const known = scratches.get(backend);
  if (known && known.bytes >= bytes) return known.offset;
  if (known) wasm._free(known.offset);
  const offset = wasm._malloc(bytes) >>> 0;
  scratches.set(backend, { offset, bytes });
  return offset;
}

/**
 * The rows of windows over one image: where each begins in the image (or −1 where it lies outside), and which part of it is inside. The
 * same for all images, so that the loops below only copy or add.
 */
interface PatchRows {
  /** First number of the part inside, in the image; −1 where nothing is inside. */
  from: Int32Array;
  /** First number of the part inside, in the row of the window, and the one after the last. */
  begin: Int32Array;
  end: Int32Array;
  /** Numbers of one row of a window. */
  length: number;
}

function patchRows(w: Windows): PatchRows {
  const { height, width, channels, windowHeight, windowWidth, stride } = w;
  const count = w.outHeight * w.outWidth * windowHeight;
  const [from, begin, end] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  let row = 0;
  for (let oy = 0; oy < w.outHeight; oy++) {
    for (let ox = 0; ox < w.outWidth; ox++) {
      const first = ox * stride - w.left;
      const [left, right] = [Math.max(first, 0), Math.min(first + windowWidth, width)];
      for (let ky = 0; ky < windowHeight; ky++, row++) {
        const y = oy * stride - w.top + ky;
        const inside = y >= 0 && y < height && left < right;
        from[row] = inside ? (y * width + left) * channels : -1;
        begin[row] = (left - first) * channels;
        end[row] = (right - first) * channels;
      }
    }
  }
  return { from, begin, end, length: windowWidth * channels };
}

/** patches `[images · OH · OW, kh · kw · C]` of images that begin at `start`; zeros where a window reaches over the edge. */
function fillPatches(patches: Float32Array, x: Float32Array, start: number, w: Windows, images: number, rows: PatchRows): void {
  const { from, begin, end, length } = rows;
  const size = w.height * w.width * w.channels;
  patches.fill(0);
  let patch = 0;
  for (let image = start; image < start + images * size; image += size) {
    for (let row = 0; row < from.length; row++, patch += length) {
      const source = from[row]!;
      if (source < 0) continue;
      const [first, last] = [begin[row]!, end[row]!];
      const shift = image + source - first;
      for (let i = first; i < last; i++) patches[patch + i] = x[shift + i]!;
    }
  }
}

/** Adds patches back to the pixels they were taken from, in ascending order of windows. */
function addPatches(dx: Float32Array, patches: Float32Array, start: number, w: Windows, images: number, rows: PatchRows): void {
  const { from, begin, end, length } = rows;
  const size = w.height * w.width * w.channels;
  let patch = 0;
  for (let image = start; image < start + images * size; image += size) {
    for (let row = 0; row < from.length; row++, patch += length) {
      const source = from[row]!;
      if (source < 0) continue;
      const [first, last] = [begin[row]!, end[row]!];
      const shift = image + source - first;
      for (let i = first; i < last; i++) dx[shift + i]! += patches[patch + i]!;
    }
  }
}

interface Chunk {
  run: number;
  /** First image, counted through all runs. */
  image: number;
  images: number;
  rows: number;
}

function forEachChunk(w: Windows, size: number, visit: (chunk: Chunk) => void): void {
  for (let run = 0; run < w.runs; run++) {
    for (let first = 0; first < w.examples; first += size) {
      const images = Math.min(size, w.examples - first);
      visit({ run, image: run * w.examples + first, images, rows: images * w.outHeight * w.outWidth });
    }
  }
}

/** A region for the patches of `images` images: its offset and a fresh view of it. */
function patchesOf(access: WasmAccess, w: Windows, images: number): { offset: number; view: () => Float32Array } {
  const length = images * w.outHeight * w.outWidth * w.windowHeight * w.windowWidth * w.channels;
  const offset = scratch(access.backend, length * 4);
  return { offset, view: () => new Float32Array(access.backend.wasm.HEAPU8.buffer, offset, length) };
}

const single = { members: 1, aStride: 0, bStride: 0 };

/** y = patches(x) · kernels, without the bias. */
export function convolve(access: WasmAccess, w: Windows, outputs: number): void {
  const inner = w.windowHeight * w.windowWidth * w.channels;
  const size = imagesAtOnce(w);
  const patches = patchesOf(access, w, size);
  const places = patchRows(w);
  forEachChunk(w, size, ({ run, image, images, rows }) => {
    fillPatches(patches.view(), access.f32('x'), image * w.height * w.width * w.channels, w, images, places);
    multiplyMembers(access.backend, {
      ...single,
      a: patches.offset,
      b: access.offset('kernels') + run * inner * outputs * 4,
      out: access.offset('y') + image * w.outHeight * w.outWidth * outputs * 4,
      rows,
      inner,
      columns: outputs,
      transposeA: false,
      transposeB: false,
    });
  });
}

/** dx = the patches of dz · kernelsᵀ, each added back to the pixels it was taken from, in ascending order of windows. */
export function convolveInputGradient(access: WasmAccess, w: Windows, outputs: number): void {
  const columns = w.windowHeight * w.windowWidth * w.channels;
  const size = imagesAtOnce(w);
  const patches = patchesOf(access, w, size);
  const places = patchRows(w);
  access.f32('dx').fill(0);
  forEachChunk(w, size, ({ run, image, images, rows }) => {
    multiplyMembers(access.backend, {
      ...single,
      a: access.offset('dz') + image * w.outHeight * w.outWidth * outputs * 4,
      b: access.offset('kernels') + run * columns * outputs * 4,
      out: patches.offset,
      rows,
      inner: outputs,
      columns,
      transposeA: false,
      transposeB: true,
    });
    addPatches(access.f32('dx'), patches.view(), image * w.height * w.width * w.channels, w, images, places);
  });
}

/** partial `[R, slices, kh · kw · C · O]`: patches(x)ᵀ · dz of each slice of `size` images. */
export function convolveKernelGradient(access: WasmAccess, w: Windows, outputs: number, size: number): void {
  const rows = w.windowHeight * w.windowWidth * w.channels;
  const patches = patchesOf(access, w, size);
  const places = patchRows(w);
  let slice = 0;
  forEachChunk(w, size, ({ image, images, rows: inner }) => {
    fillPatches(patches.view(), access.f32('x'), image * w.height * w.width * w.channels, w, images, places);
    multiplyMembers(access.backend, {
      ...single,
      a: patches.offset,
      b: access.offset('dz') + image * w.outHeight * w.outWidth * outputs * 4,
      out: access.offset('partial') + slice * rows * outputs * 4,
      rows,
      inner,
      columns: outputs,
      transposeA: true,
      transposeB: false,
    });
    slice++;
  });
}

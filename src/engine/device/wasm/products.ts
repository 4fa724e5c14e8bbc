/**
 * Matrix products on WASM, member by member of a population, always through XNNPACK's fast path: transposed operands are
 * copied to plain order first, since tfjs computes transposed and batched products five to ten times slower.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { _FusedMatMul } from '@tensorflow/tfjs-core';

/** Products below this many multiply-adds are faster as a plain loop than with XNNPACK's set-up. */
const smallProduct = 6000;
const tile = 32;

interface Multiplier {
  /** `out[M, N] = a[M, K] · b[K, N]`, byte offsets into the WASM heap. */
  multiply(a: number, b: number, out: number, M: number, K: number, N: number): void;
  /** A region of at least `bytes`, kept for the next call. */
  scratch(bytes: number): number;
}

const multipliers = new WeakMap<BackendWasm, Multiplier>();

function multiplierOf(backend: BackendWasm): Multiplier {
  let multiplier = multipliers.get(backend);
  if (!multiplier) {
    multiplier = createMultiplier(backend);
    multipliers.set(backend, multiplier);
  }
  return multiplier;
}

function createMultiplier(backend: BackendWasm): Multiplier {
  const { wasm } = backend;
  // With numbers only, cwrap hands out the exported function itself: no marshalling per call.
  const fused = wasm.cwrap(
    _FusedMatMul,
    null,
    Array.from({ length: 13 }, () => 'number'),
  ) as (...parameters: number[]) => void;
  const shapes = wasm._malloc(24);
  // Tensor ids of our own, far above those the backend counts up from 1.
  const [aId, bId, outId] = [0x7ffffff0, 0x7ffffff1, 0x7ffffff2];
  let scratchOffset = 0;
  let scratchBytes = 0;
  return {
    multiply(a, b, out, M, K, N) {
      if (M * K * N <= smallProduct) {
        multiplyLoop(wasm.HEAPU8.buffer, a, b, out, M, K, N);
        return;
      }
      new Int32Array(wasm.HEAPU8.buffer, shapes, 6).set([1, M, K, 1, K, N]);
      wasm.tfjs.registerTensor(aId, M * K, a);
      wasm.tfjs.registerTensor(bId, K * N, b);
      wasm.tfjs.registerTensor(outId, M * N, out);
      fused(aId, shapes, 3, bId, shapes + 12, 3, 0, 0, 0, 0, 0, 0, outId);
      // Disposing also drops XNNPACK's packed copy of b, which would be stale after the next update in place.
      wasm.tfjs.disposeData(aId);
      wasm.tfjs.disposeData(bId);
      wasm.tfjs.disposeData(outId);
    },
    scratch(bytes) {
      if (bytes > scratchBytes) {
        if (scratchOffset) wasm._free(scratchOffset);
        scratchOffset = wasm._malloc(bytes) >>> 0;
        scratchBytes = bytes;
      }
      return scratchOffset;
    },
  };
}

function multiplyLoop(heap: ArrayBufferLike, aOffset: number, bOffset: number, outOffset: number, M: number, K: number, N: number): void {
  const a = new Float32Array(heap, aOffset, M * K);
  const b = new Float32Array(heap, bOffset, K * N);
  const out = new Float32Array(heap, outOffset, M * N);
  for (let row = 0; row < M; row++) {
    for (let column = 0; column < N; column++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += (a[row * K + k] ?? 0) * (b[k * N + column] ?? 0);
      out[row * N + column] = sum;
    }
  }
}

/** `target[columns, rows] = source[rows, columns]ᵀ`, byte offsets, in tiles that stay in the cache. */
function transpose(heap: ArrayBufferLike, source: number, target: number, rows: number, columns: number): void {
  const from = new Float32Array(heap, source, rows * columns);
  const to = new Float32Array(heap, target, rows * columns);
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(top + tile, rows);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(left + tile, columns);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) to[column * rows + row] = from[row * columns + column] ?? 0;
      }
    }
  }
}

export interface MemberProduct {
  members: number;
  /** Byte offsets of the first member; a stride of 0 shares one matrix between all members. */
  a: number;
  aStride: number;
  b: number;
  bStride: number;
  out: number;
  rows: number;
  inner: number;
  columns: number;
  transposeA: boolean;
  transposeB: boolean;
}

/** Computes every member's product; `a` is `[M, K]` (or `[K, M]` transposed), `b` `[K, N]` (or `[N, K]`), `out` `[M, N]`. */
export function multiplyMembers(backend: BackendWasm, product: MemberProduct): void {
  const { rows: M, inner: K, columns: N } = product;
  const multiplier = multiplierOf(backend);
  const aBytes = product.transposeA ? M * K * 4 : 0;
  const bBytes = product.transposeB ? K * N * 4 : 0;
  const scratch = aBytes + bBytes > 0 ? multiplier.scratch(aBytes + bBytes) : 0;
  for (let member = 0; member < product.members; member++) {
    let a = product.a + member * product.aStride;
    let b = product.b + member * product.bStride;
    const heap = backend.wasm.HEAPU8.buffer;
    if (product.transposeA) {
      transpose(heap, a, scratch, K, M);
      a = scratch;
    }
    if (product.transposeB) {
      transpose(heap, b, scratch + aBytes, N, K);
      b = scratch + aBytes;
    }
    multiplier.multiply(a, b, product.out + member * M * N * 4, M, K, N);
  }
}

/** Matrix products of a population on WASM, all members in one call of our own kernel, with bias and activation inside. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { kernelsOf } from './module.ts';

/** The numbers by which the kernels know activations. */
export const activationCodes: Readonly<Record<'linear' | 'relu' | 'tanh' | 'sigmoid', number>> = {
  linear: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
};

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
  /** Byte offset of the biases `[members, columns]`, and what comes after them; neither if not given. */
  bias?: number;
  activation?: keyof typeof activationCodes;
}

/**
 * Computes every member's product; `a` is `[M, K]` (or `[K, M]` transposed), `b` `[K, N]` (or `[N, K]`), `out` `[M, N]`. Every sum runs
 * through K in ascending order.
 */
export function multiplyMembers(backend: BackendWasm, product: MemberProduct): void {
  const kernels = kernelsOf(backend);
  const { members, rows, inner, columns, a, aStride, transposeA, b, bStride, transposeB, out, bias = 0, activation = 'linear' } = product;
  const work = kernels.scratch(kernels.productWork(inner, columns));
  // Not spread from an array: small products are called thousands of times a second.
  // prettier-ignore
  kernels.product(
    members, rows, inner, columns, a, aStride, Number(transposeA), b, bStride, Number(transposeB), out, bias, activationCodes[activation], work,
  );
}

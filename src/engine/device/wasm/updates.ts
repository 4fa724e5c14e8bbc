/** Updates of optimizers on WASM, for all numbers of one run. */
import type { KernelModule } from './module.ts';

/** Byte offsets of the arrays of one run, by name. */
type Places<Name extends string> = Readonly<Record<Name, number>>;

/** Adam; with `kept` below 1 its decoupled weight decay. `size` is the learning rate over the first bias correction. */
export function adamUpdate(
  kernels: KernelModule,
  at: Places<'parameter' | 'gradient' | 'm' | 'v'>,
  values: { size: number; beta1: number; beta2: number; c2: number; epsilon: number; kept: number },
  count: number,
): void {
  const { size, beta1, beta2, c2, epsilon, kept } = values;
  // prettier-ignore
  kernels.adam(at.parameter, at.gradient, at.m, at.v, count, size, beta1, 1 - beta1, beta2, 1 - beta2, 1 / c2, epsilon, kept);
}

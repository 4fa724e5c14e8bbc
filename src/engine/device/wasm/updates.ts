/** Updates of optimizers on WASM, for all numbers of one run. */
import type { KernelModule } from './module.ts';

/** Byte offsets of the arrays of one run, by name. */
type Places<Name extends string> = Readonly<Record<Name, number>>;

/** Adam: `stepSize` is the learning rate over the first bias correction; with `kept` below 1 also decoupled weight decay. */
export function adamUpdate(
  kernels: KernelModule,
  at: Places<'parameter' | 'gradient' | 'm' | 'v'>,
  values: Readonly<Record<'beta1' | 'beta2' | 'c2' | 'epsilon', number>>,
  stepSize: number,
  kept: number,
  count: number,
): void {
  const { beta1, beta2, c2, epsilon } = values;
  kernels.adam(at.parameter, at.gradient, at.m, at.v, count, stepSize, beta1, 1 - beta1, beta2, 1 - beta2, 1 / c2, epsilon, kept);
}

/** velocity ← momentum · velocity + weight · gradient; parameter ← parameter − learningRate · velocity. */
export function momentumUpdate(
  kernels: KernelModule,
  at: Places<'parameter' | 'gradient' | 'velocity'>,
  { momentum, learningRate }: Readonly<Record<'momentum' | 'learningRate', number>>,
  weight: number,
  count: number,
): void {
  kernels.combine(at.velocity, at.gradient, at.velocity, count, momentum, weight);
  kernels.combine(at.parameter, at.velocity, at.parameter, count, 1, -learningRate);
}

/** Kernels of tfjs that a training step must not call: on some device they break a promise of the engine. */

const unreliable: readonly string[] = [
  // On WebGPU their program, and so the order of their sums, depends on the size of the population.
  ...['Sum', 'Mean', 'Max', 'Min', 'Prod', 'Softmax', 'LogSoftmax', 'Cumsum', 'Cumprod', '_FusedMatMul'],
  // They add with atomics, in no fixed order; WASM has none for the gradient of a gather.
  ...['UnsortedSegmentSum', 'ScatterNd', 'SparseToDense', 'GatherV2'],
  // WGSL's own logarithms, powers and hyperbolic functions lose digits or overflow.
  ...['Log', 'Log1p', 'Expm1', 'Erf', 'Tanh', 'Sinh', 'Cosh', 'Softplus', 'Pow', 'Elu', 'Sigmoid', 'Rsqrt'],
];

/** Those among the kernel calls of a trace. */
export const unreliableKernels = (lines: readonly string[]): string[] =>
  lines.filter((line) => unreliable.includes(line.split(' ')[0] ?? ''));

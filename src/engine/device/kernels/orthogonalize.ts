/** What Muon does with a matrix besides products: its length, scaling and sums of matrices, the momentum and the step. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';

const runUnit = defineKernel({
  name: 'InverseLength',
  inputs: { partials: 'float32' },
  outputs: { factor: 'float32' },
  outputShape: (_, shape) => [dimension(shape('partials'), 0)],
  host: (access, attributes) => {
    const [runs, count] = [dimension(access.shape('partials'), 0), dimension(access.shape('partials'), 1)];
    const [partials, factor] = [access.f32('partials'), access.f32('factor')];
    for (let run = 0; run < runs; run++) {
      let sum = 0;
      for (let i = run * count; i < (run + 1) * count; i++) sum += partials[i] ?? 0;
      factor[run] = 1 / (Math.sqrt(sum) + numberAttribute(attributes, 'epsilon'));
    }
  },
  wgsl: (shape, attributes) => {
    const count = dimension(shape('partials'), 1);
    return {
      threads: dimension(shape('partials'), 0),
      body: `var sum = 0.0;
  for (var at = 0u; at < ${count}u; at++) { sum += partials[i * ${count}u + at]; }
  factor[i] = 1.0 / (sqrt(sum) + f32(${numberAttribute(attributes, 'epsilon')}));`,
    };
  },
});

const runCombine = defineKernel({
  name: 'Combine',
  inputs: { x: 'float32', y: 'float32' },
  outputs: { z: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access, attributes) => {
    const [a, b] = [numberAttribute(attributes, 'a'), numberAttribute(attributes, 'b')];
    const [x, y, z] = [access.f32('x'), access.f32('y'), access.f32('z')];
    for (let i = 0; i < z.length; i++) z[i] = a * (x[i] ?? 0) + b * (y[i] ?? 0);
  },
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('x')),
    body: `z[i] = f32(${numberAttribute(attributes, 'a')}) * x[i] + f32(${numberAttribute(attributes, 'b')}) * y[i];`,
  }),
});

const runMomentum = defineKernel({
  name: 'MuonMomentum',
  inputs: { gradient: 'float32', velocity: 'float32', momentum: 'float32' },
  outputs: { direction: 'float32' },
  outputShape: (_, shape) => shape('gradient'),
  updates: ['velocity'],
  host: (access) => {
    const [g, v, direction] = [access.f32('gradient'), access.f32('velocity'), access.f32('direction')];
    const momentum = access.f32('momentum');
    const perRun = g.length / momentum.length;
    for (const [run, mu] of momentum.entries()) {
      for (let i = run * perRun; i < (run + 1) * perRun; i++) {
        const velocity = mu * (v[i] ?? 0) + (g[i] ?? 0);
        v[i] = velocity;
        direction[i] = (g[i] ?? 0) + mu * velocity;
      }
    }
  },
  wgsl: (shape) => ({
    threads: sizeOf(shape('gradient')),
    body: `let mu = momentum[i / ${sizeOf(shape('gradient')) / dimension(shape('gradient'), 0)}u];
  let v = mu * velocity[i] + gradient[i];
  velocity[i] = v;
  direction[i] = gradient[i] + mu * v;`,
  }),
});

/** 1 / (√(sum of partials) + ε) of each run: partials `[R, n]` → `[R]`. */
export const inverseLengthOp = (partials: Tensor, epsilon: number): Tensor => only(runUnit({ partials }, { epsilon }));
/** a · x + b · y, of one shape. */
export const combineOp = (x: Tensor, y: Tensor, a: number, b: number): Tensor => only(runCombine({ x, y }, { a, b }));

/** velocity ← momentum · velocity + gradient, in place; direction = gradient + momentum · velocity; momentum `[R]`. */
export function muonMomentumOp(gradient: Tensor, velocity: Tensor, momentum: Tensor): { direction: Tensor; velocity: Tensor } {
  const [direction, next] = runMomentum({ gradient, velocity, momentum });
  if (!direction || !next) throw new Error('the momentum has no result');
  return { direction, velocity: next };
}

/** Optimizer updates in place, one dispatch a parameter tensor, with hyperparameters `[R]` on the device. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';

const runMomentum = defineKernel({
  name: 'MomentumUpdate',
  inputs: { parameter: 'float32', gradient: 'float32', velocity: 'float32', learningRate: 'float32', momentum: 'float32' },
  updates: ['parameter', 'velocity'],
  host: (access) => {
    const runs = dimension(access.shape('parameter'), 0);
    const [p, g, v, rate, mu] = [
      access.f32('parameter'),
      access.f32('gradient'),
      access.f32('velocity'),
      access.f32('learningRate'),
      access.f32('momentum'),
    ];
    const perRun = p.length / runs;
    for (let run = 0; run < runs; run++) {
      const [lr, m] = [rate[run] ?? 0, mu[run] ?? 0];
      for (let i = run * perRun; i < (run + 1) * perRun; i++) {
        const velocity = m * (v[i] ?? 0) + (g[i] ?? 0);
        v[i] = velocity;
        p[i] = (p[i] ?? 0) - lr * velocity;
      }
    }
  },
  wgsl: (shape) => ({
    threads: sizeOf(shape('parameter')),
    body: `let run = i / ${sizeOf(shape('parameter')) / dimension(shape('parameter'), 0)}u;
  let v = momentum[run] * velocity[i] + gradient[i];
  velocity[i] = v;
  parameter[i] = parameter[i] - learningRate[run] * v;`,
  }),
});

const runAdam = defineKernel({
  name: 'AdamUpdate',
  inputs: {
    parameter: 'float32',
    gradient: 'float32',
    m: 'float32',
    v: 'float32',
    correction: 'float32',
    learningRate: 'float32',
    beta1: 'float32',
    beta2: 'float32',
  },
  updates: ['parameter', 'm', 'v'],
  host: (access, attributes) => {
    const runs = dimension(access.shape('parameter'), 0);
    const epsilon = numberAttribute(attributes, 'epsilon');
    const [p, g, m, v] = [access.f32('parameter'), access.f32('gradient'), access.f32('m'), access.f32('v')];
    const [correction, rate, beta1, beta2] = [
      access.f32('correction'),
      access.f32('learningRate'),
      access.f32('beta1'),
      access.f32('beta2'),
    ];
    const perRun = p.length / runs;
    for (let run = 0; run < runs; run++) {
      const [b1, b2] = [beta1[run] ?? 0, beta2[run] ?? 0];
      const stepSize = (rate[run] ?? 0) / (correction[2 * run] ?? 1);
      const c2 = 1 / (correction[2 * run + 1] ?? 1);
      for (let i = run * perRun; i < (run + 1) * perRun; i++) {
        const gradient = g[i] ?? 0;
        const first = b1 * (m[i] ?? 0) + (1 - b1) * gradient;
        const second = b2 * (v[i] ?? 0) + (1 - b2) * gradient * gradient;
        m[i] = first;
        v[i] = second;
        p[i] = (p[i] ?? 0) - (stepSize * first) / (Math.sqrt(second * c2) + epsilon);
      }
    }
  },
  wgsl: (shape, attributes) => ({
    threads: sizeOf(shape('parameter')),
    body: `let run = i / ${sizeOf(shape('parameter')) / dimension(shape('parameter'), 0)}u;
  let g = gradient[i];
  let b1 = beta1[run];
  let b2 = beta2[run];
  let first = b1 * m[i] + (1.0 - b1) * g;
  let second = b2 * v[i] + (1.0 - b2) * g * g;
  m[i] = first;
  v[i] = second;
  parameter[i] = parameter[i] - learningRate[run] / correction[2u * run] * first / (sqrt(second / correction[2u * run + 1u]) + f32(${numberAttribute(attributes, 'epsilon')}));`,
  }),
});

const runBiasCorrection = defineKernel({
  name: 'BiasCorrection',
  inputs: { correction: 'float32', beta1: 'float32', beta2: 'float32' },
  updates: ['correction'],
  host: (access) => {
    const [correction, beta1, beta2] = [access.f32('correction'), access.f32('beta1'), access.f32('beta2')];
    for (let run = 0; run < beta1.length; run++) {
      for (const [offset, beta] of [beta1[run] ?? 0, beta2[run] ?? 0].entries()) {
        const c = correction[2 * run + offset] ?? 0;
        correction[2 * run + offset] = c + (1 - c) * (1 - beta);
      }
    }
  },
  wgsl: (shape) => ({
    threads: sizeOf(shape('correction')),
    body: `let beta = select(beta2[i / 2u], beta1[i / 2u], i % 2u == 0u);
  correction[i] = correction[i] + (1.0 - correction[i]) * (1.0 - beta);`,
  }),
});

/** velocity ← momentum · velocity + gradient; parameter ← parameter − learningRate · velocity. Returns [parameter, velocity], updated in place. */
export const momentumUpdateOp = (inputs: {
  parameter: Tensor;
  gradient: Tensor;
  velocity: Tensor;
  learningRate: Tensor;
  momentum: Tensor;
}): Tensor[] => runMomentum(inputs);

/** Adam (Kingma & Ba 2015, algorithm 1, epsilon after the square root). Returns [parameter, m, v], updated in place. */
export const adamUpdateOp = (
  inputs: {
    parameter: Tensor;
    gradient: Tensor;
    m: Tensor;
    v: Tensor;
    correction: Tensor;
    learningRate: Tensor;
    beta1: Tensor;
    beta2: Tensor;
  },
  epsilon: number,
): Tensor[] => runAdam(inputs, { epsilon });

/** correction `[R, 2]` ← c + (1 − c)(1 − β), which is 1 − βᵗ for a constant β and stays right for a live one; in place. */
export const biasCorrectionOp = (correction: Tensor, beta1: Tensor, beta2: Tensor): Tensor =>
  only(runBiasCorrection({ correction, beta1, beta2 }));

/** Gradient descent with momentum, in its classical form and as an exponential average. */
import { defineUpdate } from '../device/kernels/updates.ts';
import { momentumUpdate as momentumOnWasm } from '../device/wasm/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

export const momentumUpdate = defineUpdate({
  name: 'MomentumUpdate',
  slots: ['velocity'],
  rates: ['learningRate', 'momentum'],
  host: ({ parameter: p, gradient: g, velocity: v }, { learningRate, momentum }, from, to) => {
    for (let i = from; i < to; i++) {
      const velocity = momentum * (v[i] ?? 0) + (g[i] ?? 0);
      v[i] = velocity;
      p[i] = (p[i] ?? 0) - learningRate * velocity;
    }
  },
  wasm: (kernels, at, values, count) => momentumOnWasm(kernels, at, values, 1, count),
  wgsl: `let v = momentum * velocity[i] + gradient[i];
  velocity[i] = v;
  parameter[i] = parameter[i] - learningRate * v;`,
});

const average = defineUpdate({
  name: 'AverageMomentumUpdate',
  slots: ['velocity'],
  rates: ['learningRate', 'momentum'],
  host: ({ parameter: p, gradient: g, velocity: v }, { learningRate, momentum }, from, to) => {
    for (let i = from; i < to; i++) {
      const velocity = momentum * (v[i] ?? 0) + (1 - momentum) * (g[i] ?? 0);
      v[i] = velocity;
      p[i] = (p[i] ?? 0) - learningRate * velocity;
    }
  },
  wasm: (kernels, at, values, count) => momentumOnWasm(kernels, at, values, 1 - values.momentum, count),
  wgsl: `let v = momentum * velocity[i] + (1.0 - momentum) * gradient[i];
  velocity[i] = v;
  parameter[i] = parameter[i] - learningRate * v;`,
});

/**
 * velocity ← momentum · velocity + gradient; parameter ← parameter − learningRate · velocity (Polyak 1964; as in Sutskever et al.
 * 2013 but with the learning rate outside the velocity, so that a live one acts at once).
 *
 * @param settings.form - `average` weighs the gradient with 1 − momentum, so that the learning rate keeps its meaning
 */
export function momentum(settings: { learningRate: Setting; momentum: Setting; form?: 'classical' | 'average' }): Optimizer {
  const { form = 'classical', ...rates } = settings;
  return ruleOptimizer({ update: form === 'classical' ? momentumUpdate : average, settings: rates });
}

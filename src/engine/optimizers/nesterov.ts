/** Nesterov's momentum. */
import { defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const update = defineUpdate({
  name: 'NesterovUpdate',
  slots: ['velocity'],
  rates: ['learningRate', 'momentum'],
  host: ({ parameter: p, gradient: g, velocity: v }, { learningRate, momentum }, from, to) => {
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const velocity = momentum * (v[i] ?? 0) + gradient;
      v[i] = velocity;
      p[i] = (p[i] ?? 0) - learningRate * (gradient + momentum * velocity);
    }
  },
  wgsl: `let g = gradient[i];
  let v = momentum * velocity[i] + g;
  velocity[i] = v;
  parameter[i] = parameter[i] - learningRate * (g + momentum * v);`,
});

/**
 * velocity ← momentum · velocity + gradient; parameter ← parameter − learningRate · (gradient + momentum · velocity): Nesterov 1983 in
 * the form of Sutskever et al. 2013, written in the parameters that are looked ahead to, as PyTorch does.
 */
export function nesterov(settings: { learningRate: Setting; momentum: Setting }): Optimizer {
  return ruleOptimizer({ update, settings });
}

/** Adadelta. */
import { defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const update = defineUpdate({
  name: 'AdadeltaUpdate',
  slots: ['v', 'u'],
  rates: ['learningRate', 'rho'],
  constants: ['epsilon'],
  host: ({ parameter: p, gradient: g, v, u }, { learningRate, rho, epsilon }, from, to) => {
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const square = rho * (v[i] ?? 0) + (1 - rho) * gradient * gradient;
      const before = u[i] ?? 0;
      const step = Math.sqrt((before + epsilon) / (square + epsilon)) * gradient;
      v[i] = square;
      u[i] = rho * before + (1 - rho) * step * step;
      p[i] = (p[i] ?? 0) - learningRate * step;
    }
  },
  wgsl: `let g = gradient[i];
  let square = rho * v[i] + (1.0 - rho) * g * g;
  let before = u[i];
  let step = sqrt((before + epsilon) / (square + epsilon)) * g;
  v[i] = square;
  u[i] = rho * before + (1.0 - rho) * step * step;
  parameter[i] = parameter[i] - learningRate * step;`,
});

/**
 * v ← ρ · v + (1 − ρ) · gradient²; d = √((u + ε) / (v + ε)) · gradient; u ← ρ · u + (1 − ρ) · d²; parameter ← parameter −
 * learningRate · d (Zeiler 2012, algorithm 1, where the learning rate is 1; ε inside the roots).
 */
export function adadelta(settings: { learningRate?: Setting; rho?: Setting; epsilon?: number }): Optimizer {
  const { learningRate = 1, rho = 0.9, epsilon = 1e-6 } = settings;
  return ruleOptimizer({ update, settings: { learningRate, rho }, constants: () => ({ epsilon }) });
}

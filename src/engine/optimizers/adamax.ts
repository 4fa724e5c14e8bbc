/** Adamax: Adam with the largest gradient in place of the root of the second moment. */
import { defineRunState, defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const columns = ['stepSize', 'beta1', 'beta2'] as const;

const runState = defineRunState({
  name: 'AdamaxRun',
  state: { input: 'correction', columns: ['c1'] },
  settings: ['learningRate', 'beta1', 'beta2'],
  outputs: columns,
  host: (state, { learningRate, beta1, beta2 }) => {
    state.c1 += (1 - state.c1) * (1 - beta1);
    return { stepSize: learningRate / state.c1, beta1, beta2 };
  },
  wgsl: `c1 = c1 + (1.0 - c1) * (1.0 - beta1);
  let stepSize = learningRate / c1;`,
});

const update = defineUpdate({
  name: 'AdamaxUpdate',
  slots: ['m', 'u'],
  table: { input: 'run_values', columns },
  constants: ['epsilon'],
  host: ({ parameter: p, gradient: g, m, u }, { stepSize, beta1, beta2, epsilon }, from, to) => {
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const first = beta1 * (m[i] ?? 0) + (1 - beta1) * gradient;
      const largest = Math.max(beta2 * (u[i] ?? 0), Math.abs(gradient) + epsilon);
      m[i] = first;
      u[i] = largest;
      p[i] = (p[i] ?? 0) - (stepSize * first) / largest;
    }
  },
  wgsl: `let g = gradient[i];
  let first = beta1 * m[i] + (1.0 - beta1) * g;
  let largest = max(beta2 * u[i], abs(g) + epsilon);
  m[i] = first;
  u[i] = largest;
  parameter[i] = parameter[i] - stepSize * first / largest;`,
});

/**
 * u ← max(β₂ · u, |gradient| + ε); parameter ← parameter − learningRate / (1 − β₁ᵗ) · m / u (Kingma & Ba 2015, algorithm 2, with ε
 * within the maximum as in PyTorch, so that a gradient of 0 divides nothing by 0).
 */
export function adamax(settings: { learningRate: Setting; beta1?: Setting; beta2?: Setting; epsilon?: number }): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  return ruleOptimizer({ update, runState, settings: { learningRate, beta1, beta2 }, constants: () => ({ epsilon }) });
}

/** Adam. */
import { defineRunState, defineUpdate } from '../device/kernels/updates.ts';
import { adamUpdate as adamOnWasm } from '../device/wasm/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

/** correction ← c + (1 − c)(1 − β), which is 1 − βᵗ for a constant β and stays right for a live one. */
export const biasCorrection = defineRunState({
  name: 'BiasCorrection',
  state: { input: 'correction', columns: ['c1', 'c2'] },
  settings: ['beta1', 'beta2'],
  outputs: [],
  host: (state, { beta1, beta2 }) => {
    state.c1 += (1 - state.c1) * (1 - beta1);
    state.c2 += (1 - state.c2) * (1 - beta2);
    return {};
  },
  wgsl: `c1 = c1 + (1.0 - c1) * (1.0 - beta1);
  c2 = c2 + (1.0 - c2) * (1.0 - beta2);`,
});

/** Takes the `correction` as its table. */
export const adamUpdate = defineUpdate({
  name: 'AdamUpdate',
  slots: ['m', 'v'],
  table: { input: 'correction', columns: ['c1', 'c2'] },
  rates: ['learningRate', 'beta1', 'beta2'],
  constants: ['epsilon'],
  host: ({ parameter: p, gradient: g, m, v }, { learningRate, beta1: b1, beta2: b2, c1, c2, epsilon }, from, to) => {
    const stepSize = learningRate / c1;
    const scale = 1 / c2;
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const first = b1 * (m[i] ?? 0) + (1 - b1) * gradient;
      const second = b2 * (v[i] ?? 0) + (1 - b2) * gradient * gradient;
      m[i] = first;
      v[i] = second;
      p[i] = (p[i] ?? 0) - (stepSize * first) / (Math.sqrt(second * scale) + epsilon);
    }
  },
  wasm: (kernels, at, values, count) => adamOnWasm(kernels, at, values, values.learningRate / values.c1, 1, count),
  wgsl: `let g = gradient[i];
  let first = beta1 * m[i] + (1.0 - beta1) * g;
  let second = beta2 * v[i] + (1.0 - beta2) * g * g;
  m[i] = first;
  v[i] = second;
  parameter[i] = parameter[i] - learningRate / c1 * first / (sqrt(second / c2) + epsilon);`,
});

/** Kingma & Ba 2015, algorithm 1; epsilon is added after the square root. Bias corrections are state, so that a live β stays right. */
export function adam(settings: { learningRate: Setting; beta1?: Setting; beta2?: Setting; epsilon?: number }): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  return ruleOptimizer({
    update: adamUpdate,
    runState: biasCorrection,
    settings: { learningRate, beta1, beta2 },
    constants: () => ({ epsilon }),
  });
}

/** NAdam: Adam with Nesterov's momentum and a momentum that warms up. */
import { defineRunState, defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const columns = ['gradientStep', 'momentStep', 'beta1', 'beta2', 'c2'] as const;

/**
 * The schedule of the momentum as state: `warmed` is 1 − 0.96^(t · momentumDecay), `product` is 1 − μ₁μ₂…μₜ. Both approach 1, so
 * that small differences from 0 keep all their digits, and products stay right for a live β.
 */
const runState = defineRunState({
  name: 'NadamRun',
  state: { input: 'progress', columns: ['c2', 'warmed', 'product'] },
  settings: ['learningRate', 'beta1', 'beta2'],
  constants: ['warming'],
  outputs: columns,
  host: (state, { learningRate, beta1, beta2, warming }) => {
    state.c2 += (1 - state.c2) * (1 - beta2);
    state.warmed += (1 - state.warmed) * warming;
    const momentum = 0.5 * beta1 * (1 + state.warmed);
    const nextMomentum = 0.5 * beta1 * (1 + state.warmed + (1 - state.warmed) * warming);
    state.product += (1 - state.product) * (1 - momentum);
    const nextProduct = state.product + (1 - state.product) * (1 - nextMomentum);
    return {
      gradientStep: (learningRate * (1 - momentum)) / state.product,
      momentStep: (learningRate * nextMomentum) / nextProduct,
      beta1,
      beta2,
      c2: state.c2,
    };
  },
  wgsl: `c2 = c2 + (1.0 - c2) * (1.0 - beta2);
  warmed = warmed + (1.0 - warmed) * warming;
  let momentum = 0.5 * beta1 * (1.0 + warmed);
  let nextMomentum = 0.5 * beta1 * (1.0 + warmed + (1.0 - warmed) * warming);
  product = product + (1.0 - product) * (1.0 - momentum);
  let nextProduct = product + (1.0 - product) * (1.0 - nextMomentum);
  let gradientStep = learningRate * (1.0 - momentum) / product;
  let momentStep = learningRate * nextMomentum / nextProduct;`,
});

const update = defineUpdate({
  name: 'NadamUpdate',
  slots: ['m', 'v'],
  table: { input: 'run_values', columns },
  constants: ['epsilon'],
  host: ({ parameter: p, gradient: g, m, v }, { gradientStep, momentStep, beta1, beta2, c2, epsilon }, from, to) => {
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const first = beta1 * (m[i] ?? 0) + (1 - beta1) * gradient;
      const second = beta2 * (v[i] ?? 0) + (1 - beta2) * gradient * gradient;
      m[i] = first;
      v[i] = second;
      p[i] = (p[i] ?? 0) - (gradientStep * gradient + momentStep * first) / (Math.sqrt(second / c2) + epsilon);
    }
  },
  wgsl: `let g = gradient[i];
  let first = beta1 * m[i] + (1.0 - beta1) * g;
  let second = beta2 * v[i] + (1.0 - beta2) * g * g;
  m[i] = first;
  v[i] = second;
  parameter[i] = parameter[i] - (gradientStep * g + momentStep * first) / (sqrt(second / c2) + epsilon);`,
});

/**
 * Dozat 2016 with his schedule μₜ = β₁ (1 − ½ · 0.96^(t · momentumDecay)); the step is learningRate · ((1 − μₜ) / (1 − μ₁…μₜ) ·
 * gradient + μₜ₊₁ / (1 − μ₁…μₜ₊₁) · m) / (√(v / (1 − β₂ᵗ)) + ε).
 */
export function nadam(settings: {
  learningRate: Setting;
  beta1?: Setting;
  beta2?: Setting;
  epsilon?: number;
  momentumDecay?: number;
}): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004 } = settings;
  return ruleOptimizer({
    update,
    runState,
    settings: { learningRate, beta1, beta2 },
    constants: () => ({ epsilon }),
    runConstants: { warming: 1 - 0.96 ** momentumDecay },
  });
}

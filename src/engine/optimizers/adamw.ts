/** AdamW: Adam with decoupled weight decay. */
import { defineRunState, defineUpdate } from '../device/kernels/updates.ts';
import { adamUpdate } from '../device/wasm/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const columns = ['stepSize', 'beta1', 'beta2', 'c2', 'decay'] as const;

/** Bias corrections as in adam.ts, and what each parameter's update needs of a run in one table. */
const runState = defineRunState({
  name: 'AdamwRun',
  state: { input: 'correction', columns: ['c1', 'c2'] },
  settings: ['learningRate', 'beta1', 'beta2', 'weightDecay'],
  outputs: columns,
  host: (state, { learningRate, beta1, beta2, weightDecay }) => {
    state.c1 += (1 - state.c1) * (1 - beta1);
    state.c2 += (1 - state.c2) * (1 - beta2);
    return { stepSize: learningRate / state.c1, beta1, beta2, c2: state.c2, decay: learningRate * weightDecay };
  },
  wgsl: `c1 = c1 + (1.0 - c1) * (1.0 - beta1);
  c2 = c2 + (1.0 - c2) * (1.0 - beta2);
  let stepSize = learningRate / c1;
  let decay = learningRate * weightDecay;`,
});

const update = defineUpdate({
  name: 'AdamwUpdate',
  slots: ['m', 'v'],
  table: { input: 'run_values', columns },
  constants: ['epsilon', 'decays'],
  host: ({ parameter: p, gradient: g, m, v }, { stepSize, beta1, beta2, c2, decay, decays, epsilon }, from, to) => {
    const kept = 1 - decays * decay;
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const first = beta1 * (m[i] ?? 0) + (1 - beta1) * gradient;
      const second = beta2 * (v[i] ?? 0) + (1 - beta2) * gradient * gradient;
      m[i] = first;
      v[i] = second;
      p[i] = (p[i] ?? 0) * kept - (stepSize * first) / (Math.sqrt(second / c2) + epsilon);
    }
  },
  wasm: (kernels, at, values, count) => adamUpdate(kernels, at, values, values.stepSize, 1 - values.decays * values.decay, count),
  wgsl: `let g = gradient[i];
  let p = parameter[i];
  let first = beta1 * m[i] + (1.0 - beta1) * g;
  let second = beta2 * v[i] + (1.0 - beta2) * g * g;
  m[i] = first;
  v[i] = second;
  parameter[i] = p - decays * decay * p - stepSize * first / (sqrt(second / c2) + epsilon);`,
});

/**
 * parameter ← parameter − learningRate · weightDecay · parameter, then Adam's step, whose moments never see the decay (Loshchilov &
 * Hutter 2019, algorithm 2, with the decay times the learning rate, as in PyTorch).
 *
 * @param settings.decays - which parameters decay, by their path; default all, biases too
 */
export function adamw(settings: {
  learningRate: Setting;
  weightDecay?: Setting;
  beta1?: Setting;
  beta2?: Setting;
  epsilon?: number;
  decays?: (path: string) => boolean;
}): Optimizer {
  const { learningRate, weightDecay = 0.01, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decays = () => true } = settings;
  return ruleOptimizer({
    update,
    runState,
    settings: { learningRate, beta1, beta2, weightDecay },
    constants: (path) => ({ epsilon, decays: decays(path) ? 1 : 0 }),
  });
}

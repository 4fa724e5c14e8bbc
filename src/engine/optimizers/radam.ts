/** RAdam: Adam that waits with adapting until its second moment rests on enough gradients. */
import { defineRunState, defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const columns = ['stepSize', 'rectified', 'beta1', 'beta2'] as const;

/**
 * The length r of the simple average that v is worth, 2/(1 − β₂) − 1 − 2 t β₂ᵗ/(1 − β₂ᵗ) in the paper, is 1 + 2 · the mean age of
 * the gradients in v. As state, `age` = Σ age · weight, that age loses no digits to subtraction, and stays right for a live β.
 */
const runState = defineRunState({
  name: 'RadamRun',
  state: { input: 'progress', columns: ['c1', 'c2', 'age'] },
  settings: ['learningRate', 'beta1', 'beta2'],
  outputs: columns,
  host: (state, { learningRate, beta1, beta2 }) => {
    state.age = beta2 * (state.age + state.c2);
    state.c1 += (1 - state.c1) * (1 - beta1);
    state.c2 += (1 - state.c2) * (1 - beta2);
    const length = 1 + (2 * state.age) / state.c2;
    const longest = (1 + beta2) / (1 - beta2);
    const stepSize = learningRate / state.c1;
    if (!(length > 5)) return { stepSize, rectified: 0, beta1, beta2 };
    const variance = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
    return { stepSize: stepSize * Math.sqrt(variance * state.c2), rectified: 1, beta1, beta2 };
  },
  wgsl: `age = beta2 * (age + c2);
  c1 = c1 + (1.0 - c1) * (1.0 - beta1);
  c2 = c2 + (1.0 - c2) * (1.0 - beta2);
  let length = 1.0 + 2.0 * age / c2;
  let longest = (1.0 + beta2) / (1.0 - beta2);
  var stepSize = learningRate / c1;
  var rectified = 0.0;
  if (length > 5.0) {
    rectified = 1.0;
    stepSize = stepSize * sqrt((length - 4.0) / (longest - 4.0) * ((length - 2.0) / (longest - 2.0)) * (longest / length) * c2);
  }`,
});

const update = defineUpdate({
  name: 'RadamUpdate',
  slots: ['m', 'v'],
  table: { input: 'run_values', columns },
  constants: ['epsilon'],
  host: ({ parameter: p, gradient: g, m, v }, { stepSize, rectified, beta1, beta2, epsilon }, from, to) => {
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const first = beta1 * (m[i] ?? 0) + (1 - beta1) * gradient;
      const second = beta2 * (v[i] ?? 0) + (1 - beta2) * gradient * gradient;
      m[i] = first;
      v[i] = second;
      p[i] = (p[i] ?? 0) - (stepSize * first) / (rectified === 1 ? Math.sqrt(second) + epsilon : 1);
    }
  },
  wgsl: `let g = gradient[i];
  let first = beta1 * m[i] + (1.0 - beta1) * g;
  let second = beta2 * v[i] + (1.0 - beta2) * g * g;
  m[i] = first;
  v[i] = second;
  parameter[i] = parameter[i] - stepSize * first / select(1.0, sqrt(second) + epsilon, rectified == 1.0);`,
});

/**
 * Liu et al. 2020, algorithm 2, with the threshold 5 of PyTorch in place of 4: for r > 5 the step is learningRate · R · m̂ ·
 * √(1 − β₂ᵗ) / (√v + ε), else learningRate · m̂.
 */
export function radam(settings: { learningRate: Setting; beta1?: Setting; beta2?: Setting; epsilon?: number }): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  return ruleOptimizer({ update, runState, settings: { learningRate, beta1, beta2 }, constants: () => ({ epsilon }) });
}

/** Adagrad. */
import { defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const update = defineUpdate({
  name: 'AdagradUpdate',
  slots: ['sum'],
  rates: ['learningRate'],
  constants: ['epsilon'],
  host: ({ parameter: p, gradient: g, sum: s }, { learningRate, epsilon }, from, to) => {
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const sum = (s[i] ?? 0) + gradient * gradient;
      s[i] = sum;
      p[i] = (p[i] ?? 0) - (learningRate * gradient) / (Math.sqrt(sum) + epsilon);
    }
  },
  wgsl: `let g = gradient[i];
  let s = sum[i] + g * g;
  sum[i] = s;
  parameter[i] = parameter[i] - learningRate * g / (sqrt(s) + epsilon);`,
});

/**
 * sum ← sum + gradient²; parameter ← parameter − learningRate · gradient / (√sum + ε), with a sum that starts at 0 (Duchi, Hazan &
 * Singer 2011, diagonal form; ε as in PyTorch).
 */
export function adagrad(settings: { learningRate: Setting; epsilon?: number }): Optimizer {
  const { learningRate, epsilon = 1e-10 } = settings;
  return ruleOptimizer({ update, settings: { learningRate }, constants: () => ({ epsilon }) });
}

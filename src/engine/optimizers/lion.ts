/** Lion: steps of one size in the direction of a sign. */
import { defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const update = defineUpdate({
  name: 'LionUpdate',
  slots: ['m'],
  rates: ['learningRate', 'beta1', 'beta2', 'weightDecay'],
  constants: ['decays'],
  host: ({ parameter: p, gradient: g, m }, { learningRate, beta1, beta2, weightDecay, decays }, from, to) => {
    const decay = decays * weightDecay;
    for (let i = from; i < to; i++) {
      const [gradient, before, value] = [g[i] ?? 0, m[i] ?? 0, p[i] ?? 0];
      const direction = Math.sign(beta1 * before + (1 - beta1) * gradient);
      m[i] = beta2 * before + (1 - beta2) * gradient;
      p[i] = value - learningRate * (direction + decay * value);
    }
  },
  wgsl: `let g = gradient[i];
  let before = m[i];
  let p = parameter[i];
  let direction = sign(beta1 * before + (1.0 - beta1) * g);
  m[i] = beta2 * before + (1.0 - beta2) * g;
  parameter[i] = p - learningRate * (direction + decays * weightDecay * p);`,
});

/**
 * c = β₁ · m + (1 − β₁) · gradient; parameter ← parameter − learningRate · (sign(c) + weightDecay · parameter); m ← β₂ · m + (1 − β₂)
 * · gradient; sign(0) = 0 (Chen et al. 2023, algorithm 2).
 *
 * @param settings.decays - which parameters decay, by their path; default all
 */
export function lion(settings: {
  learningRate: Setting;
  beta1?: Setting;
  beta2?: Setting;
  weightDecay?: Setting;
  decays?: (path: string) => boolean;
}): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.99, weightDecay = 0, decays = () => true } = settings;
  return ruleOptimizer({
    update,
    settings: { learningRate, beta1, beta2, weightDecay },
    constants: (path) => ({ decays: decays(path) ? 1 : 0 }),
  });
}

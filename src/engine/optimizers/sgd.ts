/** Stochastic gradient descent. */
import { defineUpdate } from '../device/kernels/updates.ts';
import { momentum as withMomentum } from './momentum.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const plain = defineUpdate({
  name: 'SgdUpdate',
  slots: [],
  rates: ['learningRate'],
  host: ({ parameter: p, gradient: g }, { learningRate }, from, to) => {
    for (let i = from; i < to; i++) p[i] = (p[i] ?? 0) - learningRate * (g[i] ?? 0);
  },
  wasm: (kernels, at, { learningRate }, count) => void kernels.combine(at.parameter, at.gradient, at.parameter, count, 1, -learningRate),
  wgsl: 'parameter[i] = parameter[i] - learningRate * gradient[i];',
});

/** parameter ← parameter − learningRate · gradient, which keeps no state; with `momentum` as in momentum.ts. */
export function sgd(settings: { learningRate: Setting; momentum?: Setting }): Optimizer {
  const { learningRate, momentum } = settings;
  return momentum === undefined ? ruleOptimizer({ update: plain, settings: { learningRate } }) : withMomentum({ learningRate, momentum });
}

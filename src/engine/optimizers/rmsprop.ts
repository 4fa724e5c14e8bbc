/** RMSProp. */
import { defineUpdate } from '../device/kernels/updates.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { ruleOptimizer } from './rules.ts';

const update = defineUpdate({
  name: 'RmspropUpdate',
  slots: ['v'],
  rates: ['learningRate', 'rho'],
  // 1 − ρ where ρ is a number, else −1: ρ as a rate is rounded to float32, which is felt in 1 − ρ near 1.
  constants: ['epsilon', 'complement'],
  host: ({ parameter: p, gradient: g, v }, { learningRate, rho, epsilon, complement }, from, to) => {
    const fresh = complement >= 0 ? complement : 1 - rho;
    for (let i = from; i < to; i++) {
      const gradient = g[i] ?? 0;
      const square = rho * (v[i] ?? 0) + fresh * gradient * gradient;
      v[i] = square;
      p[i] = (p[i] ?? 0) - (learningRate * gradient) / (Math.sqrt(square) + epsilon);
    }
  },
  wgsl: `let g = gradient[i];
  let fresh = select(1.0 - rho, complement, complement >= 0.0);
  let square = rho * v[i] + fresh * g * g;
  v[i] = square;
  parameter[i] = parameter[i] - learningRate * g / (sqrt(square) + epsilon);`,
});

/**
 * v ← ρ · v + (1 − ρ) · gradient²; parameter ← parameter − learningRate · gradient / (√v + ε); neither centred nor with momentum
 * (Hinton, Neural Networks for Machine Learning, lecture 6e, 2012; ε as in PyTorch).
 */
export function rmsprop(settings: { learningRate: Setting; rho?: Setting; epsilon?: number }): Optimizer {
  const { learningRate, rho = 0.99, epsilon = 1e-8 } = settings;
  const complement = typeof rho === 'number' ? 1 - rho : -1;
  return ruleOptimizer({ update, settings: { learningRate, rho }, constants: () => ({ epsilon, complement }) });
}

/**
 * Hyperparameters that change while training, against float64: bias corrections and their kin are weights that moving averages have
 * really given out, which is what the references compute here, from the list of all gradients and products of all β.
 */
import { describe, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../testing/devices.ts';
import { expectClose, values } from '../testing/tensors.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamw } from './adamw.ts';
import { nadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { radam } from './radam.ts';
import { trajectory } from './testing/optimization.ts';

interface Live {
  rate: number;
  beta1: number;
  beta2: number;
}

/** Two runs with other settings, which change at every step. */
const settings: readonly [Live, Live][] = Array.from({ length: 12 }, (_, t) => [
  { rate: 0.1 / (1 + t), beta1: [0.9, 0.5, 0.75][t % 3] ?? 0, beta2: t < 6 ? 0.75 : 0.96875 },
  { rate: 0.05, beta1: 0.875, beta2: [0.5, 0.984375][t % 2] ?? 0 },
]);
const gradients = settings.map((_, t) => [...values([6], `gradient ${t}`)]);
const start = [...values([6], 'start')];

/** Σ of the gradients with the weights that a moving average of factor β gives them, and those weights. */
function movingAverage(betas: readonly number[], terms: readonly number[]): { sum: number; weights: number[] } {
  const weights = terms.map((_, i) => betas.slice(i + 1).reduce((product, beta) => product * beta, 1 - (betas[i] ?? NaN)));
  return { sum: terms.reduce((total, term, i) => total + term * (weights[i] ?? NaN), 0), weights };
}

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);
const product = (factors: readonly number[]): number => factors.reduce((result, factor) => result * factor, 1);

/** What a step changes, from all settings and gradients up to it, the last ones being its own. */
type Step = (live: readonly Live[], gradients: readonly number[], parameter: number) => number;

const last = (list: readonly number[]): number => list.at(-1) ?? NaN;

const adamStep: Step = (live, g) => {
  const m = movingAverage(live.map(({ beta1 }) => beta1), g); // prettier-ignore
  const v = movingAverage(live.map(({ beta2 }) => beta2), g.map((x) => x * x)); // prettier-ignore
  return (last(live.map(({ rate }) => rate)) * m.sum) / total(m.weights) / (Math.sqrt(v.sum / total(v.weights)) + 1e-8);
};

const nadamStep: Step = (live, g) => {
  const mu = [...live, live.at(-1)].map((own, i) => (own?.beta1 ?? NaN) * (1 - 0.5 * 0.96 ** ((i + 1) * 0.004)));
  const m = movingAverage(live.map(({ beta1 }) => beta1), g); // prettier-ignore
  const v = movingAverage(live.map(({ beta2 }) => beta2), g.map((x) => x * x)); // prettier-ignore
  const [now, next] = [mu.at(-2) ?? NaN, mu.at(-1) ?? NaN];
  const direction = ((1 - now) / (1 - product(mu.slice(0, -1)))) * last(g) + (next / (1 - product(mu))) * m.sum;
  return (last(live.map(({ rate }) => rate)) * direction) / (Math.sqrt(v.sum / total(v.weights)) + 1e-8);
};

const radamStep: Step = (live, g) => {
  const m = movingAverage(live.map(({ beta1 }) => beta1), g); // prettier-ignore
  const v = movingAverage(live.map(({ beta2 }) => beta2), g.map((x) => x * x)); // prettier-ignore
  const rate = last(live.map((own) => own.rate));
  const weight = total(v.weights);
  const age = total(v.weights.map((own, i) => own * (v.weights.length - 1 - i))) / weight;
  const [length, longest] = [1 + 2 * age, 2 / (1 - last(live.map(({ beta2 }) => beta2))) - 1];
  const mean = m.sum / total(m.weights);
  if (length <= 5) return rate * mean;
  const rectification = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
  return (rate * mean * rectification * Math.sqrt(weight)) / (Math.sqrt(v.sum) + 1e-8);
};

const adamaxStep: Step = (live, g) => {
  const m = movingAverage(live.map(({ beta1 }) => beta1), g); // prettier-ignore
  const largest = Math.max(...g.map((own, i) => (Math.abs(own) + 1e-8) * product(live.slice(i + 1).map(({ beta2 }) => beta2))));
  return (last(live.map(({ rate }) => rate)) * m.sum) / total(m.weights) / largest;
};

const ids = { learningRate: 'rate', beta1: 'beta1', beta2: 'beta2' };
const cases: Readonly<Record<string, [Optimizer, Step]>> = {
  Adam: [adam(ids), adamStep],
  AdamW: [adamw({ ...ids, weightDecay: 0.25 }), (live, g, p) => adamStep(live, g, p) + last(live.map(({ rate }) => rate)) * 0.25 * p],
  NAdam: [nadam(ids), nadamStep],
  RAdam: [radam(ids), radamStep],
  Adamax: [adamax(ids), adamaxStep],
};

function reference(step: Step): number[][] {
  const parameters = [...start];
  return settings.map((_, t) => {
    for (let i = 0; i < parameters.length; i++) {
      const live = settings.slice(0, t + 1).map((runs) => runs[i < 3 ? 0 : 1]);
      const own = gradients.slice(0, t + 1).map((all) => all[i] ?? NaN);
      parameters[i] = (parameters[i] ?? NaN) - step(live, own, parameters[i] ?? NaN);
    }
    return [...parameters];
  });
}

describe('with live hyperparameters that change at every step', () => {
  onDevices(allDevices, (kind) => {
    it.each(Object.keys(cases))('%s', async (name) => {
      const [optimizer, step] = cases[name] ?? [];
      if (!optimizer || !step) throw new Error(`no case ${name}`);
      const steps = settings.map((runs, t) => ({
        gradient: gradients[t] ?? [],
        live: Object.fromEntries((['rate', 'beta1', 'beta2'] as const).map((id) => [id, runs.map((own) => own[id])])),
      }));
      const reached = await trajectory(optimizer, steps, start, 2);
      for (const [t, expected] of reference(step).entries()) {
        expectClose(reached[t] ?? [], expected, valueTolerance[kind], `${name}, step ${t + 1}`);
      }
    });
  });
});

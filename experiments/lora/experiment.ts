/** Fine-tuning with a fraction of the parameters: low-rank adaptation against changing everything, or the head alone. */
import type { Claim } from '../../src/experiment/claim.ts';
import type { Experiment, Measure } from '../../src/experiment/experiment.ts';
import type { When } from '../../src/experiment/hyperparameter.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import { hyperparameters, impossible, onImages, onText } from './hyperparameters.ts';
import { presets } from './presets.ts';
import { evaluateEvery, isImages, splits } from './sizes.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

/** Largest difference of a logit that rounding of float32 sums explains; the logits are of size 10. */
const rounding = 1e-3;

const evaluated = (
  id: string,
  quantity: Measure['quantity'],
  output: string,
  { drawn = true, when }: { drawn?: boolean; when?: When } = {},
): Measure => ({
  id,
  quantity,
  ...(!drawn && { drawn: false }),
  ...(when && { when }),
  source: { kind: 'evaluation', split: 'validation', output },
});

const exact = (id: string, measure: string, threshold: number): Claim => ({
  id,
  exact: true,
  endpoint: { measure, at: 'last' },
  roles: ['lora'],
  weights: [1],
  direction: 'less',
  threshold,
});

export const lora: Experiment = {
  id: 'lora',
  topics: ['fine-tuning', 'language'],
  texts: { en, zh },
  hyperparameters,
  impossible,
  presets,
  arms: [
    { id: 'full', values: { method: 'full', learningRate: 0.005 } },
    { id: 'head', values: { method: 'head', learningRate: 0.03 } },
    { id: 'lora', values: { method: 'lora', rank: 2, learningRate: 0.02 } },
    { id: 'lora8', values: { method: 'lora', rank: 8, learningRate: 0.015 } },
    { id: 'attention', values: { method: 'lora', rank: 4, matrices: 'query-value', learningRate: 0.03 } },
    { id: 'adapters', values: { method: 'adapters', learningRate: 0.03 } },
    { id: 'prefix', values: { method: 'prefix', learningRate: 0.1 } },
    { id: 'prompt', values: { method: 'prompt', learningRate: 0.03 } },
    { id: 'bitfit', values: { method: 'bitfit', learningRate: 0.1 } },
  ],
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' } },
    evaluated('newLoss', 'loss', 'loss', { when: onText }),
    evaluated('digitsLoss', 'loss', 'loss', { when: onImages }),
    evaluated('gain', 'gain', 'gain'),
    evaluated('oldLoss', 'forgetting', 'oldLoss', { when: onText }),
    evaluated('clothesLoss', 'forgetting', 'oldLoss', { when: onImages }),
    evaluated('perplexity', 'perplexity', 'perplexity', { when: onText }),
    evaluated('digitsAccuracy', 'accuracy', 'accuracy', { when: onImages }),
    evaluated('clothesAccuracy', 'accuracy', 'oldAccuracy', { drawn: false, when: onImages }),
    evaluated('mergeDifference', 'difference', 'mergeDifference', { drawn: false }),
    evaluated('removalDifference', 'difference', 'removalDifference', { drawn: false }),
  ],
  claims: [
    {
      id: 'share',
      endpoint: { measure: 'gain', at: 'last' },
      roles: ['lora', 'full'],
      weights: [1, -0.8],
      direction: 'greater',
      threshold: 0,
    },
    {
      id: 'head',
      endpoint: { measure: 'gain', at: 'last' },
      roles: ['head', 'lora'],
      weights: [-1, 1],
      direction: 'greater',
      threshold: 0,
    },
    exact('merge', 'mergeDifference', rounding),
    exact('removal', 'removalDifference', 0),
  ],
  probes: (values) =>
    isImages(values)
      ? [
          { id: 'costs', kind: 'table' },
          { id: 'adapter', kind: 'weights', when: { method: ['lora'] } },
        ]
      : [
          { id: 'costs', kind: 'table' },
          { id: 'text', kind: 'text' },
          { id: 'adapter', kind: 'weights', when: { method: ['lora'] } },
        ],
  varied: ['weights', 'order'],
  variedUnder: (values) => (isImages(values) ? ['weights', 'data', 'order'] : ['weights', 'order']),
  defaultSeeds: 8,
  splits,
  steps: (values) => numberOf(values, 'steps'),
  evaluateEvery,
  describe: async (values) => (await import('./describe.ts')).describe(values),
  program: async (values) => (await import('./program.ts')).program(values),
};

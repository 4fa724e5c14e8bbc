/** Overfitting and what helps against it: does dropping units while training narrow the generalisation gap, and what do other remedies do? */
import type { Claim } from '../../src/experiment/claim.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import { hyperparameters } from './hyperparameters.ts';
import { arms, presets } from './presets.ts';
import { evaluateEvery, isImages, splits } from './sizes.ts';
import { en, zh } from './texts.ts';

/** An arm's last value of a measure is below that of the arm without a remedy. */
const lower = (id: string, measure: string, arm: string, when?: Claim['when']): Claim => ({
  id,
  endpoint: { measure, at: 'last' },
  roles: ['nothing', arm],
  weights: [-1, 1],
  direction: 'less',
  threshold: 0,
  ...(when && { when }),
});
const higher = (id: string, measure: string, arm: string, when?: Claim['when']): Claim => ({
  ...lower(id, measure, arm, when),
  direction: 'greater',
});

const ofRemedies = { examples: [300] };

export const dropout: Experiment = {
  id: 'dropout',
  topics: ['regularization'],
  texts: { en, zh },
  hyperparameters,
  presets,
  arms,
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' } },
    { id: 'evaluatedTrainingLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' } },
    { id: 'validationLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } },
    { id: 'trainingAccuracy', quantity: 'accuracy', source: { kind: 'evaluation', split: 'train', output: 'accuracy' } },
    { id: 'validationAccuracy', quantity: 'accuracy', source: { kind: 'evaluation', split: 'validation', output: 'accuracy' } },
    { id: 'gap', quantity: 'gap', source: { kind: 'derived', minuend: 'validationLoss', subtrahend: 'evaluatedTrainingLoss' } },
    { id: 'keptStep', quantity: 'step', drawn: false, source: { kind: 'evaluation', split: 'validation', output: 'keptStep' } },
    { id: 'testLoss', quantity: 'loss', drawn: false, source: { kind: 'evaluation', split: 'test', output: 'loss' } },
    { id: 'testAccuracy', quantity: 'accuracy', drawn: false, source: { kind: 'evaluation', split: 'test', output: 'accuracy' } },
  ],
  claims: [
    lower('gap', 'gap', 'dropout'),
    lower('decay', 'gap', 'weightDecay', { dropout: [0] }),
    {
      ...lower('memorizes', 'trainingAccuracy', 'nothing', { labelNoise: [0.4] }),
      roles: ['nothing'],
      weights: [1],
      direction: 'greater',
      threshold: 0.95,
    },
    { ...higher('underfits', 'evaluatedTrainingLoss', 'dropout', { dropout: [0.9] }), threshold: 0.1 },
    higher('accuracy', 'validationAccuracy', 'dropout', { dataSet: ['mnist'] }),
    lower('stopping', 'testLoss', 'earlyStopping', ofRemedies),
  ],
  probes: (values) => (isImages(values) ? [] : [{ id: 'boundary', kind: 'grid' }]),
  varied: ['weights', 'data', 'order', 'masks'],
  defaultSeeds: 8,
  splits,
  steps: (values) => numberOf(values, 'steps'),
  evaluateEvery,
  describe: async (values) => (await import('./describe.ts')).describe(values),
  program: async (values) => (await import('./program.ts')).program(values),
};

/** Normalization: what small batches do to batch and to layer normalization, and what either does for learning rates and depth. */
import type { Claim } from '../../src/experiment/claim.ts';
import type { Experiment, Measure } from '../../src/experiment/experiment.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import type { When } from '../../src/experiment/hyperparameter.ts';
import { hyperparameters, impossible } from './hyperparameters.ts';
import { presets } from './presets.ts';
import { evaluateEvery, examplesPerStep, splits } from './sizes.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

/** The loss of guessing one of ten classes: what a run that diverged counts as. */
const guessing = Math.log(10);

const small = { batchSize: '4' };
const fast = { learningRate: 0.2 };
const deep = { depth: 25 };
const onBatches: When = { study: ['batch-size'] };
const onRates: When = { study: ['learning-rate'] };

const evaluated = (id: string, quantity: Measure['quantity'], output: string, split: 'train' | 'validation' = 'validation'): Measure => ({
  id,
  quantity,
  source: { kind: 'evaluation', split, output },
});

/** What the second arm adds to the first, less what the fourth adds to the third. */
const difference = (
  id: string,
  when: When,
  measure: string,
  roles: [string, string, string, string],
  direction: Claim['direction'] = 'less',
): Claim => ({
  id,
  when,
  endpoint: { measure, at: 'last' },
  roles,
  weights: [-1, 1, 1, -1],
  direction,
  threshold: 0,
  divergedCountsAs: guessing,
});

export const normalization: Experiment = {
  id: 'normalization',
  topics: ['normalization', 'architecture'],
  texts: { en, zh },
  hyperparameters,
  impossible,
  presets,
  arms: [
    { id: 'none', values: { norm: 'none' } },
    { id: 'batch', values: { norm: 'batch' } },
    { id: 'layer', values: { norm: 'layer' } },
    { id: 'group', values: { norm: 'group' } },
    { id: 'instance', values: { norm: 'instance' } },
    { id: 'rms', values: { norm: 'rms' } },
    { id: 'noneSmall', values: { norm: 'none', ...small } },
    { id: 'batchSmall', values: { norm: 'batch', ...small } },
    { id: 'layerSmall', values: { norm: 'layer', ...small } },
    { id: 'noneFast', values: { norm: 'none', ...fast } },
    { id: 'batchFast', values: { norm: 'batch', ...fast } },
    { id: 'layerFast', values: { norm: 'layer', ...fast } },
    { id: 'noneDeep', values: { norm: 'none', ...deep } },
    { id: 'batchDeep', values: { norm: 'batch', ...deep } },
    { id: 'layerDeep', values: { norm: 'layer', ...deep } },
  ],
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' } },
    evaluated('evaluatedTrainingLoss', 'loss', 'loss', 'train'),
    evaluated('validationLoss', 'loss', 'loss'),
    evaluated('trainingModeLoss', 'trainingModeLoss', 'trainingModeLoss'),
    evaluated('validationAccuracy', 'accuracy', 'accuracy'),
    { ...evaluated('trainingModeAccuracy', 'accuracy', 'trainingModeAccuracy'), drawn: false },
    {
      id: 'modeGap',
      quantity: 'modeGap',
      drawn: false,
      source: { kind: 'derived', minuend: 'validationAccuracy', subtrahend: 'trainingModeAccuracy' },
    },
  ],
  claims: [
    difference('smallBatch', onBatches, 'validationLoss', ['batch', 'batchSmall', 'layer', 'layerSmall'], 'greater'),
    {
      id: 'modes',
      when: onBatches,
      endpoint: { measure: 'modeGap', at: 'last' },
      roles: ['batch', 'batchSmall'],
      weights: [-1, 1],
      direction: 'greater',
      // From batches of 16 on down they differ by a little, by which a test of any difference would decide as chance has it.
      threshold: 0.03,
    },
    { ...difference('largerRates', onRates, 'evaluatedTrainingLoss', ['batch', 'batchFast', 'none', 'noneFast']), threshold: -0.3 },
    { ...difference('largerRatesLayer', onRates, 'evaluatedTrainingLoss', ['layer', 'layerFast', 'none', 'noneFast']), threshold: -0.3 },
    difference('deeper', { study: ['depth'] }, 'evaluatedTrainingLoss', ['batch', 'batchDeep', 'none', 'noneDeep']),
  ],
  probes: () => [{ id: 'activations', kind: 'statistics' }],
  varied: ['weights', 'data', 'order'],
  defaultSeeds: 8,
  splits,
  steps: (values) => numberOf(values, 'steps'),
  samplesPerStep: () => examplesPerStep,
  evaluateEvery,
  describe: async (values) => (await import('./describe.ts')).describe(values),
  program: async (values) => (await import('./program.ts')).program(values),
};

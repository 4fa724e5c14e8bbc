/** Overfitting against dropout: does dropping units while training narrow the generalisation gap? */
import type { Experiment } from '../../src/experiment/experiment.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import { evaluateEvery, isImages, splits } from './sizes.ts';
import { en, zh } from './texts.ts';

export const dropout: Experiment = {
  id: 'dropout',
  topics: ['regularization'],
  texts: { en, zh },
  hyperparameters: [
    { id: 'dropout', kind: 'number', min: 0, max: 0.95, default: 0, scale: 'linear', live: true, scope: 'arm' },
    { id: 'learningRate', kind: 'number', min: 1e-5, max: 1, default: 0.005, scale: 'log', live: true, scope: 'arm' },
    {
      id: 'dataSet',
      kind: 'choice',
      options: ['two-moons', 'circles', 'xor', 'spiral', 'gaussians', 'fashion-mnist', 'mnist'],
      default: 'two-moons',
      live: false,
      scope: 'session',
    },
    { id: 'examples', kind: 'number', integer: true, min: 10, max: 2000, default: 100, scale: 'log', live: false, scope: 'session' },
    { id: 'noise', kind: 'number', min: 0, max: 1, default: 0.3, scale: 'linear', live: false, scope: 'session' },
    {
      id: 'width',
      kind: 'number',
      integer: true,
      min: 2,
      max: 512,
      default: 64,
      scale: 'log',
      unit: 'units',
      live: false,
      scope: 'session',
    },
    {
      id: 'batchSize',
      kind: 'number',
      integer: true,
      min: 1,
      max: 256,
      default: 32,
      scale: 'log',
      unit: 'examples',
      live: false,
      scope: 'session',
    },
    {
      id: 'steps',
      kind: 'number',
      integer: true,
      min: 10,
      max: 5000,
      default: 1000,
      scale: 'log',
      unit: 'steps',
      live: false,
      scope: 'session',
    },
  ],
  presets: [
    { id: 'points', values: {}, expected: { gap: 'supported' } },
    {
      id: 'images',
      values: { dataSet: 'fashion-mnist', examples: 1000, width: 256, batchSize: 64, steps: 600, learningRate: 0.001 },
      expected: { gap: 'supported' },
    },
  ],
  arms: [
    { id: 'nothing', values: { dropout: 0 } },
    { id: 'dropout', values: { dropout: 0.5 } },
  ],
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' } },
    { id: 'evaluatedTrainingLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' } },
    { id: 'validationLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } },
    { id: 'trainingAccuracy', quantity: 'accuracy', source: { kind: 'evaluation', split: 'train', output: 'accuracy' } },
    { id: 'validationAccuracy', quantity: 'accuracy', source: { kind: 'evaluation', split: 'validation', output: 'accuracy' } },
    { id: 'gap', quantity: 'gap', source: { kind: 'derived', minuend: 'validationLoss', subtrahend: 'evaluatedTrainingLoss' } },
  ],
  claims: [
    {
      id: 'gap',
      endpoint: { measure: 'gap', at: 'last' },
      roles: ['nothing', 'dropout'],
      weights: [-1, 1],
      direction: 'less',
      threshold: 0,
    },
  ],
  probes: (values) => (isImages(values) ? [] : [{ id: 'boundary', kind: 'grid' }]),
  varied: ['weights', 'data', 'order', 'masks'],
  defaultSeeds: 8,
  splits,
  steps: (values) => numberOf(values, 'steps'),
  evaluateEvery,
  program: async (values) => (await import('./program.ts')).program(values),
};

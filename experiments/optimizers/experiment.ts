/** Optimizers: who is ahead with usual rates, who with the best ones, and how they move on surfaces that can be seen. */
import { planeGround } from '../../src/engine/data/plane-ground.ts';
import { surfaceIds, surfaces } from '../../src/engine/data/surfaces.ts';
import type { Surface } from '../../src/engine/data/surfaces.ts';
import type { Experiment, Ground } from '../../src/experiment/experiment.ts';
import { spaced } from '../../src/experiment/configuration.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import { hyperparameters, onImages } from './hyperparameters.ts';
import { presets } from './presets.ts';
import { evaluateEvery, isDescent, plane, splits, surfaceOf } from './sizes.ts';
import { en, zh } from './texts.ts';

const groundOf = ({ x, y, minima, at }: Surface): Ground => ({ x, y, minima, heightAt: (u, v) => at(u, v)[0] });

const onSaddle = { problem: ['saddle'] };

export const optimizers: Experiment = {
  id: 'optimizers',
  topics: ['optimization'],
  texts: { en, zh },
  hyperparameters,
  presets,
  sweep: { hyperparameter: 'learningRate', values: spaced(1e-4, 1, 9, 'log') },
  arms: [
    { id: 'sgd', values: { optimizer: 'sgd', learningRate: 0.01 } },
    { id: 'momentum', values: { optimizer: 'momentum', learningRate: 0.01 } },
    { id: 'nesterov', values: { optimizer: 'nesterov', learningRate: 0.01 } },
    { id: 'adagrad', values: { optimizer: 'adagrad', learningRate: 0.01 } },
    { id: 'rmsprop', values: { optimizer: 'rmsprop', learningRate: 0.001, beta2: 0.99 } },
    { id: 'adam', values: { optimizer: 'adam', learningRate: 0.001 } },
    { id: 'adamw', values: { optimizer: 'adamw', learningRate: 0.001, weightDecay: 0.01 } },
    { id: 'nadam', values: { optimizer: 'nadam', learningRate: 0.001 } },
    { id: 'lion', values: { optimizer: 'lion', learningRate: 0.0003, beta2: 0.99 } },
    { id: 'muon', values: { optimizer: 'muon', learningRate: 0.02, momentum: 0.95 } },
    { id: 'noisy', values: { optimizer: 'sgd', learningRate: 0.05, gradientNoise: 1 } },
  ],
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' }, when: onImages },
    { id: 'evaluatedTrainingLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' }, when: onImages },
    { id: 'validationLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' }, when: onImages },
    {
      id: 'validationAccuracy',
      quantity: 'accuracy',
      source: { kind: 'evaluation', split: 'validation', output: 'accuracy' },
      when: onImages,
    },
    { id: 'testLoss', quantity: 'loss', drawn: false, source: { kind: 'evaluation', split: 'test', output: 'loss' }, when: onImages },
    {
      id: 'height',
      quantity: 'height',
      source: { kind: 'evaluation', split: 'train', output: 'height' },
      axis: 'log',
      when: { problem: [...surfaceIds.filter((id) => id !== 'saddle'), plane] },
    },
    // It goes below 0, where no log axis can follow.
    { id: 'saddleHeight', quantity: 'height', source: { kind: 'evaluation', split: 'train', output: 'height' }, when: onSaddle },
  ],
  claims: [
    {
      id: 'momentum',
      when: onImages,
      endpoint: { measure: 'evaluatedTrainingLoss', at: 'last' },
      roles: ['sgd', 'momentum'],
      weights: [-1, 1],
      direction: 'less',
      threshold: 0,
    },
    {
      id: 'sensitivity',
      when: onImages,
      // Near the best rates a single evaluation is noisy: batches of the last steps still move the weights.
      endpoint: { measure: 'validationLoss', at: { meanOfLast: 3 }, over: { what: 'width', factor: 1.5 } },
      roles: ['sgd', 'adam'],
      weights: [-1, 1],
      direction: 'greater',
      threshold: 0,
    },
    {
      id: 'fair',
      when: onImages,
      endpoint: { measure: 'validationLoss', at: { meanOfLast: 3 }, over: { what: 'best', score: 'testLoss' } },
      roles: ['sgd', 'momentum'],
      weights: [-1, 1],
      direction: 'greater',
      threshold: -0.1,
    },
    {
      id: 'ravine',
      when: { problem: ['ravine'] },
      endpoint: { measure: 'height', at: 'last' },
      roles: ['sgd', 'momentum'],
      weights: [-1, 1],
      direction: 'less',
      threshold: 0,
    },
    {
      id: 'stall',
      when: onSaddle,
      endpoint: { measure: 'saddleHeight', at: 'last' },
      roles: ['sgd'],
      weights: [1],
      direction: 'greater',
      threshold: -0.1,
    },
    {
      id: 'escape',
      when: onSaddle,
      endpoint: { measure: 'saddleHeight', at: 'last' },
      roles: ['sgd', 'momentum'],
      weights: [-1, 1],
      direction: 'less',
      threshold: -1,
    },
    {
      id: 'noise',
      when: onSaddle,
      endpoint: { measure: 'saddleHeight', at: 'last' },
      roles: ['sgd', 'noisy'],
      weights: [-1, 1],
      direction: 'less',
      threshold: -1,
    },
  ],
  probes: (values) => {
    if (!isDescent(values)) return [];
    const id = surfaceOf(values);
    return [{ id: 'paths', kind: 'paths', ground: id === null ? planeGround : groundOf(surfaces[id]), start: ['startX', 'startY'] }];
  },
  varied: ['weights', 'data', 'order'],
  variedUnder: (values) => {
    if (!isDescent(values)) return ['weights', 'data', 'order'];
    return surfaceOf(values) === 'saddle' ? ['start', 'noise'] : ['start'];
  },
  defaultSeeds: 8,
  splits,
  steps: (values) => numberOf(values, 'steps'),
  evaluateEvery,
  samplesPerStep: (values) => (isDescent(values) ? null : numberOf(values, 'batchSize')),
  describe: async (values) => (await import('./describe.ts')).describe(values),
  program: async (values) => (await import('./program.ts')).program(values),
};

/** A small made-up experiment for tests: every kind of hyperparameter, three arms, two presets, a derived measure. */
import type { Experiment, ExperimentTexts } from './experiment.ts';

const texts: ExperimentTexts = {
  question: 'Does dropout close the gap?',
  summary: 'A sample.',
  arms: { none: 'No dropout', half: 'Dropout 0.5', adam: 'Adam' },
  presets: { small: { name: 'Small', description: '' }, large: { name: 'Large', description: '' } },
  hyperparameters: {},
  options: {},
  measures: {},
  claims: {
    gap: { sentence: 'Dropout narrows the gap.', generic: '{1} has a narrower gap than {0}.', source: '' },
    loss: { sentence: 'Adam is lower.', generic: '{1} has a lower loss than {0}.', source: '' },
  },
  probes: {},
};

export const sample: Experiment = {
  id: 'sample',
  topics: [],
  texts: { en: texts, zh: { ...texts, arms: {} } },
  hyperparameters: [
    { id: 'learningRate', kind: 'number', min: 1e-5, max: 1, default: 0.01, scale: 'log', live: true, scope: 'arm' },
    { id: 'rate', kind: 'number', min: 0, max: 0.9, default: 0, scale: 'linear', live: true, scope: 'arm' },
    { id: 'steps', kind: 'number', min: 10, max: 5000, default: 500, scale: 'log', integer: true, live: false, scope: 'session' },
    { id: 'optimizer', kind: 'choice', options: ['sgd', 'adam'], default: 'sgd', live: false, scope: 'arm' },
  ],
  presets: [
    { id: 'small', values: {}, expected: { gap: 'supported', loss: 'inconclusive' } },
    { id: 'large', values: { learningRate: 0.001 }, expected: {} },
  ],
  arms: [
    { id: 'none', values: { rate: 0 } },
    { id: 'half', values: { rate: 0.5 } },
    { id: 'adam', values: { optimizer: 'adam' } },
  ],
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' } },
    { id: 'fittedLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' } },
    { id: 'validationLoss', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } },
    { id: 'gap', quantity: 'gap', source: { kind: 'derived', minuend: 'validationLoss', subtrahend: 'fittedLoss' } },
  ],
  claims: [
    { id: 'gap', endpoint: { measure: 'gap', at: 'last' }, roles: ['none', 'half'], weights: [-1, 1], direction: 'less', threshold: 0 },
    {
      id: 'loss',
      endpoint: { measure: 'validationLoss', at: { meanOfLast: 3 } },
      roles: ['none', 'adam'],
      weights: [-1, 1],
      direction: 'less',
      threshold: 0,
      divergedCountsAs: 10,
    },
  ],
  probes: () => [],
  varied: ['weights', 'data', 'order', 'masks'],
  defaultSeeds: 8,
  splits: () => ({ train: 100, validation: 100, test: 100 }),
  steps: (values) => Number(values['steps']),
  evaluateEvery: () => 10,
  program: () => {
    throw new Error('the sample has no program');
  },
};

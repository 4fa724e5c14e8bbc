/** The sandbox: no question and no claim. Data, network, loss and optimizer are all for the reader to choose, arm by arm. */
import type { Experiment, Measure } from '../../src/experiment/experiment.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import { ownDataOf } from '../../src/experiment/own-data.ts';
import { translated } from '../../src/experiment/translated.ts';
import { hyperparameters } from './hyperparameters.ts';
import { arms, presets } from './presets.ts';
import { classData, evaluateEvery, numberData, pictureOf, splits } from './sizes.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

const evaluated = (id: string, quantity: Measure['quantity'], split: 'train' | 'validation', output: string, of?: string[]): Measure => ({
  id,
  quantity,
  ...(of && { when: { dataSet: of } }),
  source: { kind: 'evaluation', split, output },
});

export const sandbox: Experiment = {
  id: 'sandbox',
  topics: ['architecture', 'optimization'],
  texts: translated({ en, zh }),
  hyperparameters,
  presets,
  arms,
  measures: [
    { id: 'trainingLoss', quantity: 'loss', source: { kind: 'minibatch' } },
    evaluated('evaluatedTrainingLoss', 'loss', 'train', 'loss'),
    evaluated('validationLoss', 'loss', 'validation', 'loss'),
    evaluated('trainingAccuracy', 'accuracy', 'train', 'accuracy', classData),
    evaluated('validationAccuracy', 'accuracy', 'validation', 'accuracy', classData),
    evaluated('trainingExplained', 'explained', 'train', 'r2', numberData),
    evaluated('validationExplained', 'explained', 'validation', 'r2', numberData),
    evaluated('trainingError', 'error', 'train', 'rmse', numberData),
    evaluated('validationError', 'error', 'validation', 'rmse', numberData),
    { id: 'gap', quantity: 'gap', source: { kind: 'derived', minuend: 'validationLoss', subtrahend: 'evaluatedTrainingLoss' } },
  ],
  claims: [],
  probes: (values) => {
    const picture = pictureOf(values);
    return picture === null ? [] : [{ id: picture, kind: picture === 'boundary' ? 'grid' : picture }];
  },
  varied: ['weights', 'data', 'order', 'masks'],
  // Of own data every seed trains on the same rows.
  variedUnder: (values) => (ownDataOf(values['dataSet']) ? ['weights', 'order', 'masks'] : ['weights', 'data', 'order', 'masks']),
  defaultSeeds: 6,
  splits,
  steps: (values) => numberOf(values, 'steps'),
  evaluateEvery,
  samplesPerStep: (values) => numberOf(values, 'batchSize'),
  describe: async (values) => (await import('./describe.ts')).describe(values),
  program: async (values) => (await import('./program.ts')).program(values),
};

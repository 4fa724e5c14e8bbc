/** Everything that can be set: networks, losses and optimizers in each arm, the data for all. */
import type { Hyperparameter } from '../../src/experiment/hyperparameter.ts';
import { optimizerSettings } from '../optimizers/settings.ts';
import { imageSets, pointSets, taskOf } from './sizes.ts';

/** One value in each arm. */
const ofArms: readonly Hyperparameter[] = [
  { id: 'network', kind: 'network', default: 'dense 8 tanh', live: false, scope: 'arm', task: taskOf },
  { id: 'dropout', kind: 'number', min: 0, max: 0.95, default: 0, scale: 'linear', live: true, scope: 'arm' },
  { id: 'loss', kind: 'choice', options: ['cross-entropy', 'smoothed', 'focal'], default: 'cross-entropy', live: false, scope: 'arm' },
  {
    id: 'labelSmoothing',
    kind: 'number',
    min: 0,
    max: 0.9,
    default: 0.1,
    scale: 'linear',
    live: true,
    scope: 'arm',
    when: { loss: ['smoothed'] },
  },
  {
    id: 'focusing',
    kind: 'number',
    min: 0,
    max: 5,
    default: 2,
    scale: 'linear',
    live: true,
    scope: 'arm',
    when: { loss: ['focal'] },
  },
  ...optimizerSettings,
];

/** One value for all arms. */
const shared: readonly Hyperparameter[] = [
  { id: 'dataSet', kind: 'data', options: [...pointSets, ...imageSets], default: 'spiral', live: false, scope: 'session' },
  {
    id: 'noise',
    kind: 'number',
    min: 0,
    max: 1,
    default: 0.05,
    scale: 'linear',
    live: false,
    scope: 'session',
    when: { dataSet: pointSets },
  },
  { id: 'labelNoise', kind: 'number', min: 0, max: 0.9, default: 0, scale: 'linear', live: false, scope: 'session' },
  {
    id: 'examples',
    kind: 'number',
    integer: true,
    min: 10,
    max: 2900,
    default: 300,
    scale: 'log',
    live: false,
    scope: 'session',
    when: { dataSet: [...pointSets, ...imageSets] },
  },
  { id: 'validationShare', kind: 'number', min: 0.05, max: 0.5, default: 0.2, scale: 'linear', live: false, scope: 'session' },
  {
    id: 'batchSize',
    kind: 'number',
    integer: true,
    min: 1,
    max: 512,
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
    max: 20_000,
    default: 600,
    scale: 'log',
    unit: 'steps',
    live: false,
    scope: 'session',
  },
];

export const hyperparameters: readonly Hyperparameter[] = [...ofArms, ...shared];

/** What can be set in the experiment, and what cannot go together. */
import type { Impossible } from '../../src/experiment/experiment.ts';
import type { Hyperparameter } from '../../src/experiment/hyperparameter.ts';
import { batchSizes } from './sizes.ts';

export const hyperparameters: readonly Hyperparameter[] = [
  {
    id: 'norm',
    kind: 'choice',
    options: ['none', 'batch', 'layer', 'group', 'instance', 'rms'],
    default: 'none',
    live: false,
    scope: 'arm',
  },
  { id: 'batchSize', kind: 'choice', options: batchSizes, default: '64', live: false, scope: 'arm' },
  { id: 'learningRate', kind: 'number', min: 1e-4, max: 10, default: 0.05, scale: 'log', live: true, scope: 'arm' },
  { id: 'rateRule', kind: 'choice', options: ['linear', 'root', 'none'], default: 'linear', live: false, scope: 'arm' },
  { id: 'momentum', kind: 'number', min: 0, max: 0.99, default: 0.9, scale: 'linear', live: true, scope: 'arm' },
  {
    id: 'depth',
    kind: 'number',
    integer: true,
    min: 1,
    max: 30,
    default: 6,
    scale: 'log',
    live: false,
    scope: 'arm',
  },
  { id: 'study', kind: 'choice', options: ['batch-size', 'learning-rate', 'depth'], default: 'batch-size', live: false, scope: 'session' },
  { id: 'network', kind: 'choice', options: ['mlp', 'cnn', 'transformer'], default: 'mlp', live: false, scope: 'session' },
  {
    id: 'width',
    kind: 'number',
    integer: true,
    min: 4,
    max: 256,
    default: 64,
    scale: 'log',
    unit: 'units',
    live: false,
    scope: 'session',
  },
  { id: 'dataSet', kind: 'choice', options: ['fashion-mnist', 'mnist'], default: 'fashion-mnist', live: false, scope: 'session' },
  { id: 'examples', kind: 'number', integer: true, min: 64, max: 5000, default: 2000, scale: 'log', live: false, scope: 'session' },
  {
    id: 'steps',
    kind: 'number',
    integer: true,
    min: 10,
    max: 5000,
    default: 240,
    scale: 'log',
    unit: 'steps',
    live: false,
    scope: 'session',
  },
];

export const impossible: readonly Impossible[] = [{ id: 'instanceInMlp', when: { norm: ['instance'], network: ['mlp'] } }];

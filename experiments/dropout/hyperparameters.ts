/** What can be set: the remedies, each of which an arm may take, and what is learned, which all arms share. */
import type { Hyperparameter } from '../../src/experiment/hyperparameter.ts';

export const imageSets = ['fashion-mnist', 'mnist'];
export const pointSets = ['two-moons', 'circles', 'xor', 'spiral', 'gaussians'];

/** One value in each arm; remedies are off by default. The learning rate stands first of what no arm differs in. */
const ofArms: readonly Hyperparameter[] = [
  { id: 'dropout', kind: 'number', min: 0, max: 0.95, default: 0, scale: 'linear', live: true, scope: 'arm' },
  { id: 'weightDecay', kind: 'number', min: 0, max: 5, default: 0, scale: 'linear', live: true, scope: 'arm' },
  { id: 'learningRate', kind: 'number', min: 1e-5, max: 1, default: 0.005, scale: 'log', live: true, scope: 'arm' },
  { id: 'l1', kind: 'number', min: 0, max: 0.05, default: 0, scale: 'linear', live: true, scope: 'arm' },
  { id: 'weights', kind: 'choice', options: ['last', 'best'], default: 'last', live: false, scope: 'arm' },
  { id: 'labelSmoothing', kind: 'number', min: 0, max: 0.9, default: 0, scale: 'linear', live: true, scope: 'arm' },
  { id: 'dataFactor', kind: 'number', integer: true, min: 1, max: 20, default: 1, scale: 'log', live: false, scope: 'arm' },
  {
    id: 'shift',
    kind: 'number',
    min: 0,
    max: 8,
    default: 0,
    scale: 'linear',
    unit: 'pixels',
    live: true,
    scope: 'arm',
    when: { dataSet: imageSets },
  },
  {
    id: 'rotation',
    kind: 'number',
    min: 0,
    max: 45,
    default: 0,
    scale: 'linear',
    unit: 'degrees',
    live: true,
    scope: 'arm',
    when: { dataSet: imageSets },
  },
  { id: 'inputNoise', kind: 'number', min: 0, max: 2, default: 0, scale: 'linear', live: true, scope: 'arm' },
  { id: 'normalization', kind: 'choice', options: ['none', 'batch'], default: 'none', live: false, scope: 'arm' },
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
    scope: 'arm',
  },
  { id: 'members', kind: 'number', integer: true, min: 1, max: 16, default: 1, scale: 'log', live: false, scope: 'arm' },
];

const shared: readonly Hyperparameter[] = [
  { id: 'dataSet', kind: 'choice', options: [...pointSets, ...imageSets], default: 'two-moons', live: false, scope: 'session' },
  { id: 'examples', kind: 'number', integer: true, min: 10, max: 2000, default: 100, scale: 'log', live: false, scope: 'session' },
  {
    id: 'noise',
    kind: 'number',
    min: 0,
    max: 1,
    default: 0.3,
    scale: 'linear',
    live: false,
    scope: 'session',
    when: { dataSet: pointSets },
  },
  { id: 'labelNoise', kind: 'number', min: 0, max: 0.9, default: 0, scale: 'linear', live: false, scope: 'session' },
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
];

export const hyperparameters: readonly Hyperparameter[] = [...ofArms, ...shared];

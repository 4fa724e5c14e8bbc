/** What can be set: the optimizer of an arm and its numbers, the problem, and the sizes of the session. */
import { surfaceIds } from '../../src/engine/data/surfaces.ts';
import type { Hyperparameter, When } from '../../src/experiment/hyperparameter.ts';
import { optimizerSettings } from './settings.ts';
import { images, plane } from './sizes.ts';

export const onImages: When = { problem: images };
const onSurfaces: When = { problem: surfaceIds };
/** Where two coordinates are all there is. */
const onGround: When = { problem: [...surfaceIds, plane] };

export const hyperparameters: readonly Hyperparameter[] = [
  ...optimizerSettings.map((one): Hyperparameter => (one.id === 'otherRate' ? { ...one, when: { ...onImages, ...one.when } } : one)),
  { id: 'gradientNoise', kind: 'number', min: 0, max: 10, default: 0, scale: 'linear', live: true, scope: 'arm', when: onSurfaces },
  { id: 'problem', kind: 'choice', options: [...images, ...surfaceIds, plane], default: 'fashion-mnist', live: false, scope: 'session' },
  { id: 'startX', kind: 'number', min: -5, max: 5, default: -1.5, scale: 'linear', live: false, scope: 'session', when: onGround },
  { id: 'startY', kind: 'number', min: -5, max: 5, default: 1.5, scale: 'linear', live: false, scope: 'session', when: onGround },
  { id: 'spread', kind: 'number', min: 0, max: 1, default: 0.1, scale: 'linear', live: false, scope: 'session', when: onGround },
  { id: 'network', kind: 'choice', options: ['mlp', 'cnn'], default: 'mlp', live: false, scope: 'session', when: onImages },
  {
    id: 'width',
    kind: 'number',
    integer: true,
    min: 2,
    max: 512,
    default: 32,
    scale: 'log',
    unit: 'units',
    live: false,
    scope: 'session',
    when: onImages,
  },
  {
    id: 'examples',
    kind: 'number',
    integer: true,
    min: 50,
    max: 9000,
    default: 4000,
    scale: 'log',
    live: false,
    scope: 'session',
    when: onImages,
  },
  {
    id: 'batchSize',
    kind: 'number',
    integer: true,
    min: 1,
    max: 512,
    default: 64,
    scale: 'log',
    unit: 'examples',
    live: false,
    scope: 'session',
    when: onImages,
  },
  {
    id: 'steps',
    kind: 'number',
    integer: true,
    min: 10,
    max: 5000,
    default: 300,
    scale: 'log',
    unit: 'steps',
    live: false,
    scope: 'session',
  },
];

/** What the sandbox opens with: two networks on points, or three on pictures. Nothing is expected of them. */
import type { Arm, Preset } from '../../src/experiment/experiment.ts';

export const arms: readonly Arm[] = [
  { id: 'small', values: { network: 'dense 8 relu' } },
  { id: 'wide', values: { network: 'dense 32 relu; dense 32 relu' } },
  { id: 'dense', values: { network: 'dense 64 relu' } },
  { id: 'convolutional', values: { network: 'conv 6 3 relu; maxpool 2; conv 12 3 relu; maxpool 2; dense 32 relu' } },
];

const open = (...ids: string[]): Arm[] => ids.map((id) => ({ id, values: {} }));

export const presets: readonly Preset[] = [
  { id: 'spirals', values: { optimizer: 'adam', learningRate: 0.02, steps: 1000 }, arms: open('small', 'wide'), expected: {} },
  {
    id: 'images',
    values: { optimizer: 'adam', learningRate: 0.003, dataSet: 'fashion-mnist', examples: 1000, steps: 100 },
    arms: open('dense', 'convolutional'),
    expected: {},
  },
];

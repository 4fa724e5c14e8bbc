/** The arms, of which a preset opens with some, and the presets with the verdicts that they are expected to give. */
import type { Arm, Preset } from '../../src/experiment/experiment.ts';

/** Each is the first with one remedy. All say their dropout, which a preset may set for the session. */
export const arms: readonly Arm[] = [
  { id: 'nothing', values: { dropout: 0 } },
  { id: 'dropout', values: { dropout: 0.5 } },
  { id: 'weightDecay', values: { dropout: 0, weightDecay: 1 } },
  { id: 'l1', values: { dropout: 0, l1: 0.003 } },
  { id: 'earlyStopping', values: { dropout: 0, weights: 'best' } },
  { id: 'labelSmoothing', values: { dropout: 0, labelSmoothing: 0.1 } },
  { id: 'moreData', values: { dropout: 0, dataFactor: 8 } },
  { id: 'augmentation', values: { dropout: 0, shift: 2, rotation: 10, inputNoise: 0.3 } },
  { id: 'batchNorm', values: { dropout: 0, normalization: 'batch' } },
  { id: 'smaller', values: { dropout: 0, width: 8 } },
  { id: 'ensemble', values: { dropout: 0, members: 5 } },
];

/** Declared arms as they are, or with other values. */
const open = (ids: readonly string[], others: Readonly<Record<string, Arm['values']>> = {}): Arm[] =>
  ids.map((id) => ({ id, values: others[id] ?? {} }));

const usual = ['nothing', 'dropout', 'weightDecay'];
const images = { dataSet: 'fashion-mnist', learningRate: 0.002 };

export const presets: readonly Preset[] = [
  { id: 'points', values: {}, arms: open(usual), expected: { gap: 'supported', decay: 'supported' } },
  {
    id: 'images',
    values: { ...images, examples: 1000, steps: 600 },
    arms: open(usual),
    expected: { gap: 'supported', decay: 'supported' },
  },
  {
    id: 'labelNoise',
    values: { ...images, examples: 500, labelNoise: 0.4, steps: 600 },
    arms: open(usual),
    expected: { gap: 'supported', decay: 'supported', memorizes: 'supported' },
  },
  { id: 'few', values: { ...images, examples: 100, steps: 300 }, arms: open(usual), expected: { gap: 'supported', decay: 'supported' } },
  {
    id: 'strong',
    values: { dropout: 0.9 },
    arms: open(['nothing', 'dropout'], { dropout: { dropout: 0.9 } }),
    expected: { gap: 'supported', underfits: 'supported' },
  },
  {
    id: 'mnist',
    values: { ...images, dataSet: 'mnist', examples: 2000, width: 128, batchSize: 64, steps: 200 },
    arms: open(usual),
    expected: { gap: 'supported', decay: 'supported', accuracy: 'refuted' },
  },
  {
    id: 'remedies',
    values: { ...images, examples: 300, steps: 300 },
    arms: open(arms.map(({ id }) => id)),
    expected: { gap: 'supported', decay: 'supported', stopping: 'supported' },
  },
];

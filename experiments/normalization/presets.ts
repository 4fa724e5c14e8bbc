/** The declared settings: what small batches, large learning rates and many layers do to networks with and without normalization. */
import type { Arm, Preset } from '../../src/experiment/experiment.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';

/** Declared arms; `changed` are values that a preset sets in those that differ from the others by more than their normalization. */
const arms = (ids: readonly string[], changed: Values = {}): Arm[] =>
  ids.map((id) => ({ id, values: /(Small|Fast|Deep)$/.test(id) ? changed : {} }));

const bySize = ['none', 'batch', 'layer', 'noneSmall', 'batchSmall', 'layerSmall'];
const byRate = ['none', 'batch', 'layer', 'noneFast', 'batchFast', 'layerFast'];
const byDepth = ['none', 'batch', 'layer', 'noneDeep', 'batchDeep', 'layerDeep'];

export const presets: readonly Preset[] = [
  { id: 'batches', values: {}, arms: arms(bySize), expected: { smallBatch: 'supported', modes: 'supported' } },
  { id: 'two', values: {}, arms: arms(bySize, { batchSize: '2' }), expected: { smallBatch: 'supported', modes: 'inconclusive' } },
  { id: 'sixteen', values: {}, arms: arms(bySize, { batchSize: '16' }), expected: { smallBatch: 'inconclusive', modes: 'inconclusive' } },
  {
    id: 'rates',
    values: { study: 'learning-rate' },
    arms: arms(byRate),
    expected: { largerRates: 'supported', largerRatesLayer: 'supported' },
  },
  {
    id: 'low',
    values: { study: 'learning-rate', learningRate: 0.005 },
    arms: arms(byRate, { learningRate: 0.02 }),
    expected: { largerRates: 'refuted', largerRatesLayer: 'refuted' },
  },
  { id: 'depths', values: { study: 'depth' }, arms: arms(byDepth), expected: { deeper: 'supported' } },
  {
    id: 'moderate',
    values: { study: 'depth', depth: 2 },
    arms: arms(byDepth, { depth: 3 }),
    expected: { deeper: 'inconclusive' },
  },
  {
    id: 'cnn',
    values: { network: 'cnn', width: 8, depth: 3, steps: 120 },
    arms: arms(['none', 'batch', 'layer', 'group', 'instance', 'rms', 'batchSmall', 'layerSmall'], { batchSize: '2' }),
    expected: { smallBatch: 'inconclusive', modes: 'refuted' },
  },
  {
    id: 'transformer',
    values: { network: 'transformer', width: 32, depth: 2, steps: 120 },
    arms: arms(['none', 'batch', 'layer', 'rms', 'batchSmall', 'layerSmall'], { batchSize: '2' }),
    expected: { smallBatch: 'supported', modes: 'supported' },
  },
];

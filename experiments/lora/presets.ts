/** What the experiment opens with, and what is expected of it. */
import type { Arm, Preset } from '../../src/experiment/experiment.ts';

const arms = (...ids: string[]): Arm[] => ids.map((id) => ({ id, values: {} }));
const holds = { merge: 'supported', removal: 'supported' } as const;

export const presets: readonly Preset[] = [
  {
    id: 'small',
    values: {},
    tuned: true,
    arms: arms('full', 'head', 'lora'),
    expected: { share: 'supported', head: 'supported', ...holds },
  },
  {
    id: 'few',
    values: {},
    arms: [...arms('full', 'head'), { id: 'lora', values: { rank: 1, matrices: 'query-value' } }],
    expected: { share: 'refuted', head: 'refuted', ...holds },
  },
  {
    id: 'base',
    values: { model: 'base' },
    arms: [
      { id: 'full', values: { learningRate: 0.002 } },
      { id: 'head', values: { learningRate: 0.02 } },
      { id: 'lora', values: { rank: 2, learningRate: 0.01 } },
    ],
    expected: { share: 'supported', head: 'supported', ...holds },
  },
  {
    id: 'images',
    values: { model: 'clothes', batchSize: 32 },
    arms: [
      { id: 'full', values: { learningRate: 0.003 } },
      { id: 'head', values: { learningRate: 0.03 } },
      { id: 'lora', values: { rank: 4, learningRate: 0.015 } },
    ],
    expected: { share: 'supported', head: 'supported', ...holds },
  },
  { id: 'methods', values: {}, tuned: true, expected: { share: 'supported', head: 'supported', ...holds } },
];

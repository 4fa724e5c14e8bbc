/** Where a method adds something to a base, by the names of PyTorch, and the optimizer of all adaptations. */
import { placesOf } from '../../engine/data/adapted-bases.ts';
import type { AdaptationDescription } from '../../experiment/adaptation-description.ts';
import type { OptimizerDescription } from '../../experiment/arm-description.ts';

const dotted = (path: string): string => path.replaceAll('/', '.');

/** The matrices that LoRA adapts. */
export const loraPlaces = ({ sizes, adaptation }: AdaptationDescription): string[] =>
  placesOf(sizes, adaptation.matrices).map(({ path }) => dotted(path));

const blocksOf = (d: AdaptationDescription): string[] =>
  'layers' in d.sizes ? Array.from({ length: d.sizes.layers }, (_, i) => `body.block${i}`) : [];

/** The bottlenecks. */
export const adapterPlaces = (d: AdaptationDescription): string[] =>
  d.of === 'images'
    ? ['hidden1.adapter', 'hidden2.adapter']
    : blocksOf(d).flatMap((block) => [`${block}.attention.branch.adapter`, `${block}.perceptron.branch.adapter`]);

/** The keys and values in front of every block's own. */
export const prefixPlaces = (d: AdaptationDescription): string[] =>
  blocksOf(d).map((block) => `${block}.attention.branch.attention.prefix`);

/** Adam, with β that do not change. */
export const optimizerOfAdaptation = ({ learningRate, schedule }: AdaptationDescription): OptimizerDescription => ({
  kind: 'adam',
  learningRate,
  momentum: 0,
  beta1: 0.9,
  beta2: 0.999,
  weightDecay: 0,
  otherRate: learningRate,
  schedule: schedule.kind === 'constant' ? null : schedule,
});

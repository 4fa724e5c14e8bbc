/** How an arm adapts its base: the method, what is new and what is old, and how the learning rate goes. */
import type { ExampleOptions } from '../../src/engine/data/examples.ts';
import { matrixChoices, methods } from '../../src/engine/layers/adaptation-methods.ts';
import type { Adaptation } from '../../src/engine/layers/adaptation-methods.ts';
import type { Schedule } from '../../src/engine/optimizers/schedules.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { ownAdapterOf } from '../../src/experiment/own-adapter.ts';
import type { OwnAdapter } from '../../src/experiment/own-adapter.ts';
import { heldImages, isImages, splits } from './sizes.ts';

/** The text to learn, and the one that the base knows. */
export const texts = { text: 'spanish', old: 'english' } as const;

/** The images to learn. */
export const digits = (values: Values): ExampleOptions => ({ dataSet: 'mnist', ...splits(values) });
/** Clothes of the base's own test examples, which stand for what it knew. */
export const clothes: ExampleOptions = { dataSet: 'fashion-mnist', train: 2000, validation: 1, test: heldImages };

/** Steps in which the learning rate rises; then it falls to 0 along half a cosine. */
const warmup = 5;

/** The one of the known ones that a choice names. */
function known<T extends string>(values: Values, id: string, all: readonly T[]): T {
  const found = all.find((one) => one === textOf(values, id));
  if (found === undefined) throw new Error(`${id} cannot be ${textOf(values, id)}`);
  return found;
}

/** The adapter that an arm starts from; null where it starts anew. */
export const adapterOf = (values: Values): OwnAdapter | null =>
  textOf(values, 'method') === 'lora' ? ownAdapterOf(textOf(values, 'adapter')) : null;

export function adaptationOf(values: Values): Adaptation {
  const { rank, matrices, scaling } = adapterOf(values) ?? {
    rank: numberOf(values, 'rank'),
    matrices: isImages(values) ? 'all' : known(values, 'matrices', matrixChoices),
    scaling: 'scaling',
  };
  return {
    method: known(values, 'method', methods),
    rank,
    matrices,
    scaling,
    bottleneck: numberOf(values, 'bottleneck'),
    length: numberOf(values, 'length'),
  };
}

export const scheduleOf = (values: Values): Schedule => ({ kind: 'cosine', warmup, total: numberOf(values, 'steps'), floor: 0 });

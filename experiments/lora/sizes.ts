/** Sizes that follow from the hyperparameters. */
import { baseModelIds } from '../../src/engine/data/base-models.ts';
import type { BaseModelId } from '../../src/engine/data/base-models.ts';
import { packedTexts } from '../../src/engine/data/packed-texts.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';

/** Evaluations in a session, besides the one before the first step. */
const evaluations = 15;
/** Windows of each text in an evaluation, of 64 characters. */
export const evaluationWindows = 64;

export const languageModels = baseModelIds;
export const imageModels = ['clothes'] as const;

export const isImages = (values: Values): boolean => imageModels.some((id) => id === textOf(values, 'model'));

/** The language model that is adapted. */
export function modelOf(values: Values): BaseModelId {
  const id = textOf(values, 'model');
  const found = baseModelIds.find((known) => known === id);
  if (!found) throw new Error(`there is no base model ${id}`);
  return found;
}

/** Held-out images: of digits, and of clothes, which the base has not seen. */
export const heldImages = 500;

/** Images of digits, or characters of the target text: to train on, and held out. */
export const splits = (values: Values): { train: number; validation: number; test: number } =>
  isImages(values)
    ? { train: numberOf(values, 'examples'), validation: heldImages, test: 0 }
    : { train: packedTexts.spanish.train, validation: packedTexts.spanish.validation, test: 0 };

export const evaluateEvery = (values: Values): number => Math.max(1, Math.round(numberOf(values, 'steps') / evaluations));

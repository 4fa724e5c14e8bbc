/** Sizes that follow from the hyperparameters. */
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';

/** Training examples that each step goes through, in one batch or in several smaller ones: a multiple of every batch size. */
export const examplesPerStep = 64;
export const batchSizes = ['2', '4', '8', '16', '32', '64'] as const;

/** Evaluations in a session, besides the one before the first step. */
const evaluations = 12;
/** A multiple of every batch size too, since statistics of batches are also evaluated. */
const held = 512;

export const batchSizeOf = (values: Values): number => Number(textOf(values, 'batchSize'));

/** Updates in each step. */
export const updatesOf = (values: Values): number => examplesPerStep / batchSizeOf(values);

/** Training examples of each seed; validation is shared by all seeds; nothing is selected on it, so no test split is held. */
export const splits = (values: Values): { train: number; validation: number; test: number } => ({
  train: numberOf(values, 'examples'),
  validation: held,
  test: 0,
});

/** At most this many of a run's training examples are evaluated. */
export const evaluatedTrainingExamples = held;

export const evaluateEvery = (values: Values): number => Math.max(1, Math.round(numberOf(values, 'steps') / evaluations));

/** What the learning rate, which is stated for 64 examples, is multiplied by: the batch's share of them, its square root, or 1. */
export function rateFactor(values: Values): number {
  const share = batchSizeOf(values) / examplesPerStep;
  const rule = textOf(values, 'rateRule');
  return rule === 'linear' ? share : rule === 'root' ? Math.sqrt(share) : 1;
}

/** Pixels along a side of an image. */
export const side = 28;
/** Pixels along a side of the patches that a transformer reads as tokens. */
export const patch = 7;

/** Groups of features in group normalization and heads in attention, where that many divide the width. */
const parts = 4;

export const partsOf = (width: number): number => [parts, 2].find((count) => width % count === 0) ?? 1;

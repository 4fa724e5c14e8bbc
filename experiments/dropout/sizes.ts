/** Sizes of the splits and the schedule of evaluations, derived from the hyperparameters. */
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';

/** Evaluations in a session, besides the one before the first step. */
const evaluations = 25;

export const isImages = (values: Values): boolean => ['fashion-mnist', 'mnist'].includes(textOf(values, 'dataSet'));

/** Training examples of each seed; validation is shared by all seeds; nothing is selected on validation, so no test split is held. */
export const splits = (values: Values): { train: number; validation: number; test: number } => ({
  train: numberOf(values, 'examples'),
  validation: 1000,
  test: 0,
});

export const evaluateEvery = (values: Values): number => Math.max(1, Math.round(numberOf(values, 'steps') / evaluations));

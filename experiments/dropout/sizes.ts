/** Sizes of the splits and the schedule of evaluations, derived from the hyperparameters. */
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { imageSets } from './hyperparameters.ts';

/** Evaluations in a session, besides the one before the first step. */
const evaluations = 25;

export const isImages = (values: Values): boolean => imageSets.includes(textOf(values, 'dataSet'));

/** Training examples of each seed, of which an arm with more data takes a multiple; validation and test are shared by all seeds. Arms that select on validation are scored on test. */
export const splits = (values: Values): { train: number; validation: number; test: number } => ({
  train: numberOf(values, 'examples'),
  validation: 1000,
  test: 1000,
});

export const evaluateEvery = (values: Values): number => Math.max(1, Math.round(numberOf(values, 'steps') / evaluations));

/** At most this many of a run's training examples are evaluated. */
export const evaluatedTrainingExamples = 1000;

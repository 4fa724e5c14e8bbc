/** What follows from the hyperparameters: shapes of the data, sizes of the splits, the schedule of evaluations. */
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { NetworkTask, Values } from '../../src/experiment/hyperparameter.ts';

export const pointSets = ['spiral', 'two-moons', 'circles', 'xor', 'gaussians'];
export const imageSets = ['fashion-mnist', 'mnist'];

const isImages = (values: Values): boolean => imageSets.includes(textOf(values, 'dataSet'));

/** Evaluations in a session, besides the one before the first step: pictures, of which each costs more, are evaluated less often. */
const evaluations = { points: 30, images: 10 };

/** Shape of an example and number of classes. */
export const taskOf = (values: Values): NetworkTask =>
  isImages(values) ? { input: [28, 28, 1], outputs: 10 } : { input: [2], outputs: 2 };

/** Training examples of each seed; validation is shared by all seeds. Nothing is chosen by it, so no test split is held. */
export const splits = (values: Values): { train: number; validation: number; test: number } => ({
  train: numberOf(values, 'examples'),
  validation: isImages(values) ? 500 : 1000,
  test: 0,
});

export const evaluateEvery = (values: Values): number =>
  Math.max(1, Math.round(numberOf(values, 'steps') / evaluations[isImages(values) ? 'images' : 'points']));

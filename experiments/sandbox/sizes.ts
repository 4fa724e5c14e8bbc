/** What follows from the hyperparameters: shapes of the data, sizes of the splits, the schedule of evaluations. */
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import { ownDataOf } from '../../src/experiment/own-data.ts';
import type { NetworkTask, Values } from '../../src/experiment/hyperparameter.ts';

export const pointSets = ['spiral', 'two-moons', 'circles', 'xor', 'gaussians'];
/** Of these a number is predicted from one other. */
export const curveSets = ['wave'];
export const imageSets = ['fashion-mnist', 'mnist'];

/** Data of classes, and of a number to predict. */
export const classData = [...pointSets, ...imageSets, 'own:classes'];
export const numberData = [...curveSets, 'own:number'];

const isCurve = (values: Values): boolean => curveSets.includes(textOf(values, 'dataSet'));
const isImages = (values: Values): boolean => imageSets.includes(textOf(values, 'dataSet'));

/** Evaluations in a session, besides the one before the first step: pictures, of which each costs more, are evaluated less often. */
const evaluations = { points: 30, images: 10 };

/** Shape of an example, and number of classes: 1 where a number is predicted. */
export function taskOf(values: Values): NetworkTask {
  const own = ownDataOf(values['dataSet']);
  if (own) return { input: [own.features], outputs: own.classes };
  if (isCurve(values)) return { input: [1], outputs: 1 };
  return isImages(values) ? { input: [28, 28, 1], outputs: 10 } : { input: [2], outputs: 2 };
}

/** Of each run: the training loss in evaluation mode is over so many of its examples. */
export const evaluatedTrainingExamples = 300;

/** More rows than these say no more about a network, and each evaluation goes through all of them. */
const mostValidation = 2000;

/**
 * Training examples of each seed; validation is shared by all seeds. Nothing is chosen by it, so no test split is held. Of own data every seed
 * trains on all rows that are not validated on.
 */
export function splits(values: Values): { train: number; validation: number; test: number } {
  const own = ownDataOf(values['dataSet']);
  if (own) {
    const validation = Math.min(mostValidation, Math.max(1, Math.round(own.rows * numberOf(values, 'validationShare'))));
    return { train: own.rows - validation, validation, test: 0 };
  }
  return {
    train: numberOf(values, 'examples'),
    validation: isImages(values) ? 500 : 1000,
    test: 0,
  };
}

export const evaluateEvery = (values: Values): number =>
  Math.max(1, Math.round(numberOf(values, 'steps') / evaluations[isImages(values) ? 'images' : 'points']));

/** The picture that can be drawn of what a network has learned; null: more inputs than a plane has, and classes. */
export function pictureOf(values: Values): 'boundary' | 'curve' | 'predicted' | null {
  const { input, outputs } = taskOf(values);
  if (outputs === 1) return input.join() === '1' ? 'curve' : 'predicted';
  return input.join() === '2' && outputs === 2 ? 'boundary' : null;
}

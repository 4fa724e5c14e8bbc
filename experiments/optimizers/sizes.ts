/** What the problem is made of: kinds of problems, sizes of the splits and the schedule of evaluations, derived from the hyperparameters. */
import { surfaceIds, type SurfaceId } from '../../src/engine/data/surfaces.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';

export const images = ['fashion-mnist', 'mnist'] as const;

/** The surface given by a formula that is descended, if there is one. */
export const surfaceOf = (values: Values): SurfaceId | null => surfaceIds.find((id) => id === textOf(values, 'problem')) ?? null;

/** The plane through a network's loss surface, which is descended as surfaces are. */
export const plane = 'plane';

/** Whether a point goes down, on a surface or on the plane; else a network is trained. */
export const isDescent = (values: Values): boolean => surfaceOf(values) !== null || textOf(values, 'problem') === plane;

/** Training examples of each seed; validation, on which rates are chosen, and test, on which they are scored, are shared by all seeds. */
export const splits = (values: Values): { train: number; validation: number; test: number } =>
  isDescent(values) ? { train: 0, validation: 0, test: 0 } : { train: numberOf(values, 'examples'), validation: 500, test: 1000 };

/** Networks are evaluated that often besides the start; surfaces, which cost nothing, at about every hundredth of the way. */
const evaluations = { network: 10, surface: 100 };

export function evaluateEvery(values: Values): number {
  const wanted = isDescent(values) ? evaluations.surface : evaluations.network;
  return Math.max(1, Math.round(numberOf(values, 'steps') / wanted));
}

/** At most this many of a run's training examples are evaluated. */
export const evaluatedTrainingExamples = 500;

/** Pixels along a side of an image, and channels of the convolutions. */
export const side = 28;
export const channels = [8, 16] as const;

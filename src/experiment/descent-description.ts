/** An arm that descends a surface, as plain data from which programs elsewhere can be written. */
import type { SurfaceId } from '../engine/data/surfaces.ts';
import type { ArmDescription, OptimizerDescription } from './arm-description.ts';

export interface DescentDescription {
  task: 'descent';
  /** A surface given by a formula, or the plane through a network's loss surface. */
  surface: SurfaceId | 'plane';
  start: readonly [number, number];
  /** Standard deviation by which each seed's start differs from it, in both coordinates. */
  spread: number;
  /** Standard deviation of the noise in each part of the gradient. */
  noise: number;
  /** A point is nothing that decays; Muon moves it as a matrix of one row. */
  optimizer: OptimizerDescription;
  clip: ArmDescription['clip'];
  steps: number;
  evaluateEvery: number;
}

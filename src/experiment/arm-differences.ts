/** In what the arms of a session differ. */
import type { Experiment } from './experiment.ts';
import { holds, type Hyperparameter, type Value, type Values } from './hyperparameter.ts';

interface ResolvedArm {
  id: string;
  values: Values;
}

/** The hyperparameters in which these arms differ, in the order of the declaration; what does nothing in an arm is no difference there. */
export function differing(experiment: Experiment, arms: readonly ResolvedArm[]): Hyperparameter[] {
  return experiment.hyperparameters.filter((one) => new Set(arms.map((arm) => appliedValue(one, arm.values))).size > 1);
}

/** What an arm sets otherwise than another one, and has an effect there; by hyperparameter. */
export function differenceTo(experiment: Experiment, arm: ResolvedArm, other: ResolvedArm): { id: string; value: Value }[] {
  return experiment.hyperparameters.flatMap(({ id, when }) => {
    const value = arm.values[id];
    return value !== undefined && holds(when, arm.values) && value !== other.values[id] ? [{ id, value }] : [];
  });
}

/** Null where the hyperparameter does nothing. */
export function appliedValue({ id, when }: Hyperparameter, values: Values): Value | null {
  return holds(when, values) ? (values[id] ?? null) : null;
}

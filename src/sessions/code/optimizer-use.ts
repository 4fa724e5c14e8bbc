/** Which numbers of an optimizer its kind uses, and what changes of them ask of a program. */
import type { Description, OptimizerDescription, OptimizerKind } from '../../experiment/arm-description.ts';
import type { ArmChange } from './run-of-arm.ts';

const users = {
  momentum: ['momentum', 'nesterov', 'muon'],
  beta1: ['adam', 'adamw', 'nadam', 'lion'],
  beta2: ['rmsprop', 'adam', 'adamw', 'nadam', 'lion'],
  weightDecay: ['adamw', 'lion', 'muon'],
  otherRate: ['muon'],
} as const satisfies Partial<Record<keyof OptimizerDescription, readonly OptimizerKind[]>>;

const uses = (name: keyof typeof users, kind: OptimizerKind): boolean => users[name].some((one) => one === kind);

/** With 0 for what its kind does not use, which may change without changing the arm. */
export function withUsedNumbers(optimizer: OptimizerDescription): OptimizerDescription {
  const own = (name: keyof typeof users): number => (uses(name, optimizer.kind) ? optimizer[name] : 0);
  return {
    ...optimizer,
    momentum: own('momentum'),
    beta1: own('beta1'),
    beta2: own('beta2'),
    weightDecay: own('weightDecay'),
    otherRate: own('otherRate'),
  };
}

const changesOf = (first: OptimizerDescription, changes: readonly ArmChange[], names: readonly (keyof OptimizerDescription)[]): boolean =>
  changes.some(({ description: now }) => now.task !== 'adaptation' && names.some((name) => now.optimizer[name] !== first[name]));

/**
 * Whether betas change of moments that are corrected by them. Corrections of all frameworks, 1 − βᵗ, take the beta of now for the one that always
 * was; Ablate's is 1 − β₁β₂…βₜ, with the beta that each update had.
 */
export const betasChange = (first: OptimizerDescription, changes: readonly ArmChange[]): boolean =>
  ['adam', 'adamw', 'nadam'].includes(first.kind) && changesOf(first, changes, ['beta1', 'beta2']);

/** Small enough to be 0 in a product, and not 0. */
const almostNothing = 1e-30;

/**
 * Python frameworks keep no velocity where the momentum is 0, which a changed momentum would go on from: descriptions with one that is next to
 * 0 there, if the momentum changes.
 */
export function keepingVelocity<D extends Exclude<Description, { task: 'adaptation' }>>(
  first: D,
  changes: readonly ArmChange[],
): { first: D; changes: readonly ArmChange[] } {
  const { kind } = first.optimizer;
  if ((kind !== 'momentum' && kind !== 'nesterov') || !changesOf(first.optimizer, changes, ['momentum'])) return { first, changes };
  const kept = <Of extends Description>(one: Of): Of =>
    one.task === 'adaptation' || one.optimizer.momentum > 0 ? one : { ...one, optimizer: { ...one.optimizer, momentum: almostNothing } };
  return { first: kept(first), changes: changes.map((change) => ({ ...change, description: kept(change.description) })) };
}

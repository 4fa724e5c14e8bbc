/** Arms that a session adds to, copies from and takes out of those it opened with. */
import type { Arm, Experiment } from './experiment.ts';
import { armValues, resolveArms, type Configuration, type SessionArm } from './settings.ts';
import { sweptFrom } from './sweep.ts';

type Given = Pick<Configuration, 'preset' | 'arms' | 'values'>;

/** Declared arms that the session does not have: adding one is no departure from the declaration. */
export function absentArms(experiment: Experiment, { arms }: Pick<Configuration, 'arms'>): readonly Arm[] {
  return experiment.arms.filter((declared) => !arms.some(({ id }) => id === declared.id));
}

/** The session's arms and a declared one, which takes its declared place among the declared ones, so that claims keep their roles. */
export function withDeclared(experiment: Experiment, { arms }: Pick<Configuration, 'arms'>, id: string): SessionArm[] {
  const place = (arm: string): number => experiment.arms.findIndex((declared) => declared.id === arm);
  const after = arms.findLastIndex((arm) => place(arm.id) >= 0 && place(arm.id) < place(id));
  return arms.toSpliced(after + 1, 0, { id, values: {} });
}

/**
 * The session's arms and a copy of one of them behind all, with a free id of its own ("dropout-2"). It holds all that its original sets, so
 * that it stays the same when another preset or declaration would set that otherwise. Throws a RangeError without such an arm.
 */
export function withCopy(experiment: Experiment, given: Given, of: string): SessionArm[] {
  const index = given.arms.findIndex(({ id }) => id === of);
  const original = given.arms[index];
  if (!original) throw new RangeError(`The session has no arm "${of}".`);
  const base = of.replace(/-\d+$/, '').slice(0, 30);
  let number = 2;
  while ([...given.arms, ...experiment.arms].some(({ id }) => id === `${base}-${number}`)) number++;
  const own = { ...armValues(experiment, given.preset, of), ...original.values };
  const values = Object.keys(own).length > 0 ? own : firstValue(experiment, given, index);
  return [...given.arms, { id: `${base}-${number}`, values, ...(original.unswept && { unswept: true }) }];
}

/** The session's arms and one that is not declared, behind all, with a free id that begins so ("adapter", "adapter-2"). */
export function withOwn(experiment: Experiment, { arms }: Pick<Configuration, 'arms'>, { id, values, name }: SessionArm): SessionArm[] {
  const taken = (wanted: string): boolean => [...arms, ...experiment.arms].some((arm) => arm.id === wanted);
  let free = id;
  for (let number = 2; taken(free); number++) free = `${id}-${number}`;
  return [...arms, { id: free, values, ...(name !== undefined && { name }) }];
}

/** An arm that is not declared must set something: what its original has anyway. */
function firstValue(experiment: Experiment, given: Given, index: number): SessionArm['values'] {
  const hyperparameter = experiment.hyperparameters.find(({ scope }) => scope === 'arm');
  const value = hyperparameter && resolveArms(experiment, given)[index]?.values[hyperparameter.id];
  return hyperparameter && value !== undefined ? { [hyperparameter.id]: value } : {};
}

/** The others; a fork of the one that goes is an arm like any other from then on, and keeps its values. */
export function withoutArm({ arms }: Pick<Configuration, 'arms'>, id: string): SessionArm[] {
  return arms
    .filter((arm) => arm.id !== id)
    .map((arm) => {
      if (!arm.fork || sweptFrom(arm.fork.of).arm !== id) return arm;
      const { fork: _, ...others } = arm;
      return others;
    });
}

/** The session's arms, of which one is called `name`; an empty name gives it back its own. */
export function withName({ arms }: Pick<Configuration, 'arms'>, id: string, name: string): SessionArm[] {
  return arms.map((arm) => {
    if (arm.id !== id) return arm;
    const { name: _, ...unnamed } = arm;
    return name.trim() === '' ? unnamed : { ...unnamed, name: name.trim() };
  });
}

/**
 * Forks: an arm that is another one up to a step, and goes its own way from there. It begins with its parent's values, and the session's
 * events list it beside its parent up to that step and alone from then on, so that a replay from the start makes the same numbers. A fork of an
 * arm that a sweep makes is an arm outside the sweep, at its parent's value.
 */
import { withCopy } from './arms.ts';
import { changeable, type LiveEvent } from './events.ts';
import type { Experiment } from './experiment.ts';
import { holds, type NumberHyperparameter } from './hyperparameter.ts';
import type { Configuration, Fork, SessionArm } from './settings.ts';
import { sessionArms, sweptFrom } from './sweep.ts';

export interface WantedFork extends Fork {
  /** What it is to be called; absent: as copies are. */
  name?: string;
  /** New values of live hyperparameters from its step on. */
  changes: Readonly<Record<string, number>>;
}

/**
 * What a fork of a trained arm can change: live hyperparameters that arms may differ in, also one that is swept. The state of a step fits no
 * other network or batch.
 */
export function forkable(experiment: Experiment, configuration: Configuration, of: string): NumberHyperparameter[] {
  const values = sessionArms(experiment, configuration).find(({ id }) => id === of)?.values ?? {};
  return changeable(experiment, { arms: configuration.arms }).filter(({ scope, when }) => scope === 'arm' && holds(when, values));
}

/** A configuration with a fork behind its other arms. Throws a RangeError without such a trained arm. */
export function withFork(experiment: Experiment, configuration: Configuration, { of, step, name, changes }: WantedFork): Configuration {
  const { sweep } = configuration;
  const { arm: original } = sweptFrom(of);
  const copied = withCopy(experiment, configuration, original);
  const copy = copied.at(-1);
  const parent = sessionArms(experiment, configuration).find(({ id }) => id === of);
  if (!copy || !parent) throw new RangeError(`The session has no arm "${of}".`);
  const arm: SessionArm = { ...copy, ...(name !== undefined && { name }), fork: { of, step } };
  if (sweep) {
    const values = { ...arm.values, [sweep.hyperparameter]: parent.values[sweep.hyperparameter] ?? 0 };
    // In the declared order, as they are read from a link.
    arm.values = Object.fromEntries(experiment.hyperparameters.flatMap(({ id }) => (id in values ? [[id, values[id] ?? 0]] : [])));
    arm.unswept = true;
  }
  const shared = (configuration.events ?? []).map((event): LiveEvent => {
    return event.step <= step && event.arms.includes(original) ? { ...event, arms: [...event.arms, arm.id] } : event;
  });
  const own = Object.entries(changes).map(([id, value]): LiveEvent => ({ step, arms: [arm.id], id, value }));
  // What others change at this step stays before what the fork changes: the sort keeps the order.
  const events = [...shared, ...own].sort((a, b) => a.step - b.step);
  return { ...configuration, arms: [...copied.slice(0, -1), arm], ...(events.length > 0 && { events }) };
}

/**
 * Where an arm parted from another, as long as it still does: with its parent gone, or with values or earlier events of one of them alone, its
 * numbers before that step are its own.
 */
export function forkOf(
  experiment: Experiment,
  configuration: Pick<Configuration, 'preset' | 'values' | 'arms' | 'sweep' | 'events'>,
  arm: string,
): Fork | null {
  const fork = configuration.arms.find(({ id }) => id === arm)?.fork;
  if (!fork) return null;
  const resolved = sessionArms(experiment, configuration);
  const [own, parent] = [arm, fork.of].map((id) => resolved.find((one) => one.id === id)?.values);
  if (!own || !parent) return null;
  if (experiment.hyperparameters.some(({ id }) => own[id] !== parent[id])) return null;
  const original = sweptFrom(fork.of).arm;
  const together = (configuration.events ?? []).every(
    ({ step, arms }) =>
      arms.includes(arm) === arms.includes(original) || step > fork.step || (step === fork.step && !arms.includes(original)),
  );
  return together ? fork : null;
}

/**
 * The step from which changes can be made: where they leave out the parent of a fork that is still on its way with its parent's numbers, it has
 * to have parted first, or it would no longer be one.
 *
 * @param over - whether an arm, as it is trained, takes changes no more
 */
export function changedFrom(
  session: Pick<Configuration, 'arms'>,
  wanted: readonly Pick<LiveEvent, 'arms'>[],
  over: (trained: string) => boolean,
): number {
  const changed = new Set(wanted.flatMap(({ arms }) => arms));
  const parting = session.arms.flatMap(({ id, fork }) => {
    const together = !fork || (changed.has(sweptFrom(fork.of).arm) && !over(fork.of));
    return changed.has(id) && !together ? [fork.step] : [];
  });
  return Math.max(0, ...parting);
}

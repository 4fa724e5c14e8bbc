/** What is configured otherwise than the present session. */
import { resolveArms, sameSweep, type Configuration } from '../../experiment/configuration.ts';
import { fittingEvents, sameEvents } from '../../experiment/events.ts';
import type { Experiment } from '../../experiment/experiment.ts';

/** What of the configuration differs from the present session; ids of hyperparameters or fields. */
export type Change =
  | { field: 'preset' | 'arms' | 'sweep' | 'seeds' | 'sessionSeed' | 'steps' | 'device' | 'events' }
  | { hyperparameter: string; arm: string | null };

export function changesBetween(experiment: Experiment, before: Configuration, after: Configuration): Change[] {
  const changes: Change[] = [];
  for (const field of ['preset', 'seeds', 'sessionSeed', 'device'] as const) if (before[field] !== after[field]) changes.push({ field });
  if (!sameSweep(before.sweep, after.sweep)) changes.push({ field: 'sweep' });
  const idsOf = ({ arms }: Configuration): string => arms.map(({ id }) => id).join();
  if (idsOf(before) !== idsOf(after)) changes.push({ field: 'arms' });
  const [old, now] = [resolveArms(experiment, before), resolveArms(experiment, after)];
  for (const { id } of experiment.hyperparameters) {
    const different = now.filter((arm) => {
      const known = old.find((one) => one.id === arm.id);
      return known !== undefined && arm.values[id] !== known.values[id];
    });
    if (different.length === now.length && now.length > 0) changes.push({ hyperparameter: id, arm: null });
    else for (const arm of different) changes.push({ hyperparameter: id, arm: arm.id });
  }
  if (before.steps !== after.steps) changes.push({ field: 'steps' });
  if (!sameEvents(fittingEvents(experiment, after, before.events ?? []), after.events)) changes.push({ field: 'events' });
  // A preset that was changed explains the values that came with it.
  return changes.some((change) => 'field' in change && change.field === 'preset') ? changes.filter((change) => 'field' in change) : changes;
}

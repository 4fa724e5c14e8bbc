/** What was changed since the session began, in words. */
import type { SessionArm } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Change } from '../state/changes-between.ts';
import { preferences } from '../state/preferences.svelte.ts';
import { armName, hyperparameterName } from './names.ts';

/** `named`: the configured arms with their names. */
export function changeName(change: Change, experiment: Experiment, named: readonly SessionArm[]): string {
  const { language, messages: m } = preferences;
  if ('field' in change) {
    if (change.field === 'device') return m.device.label;
    return change.field === 'events' ? m.live.title : m.settings[change.field];
  }
  const name = hyperparameterName(experiment, language, change.hyperparameter);
  return change.arm === null ? name : `${name} (${armName(experiment, language, change.arm, named)})`;
}

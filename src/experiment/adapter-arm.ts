/** An arm that starts from an own adapter: set as an arm that adapts the same way. */
import type { Experiment } from './experiment.ts';
import { holds, type Value, type Values } from './hyperparameter.ts';
import { adapterText, type OwnAdapter } from './own-adapter.ts';

/**
 * What such an arm sets: the adapter, and beside it what applies of the first of the session's arms that could start from one.
 *
 * @throws Error when the experiment adapts nothing
 */
export function adapterArmValues(experiment: Experiment, arms: readonly { values: Values }[], own: OwnAdapter): Values {
  const parameter = experiment.hyperparameters.find(({ kind }) => kind === 'adapter');
  if (!parameter) throw new Error(`${experiment.id} adapts no model`);
  const like = arms.find(({ values }) => holds(parameter.when, values))?.values ?? {};
  const values = { ...like, [parameter.id]: adapterText(own) };
  const applying = experiment.hyperparameters.filter(({ scope, when }) => scope === 'arm' && holds(when, values));
  const entries = applying.flatMap(({ id }): [string, Value][] => (values[id] === undefined ? [] : [[id, values[id]]]));
  return { ...Object.fromEntries(entries), [parameter.id]: adapterText(own) };
}

/** Checks that the networks of a configuration fit what they are trained on, arm by arm. */
import type { Experiment } from '../experiment.ts';
import { holds, textOf } from '../hyperparameter.ts';
import type { Problem } from '../problem.ts';
import type { Configuration } from '../settings.ts';
import { sessionArms } from '../sweep.ts';
import { networkShapes } from './shapes.ts';
import { parseNetwork } from './text.ts';

/** One problem for each network that cannot be trained on its arm's data. */
export function misfittingNetworks(experiment: Experiment, configuration: Configuration): Problem[] {
  return sessionArms(experiment, configuration).flatMap(({ id: arm, values }) =>
    experiment.hyperparameters.flatMap((one): Problem[] => {
      if (one.kind !== 'network' || !holds(one.when, values)) return [];
      const parsed = parseNetwork(textOf(values, one.id));
      const { input, outputs } = one.task(values);
      const fault = parsed.ok ? networkShapes(parsed.network, input, outputs).fault : parsed.fault;
      return fault === null ? [] : [{ path: `arms.${arm}.values.${one.id}`, code: 'network', id: one.id, arm, fault }];
    }),
  );
}

/** An experiment under given settings: some measures, claims and hyperparameters belong to a part of it only. */
import type { Experiment } from './experiment.ts';
import { holds, type Values } from './hyperparameter.ts';

/**
 * The experiment as it is under these values: only the measures and claims that apply, and what then varies between seeds. Hyperparameters,
 * arms and presets stay whole, since a configuration may name any of them. With a sweep only claims about sweeps are posed, without one only
 * the others.
 */
export function narrowed(experiment: Experiment, values: Values, swept = false): Experiment {
  const { measures, claims, varied, variedUnder } = experiment;
  return {
    ...experiment,
    measures: measures.filter(({ when }) => holds(when, values)),
    claims: claims.filter(({ when, endpoint }) => holds(when, values) && (endpoint.over !== undefined) === swept),
    varied: variedUnder?.(values) ?? varied,
  };
}

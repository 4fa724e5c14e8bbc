/** An experiment under given settings: some measures, claims and hyperparameters belong to a part of it only. */
import type { Experiment } from './experiment.ts';
import { holds, type Values } from './hyperparameter.ts';

/**
 * The experiment as it is under these values: only the measures and claims that apply, and what then varies between seeds. Hyperparameters,
 * arms and presets stay whole, since a configuration may name any of them.
 */
export function narrowed(experiment: Experiment, values: Values): Experiment {
  const { measures, claims, varied, variedUnder } = experiment;
  return {
    ...experiment,
    measures: measures.filter(({ when }) => holds(when, values)),
    claims: claims.filter(({ when }) => holds(when, values)),
    varied: variedUnder?.(values) ?? varied,
  };
}

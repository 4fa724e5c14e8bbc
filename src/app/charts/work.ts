/** What one step of each arm is in examples and passes over its data, as far as the declaration says it before anything has run. */
import type { Experiment } from '../../experiment/experiment.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import type { ArmWork } from './source.ts';

/** Null where the declaration does not say how many examples a step takes, or there is no data. */
export function declaredWork(experiment: Pick<Experiment, 'samplesPerStep' | 'splits'>, values: Values | undefined): ArmWork | null {
  const examples = values && experiment.samplesPerStep?.(values);
  if (!examples) return null;
  return { examples, trainingExamples: experiment.splits(values).train || NaN, multiplyAdds: NaN };
}

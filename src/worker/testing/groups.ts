/** The populations that one worker would train of an experiment's preset, for tests of laws that hold for every experiment. */
import type { Experiment } from '../../experiment/experiment.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import { defaultConfiguration, resolveArms } from '../../experiment/settings.ts';
import { populationsOf } from '../populations.ts';
import { assignRuns } from '../split-runs.ts';

/** @param values - session hyperparameters that differ from the preset's */
export function groupsOf(experiment: Experiment, preset: string, seeds: number, values: Values = {}): ReturnType<typeof populationsOf> {
  const arms = resolveArms(experiment, { ...defaultConfiguration(experiment, preset), values });
  return populationsOf(experiment, { arms, runs: assignRuns({ arms, seeds }, 1).flat(), sessionSeed: 1 });
}

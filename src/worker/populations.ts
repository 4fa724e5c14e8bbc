/** Groups the runs of a worker into populations: runs whose structural values agree, and that begin at one step, train as one batched network. */
import type { RunSetting } from '../engine/training/population.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Values } from '../experiment/hyperparameter.ts';
import { stepOfRun } from './checkpoint.ts';
import type { StartRequest } from './protocol.ts';

export interface PopulationGroup {
  /** Values that all runs share; live ones are the first run's. */
  structural: Values;
  settings: RunSetting[];
  /** Session indices of the runs. */
  runs: number[];
  /** Ids of the live hyperparameters. */
  live: string[];
}

/** Groups in the order of their first runs. Throws when a run names an arm that the request does not have. */
export function populationsOf(
  experiment: Experiment,
  request: Pick<StartRequest, 'arms' | 'runs' | 'sessionSeed' | 'checkpoint'>,
): PopulationGroup[] {
  const live = experiment.hyperparameters.filter((h) => h.live).map(({ id }) => id);
  const groups = new Map<string, PopulationGroup>();
  for (const { run, arm, seed } of request.runs) {
    const values = request.arms[arm]?.values;
    if (!values) throw new Error(`there is no arm ${arm}`);
    const own = Object.entries(values).filter(([id]) => !live.includes(id));
    const key = JSON.stringify([stepOfRun(request.checkpoint, run), own.sort()]);
    const group = groups.get(key) ?? { structural: values, settings: [], runs: [], live };
    group.settings.push({ sessionSeed: request.sessionSeed, seed, values });
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}

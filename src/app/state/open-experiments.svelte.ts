/** The experiments that have been open on this page: the state of each lives as long as the page, so that leaving one and coming back loses nothing. */
import type { Experiment } from '../../experiment/experiment.ts';
import { ExperimentState } from './experiment.svelte.ts';

const open = new Map<string, ExperimentState>();

/** The state of an experiment, made when it is first asked for. */
export function experimentState(experiment: Experiment): ExperimentState {
  const known = open.get(experiment.id);
  if (known) return known;
  // Under a root of its own, what it derives does not end with the page that first asked for it.
  let state: ExperimentState | undefined;
  $effect.root(() => {
    state = new ExperimentState(experiment);
  });
  const made = state ?? new ExperimentState(experiment);
  open.set(experiment.id, made);
  return made;
}

/** The state of an experiment that has been open, if it has. */
export function knownState(id: string): ExperimentState | null {
  return open.get(id) ?? null;
}

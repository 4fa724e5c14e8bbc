/** What the header needs to know of the page below it: the experiment that is open, if any. */
import type { ExperimentState } from './experiment.svelte.ts';

class Present {
  experiment = $state.raw<ExperimentState | null>(null);
}

export const present = new Present();

/** What the frame around a page needs to know of it: the experiment that is open, if any, and whether it stands in a frame of another page. */
import type { ExperimentState } from './experiment.svelte.ts';

class Present {
  experiment = $state.raw<ExperimentState | null>(null);
  /** In a frame of another page: without header. */
  embedded = $state(false);
}

export const present = new Present();

/** What the arms on the page can be compared in: those of a session, or of results that were there before it. */
import { comparableRecord, comparableResults, type Comparable } from '../../sessions/comparable.ts';
import type { Session } from './session.svelte.ts';
import type { Before } from './sharing.svelte.ts';

export interface ComparableArms extends Comparable {
  /** Whether all steps are done. */
  finished: boolean;
  /** Which look at the seeds it is, from 1. */
  look: number;
}

/** Of a session as it stands now. */
export function comparableArms(of: Session | Before): ComparableArms {
  const { experiment, configuration } = of;
  if ('record' in of) {
    return { ...comparableRecord(experiment, configuration, of.record), finished: of.progress.state === 'done', look: of.look };
  }
  const { step, steps, look } = of.results;
  return { ...comparableResults(experiment, configuration, of.results), finished: step >= steps, look };
}

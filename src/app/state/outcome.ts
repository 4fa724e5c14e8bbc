/** What a session has come to: its verdicts, and what is kept of it. */
import type { Verdict } from '../../experiment/claim.ts';
import { evaluateClaims } from '../../experiment/verdict.ts';
import { armsOfRecord, endpointsOf } from '../../sessions/claim-endpoints.ts';
import { keptWork } from '../../sessions/kept-facts.ts';
import type { KeptSession } from '../../sessions/kept-session.ts';
import type { SessionState } from './session-state.svelte.ts';

export function verdictsOf({ experiment, configuration, record, progress, exploratory, look }: SessionState): Verdict[] {
  const facts = {
    preset: configuration.preset,
    arms: armsOfRecord(record),
    seeds: configuration.seeds,
    look,
    finished: progress.state === 'done',
    exploratory,
  };
  return evaluateClaims(experiment, facts, endpointsOf(record, experiment.claims, configuration.sweep));
}

/** What is kept of it now; what a person wrote about it is the store's. */
export function keptOf(session: SessionState): KeptSession {
  const { experiment, configuration, device, record, steps, seconds, verdicts, past } = session;
  return {
    id: session.id,
    experiment: experiment.id,
    name: '',
    note: '',
    starred: false,
    started: session.began,
    changed: new Date().toISOString(),
    configuration,
    device,
    step: Math.max(0, record.completeStep()),
    steps,
    seconds,
    finished: session.progress.state === 'done',
    verdicts,
    deleted: null,
    ...(past.length > 0 && { past }),
    ...(session.look > 1 && { look: session.look }),
    times: record.times.kept(),
    work: keptWork(session.works, record.arms.length),
    ...session.trainedBy,
  };
}

export function divergedRuns({ arms, record }: SessionState): number {
  return arms.reduce((sum, _, arm) => sum + record.divergedCount(arm), 0);
}

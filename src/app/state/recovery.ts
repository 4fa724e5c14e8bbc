/** When a session whose workers died goes on by itself. */
import type { PastEvent } from '../../sessions/past-event.ts';
import { isUnfit } from '../../worker/checkpoint.ts';
import type { WorkerError } from '../../worker/protocol.ts';

/** What may not come again: everything else would end the same way. */
const passing: readonly WorkerError['code'][] = ['deviceLost', 'internal'];
const most = 5;

/**
 * Whether it is worth trying: it had come further than where it died before, so it is not the step itself that fails.
 *
 * @param deaths - the steps at which it died before, in order
 * @param step - that every run has reached now; −1 before the first
 */
export function recovers(deaths: readonly number[], code: WorkerError['code'], step: number): boolean {
  return passing.includes(code) && deaths.length < most && step > (deaths.at(-1) ?? 0);
}

/** What ended a start before there were workers. */
export function startFailure(error: unknown): WorkerError {
  return { code: isUnfit(error) ? 'checkpointUnfit' : 'internal', detail: error instanceof Error ? error.message : String(error) };
}

/** What happened to a session whose checkpoints turn out not to fit this build: it went on from the start instead. */
export function fromTheStart(past: readonly PastEvent[]): readonly PastEvent[] {
  const last = past.at(-1);
  if (!last || (last.kind !== 'resumption' && last.kind !== 'recovery')) return past;
  return [...past.slice(0, -1), { ...last, from: 0, unfit: true }];
}

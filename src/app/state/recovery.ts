/** When a session whose workers died goes on by itself. */
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

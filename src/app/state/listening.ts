/** Listening to the workers of one start of a session, and no longer than to them. */
import type { SessionListener } from '../../worker/session.ts';

/** A listener that hears nothing any more once `current` says no: what workers of an earlier start still say belongs to no state. */
export function whileCurrent(current: () => boolean, listener: Required<SessionListener>): SessionListener {
  return {
    started: (device) => current() && listener.started(device),
    work: (work) => current() && listener.work(work),
    measures: (blocks) => current() && listener.measures(blocks),
    memory: (bytes) => current() && listener.memory(bytes),
    probe: (id, result) => current() && listener.probe(id, result),
    progress: (progress) => current() && listener.progress(progress),
    failed: (error) => current() && listener.failed(error),
  };
}

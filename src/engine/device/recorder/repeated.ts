/** Work that is done many times: eagerly at first, then recorded, replayed from then on. */
import type { Recorder, Recording } from './recorder.ts';

/** The first time may upload what lasts, such as keys of random streams; a second refusal is final. */
const attempts = 2;

export interface Repeated {
  /** Does the work so many times in a row. */
  run(times: number): void;
  /** What it was recorded as; null while it runs eagerly. */
  readonly recording: Recording | null;
  /** Why it stays eager; null while that is open, or when it is recorded. */
  readonly reason: string | null;
}

/** @param work - only what it changes in place may last, and it must do the same every time */
export function repeated(recorder: Recorder | null, work: () => void): Repeated {
  let recording: Recording | null = null;
  let reason: string | null = null;
  let refusals = 0;
  let times = 0;
  return {
    run(count) {
      for (let left = count; left > 0; left--) {
        if (recording) {
          recording.replay(left);
          break;
        }
        if (!recorder || times === 0 || refusals === attempts) {
          work();
        } else {
          const recorded = recorder.record(work);
          if ('recording' in recorded) {
            recording = recorded.recording;
            reason = null;
          } else {
            reason = recorded.reason;
            refusals++;
          }
        }
        times++;
      }
    },
    get recording() {
      return recording;
    },
    get reason() {
      return reason;
    },
  };
}

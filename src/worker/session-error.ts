/** The error that a session ended with, as an error to throw. */
import type { WorkerError } from './protocol.ts';

/** What `finished` rejects with: the error that the listener was told. */
export class SessionError extends Error implements WorkerError {
  override name = 'SessionError';
  readonly code: WorkerError['code'];
  readonly detail: string;

  constructor({ code, detail }: WorkerError) {
    super(detail);
    this.code = code;
    this.detail = detail;
  }
}

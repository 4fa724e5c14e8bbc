/** What page and worker say to each other about the memory of a session before it is started. Imports types only. */
import type { DeviceKind } from '../protocol.ts';
import type { SessionRequest } from '../session.ts';

/** The session that is asked about, on so many workers of a device. */
export interface MemoryQuestion extends Pick<SessionRequest, 'experiment' | 'arms' | 'seeds' | 'sessionSeed'> {
  device: DeviceKind;
  workers: number;
}

/** In bytes of device memory. */
export interface MemoryEstimate {
  workers: number;
  /** The worker that takes most, and all of them together. */
  perWorker: number;
  total: number;
  /** The largest single tensor. */
  largest: number;
}

export interface MemoryRequest extends MemoryQuestion {
  type: 'estimateMemory';
  /** Comes back with the answer. */
  number: number;
}

/** Null: nobody knows, or the configuration makes no program. */
export interface FromMemory {
  type: 'memoryEstimated';
  number: number;
  estimate: MemoryEstimate | null;
}

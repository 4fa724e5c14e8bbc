/** One worker of a pool: started with its part of the runs, and what it has said of itself. */
import { stepOfRun } from './checkpoint.ts';
import type { DeviceDescription, FromWorker, RunAssignment, StartRequest, ToWorker, WorkerError } from './protocol.ts';

export interface PoolMember {
  worker: Worker;
  runs: RunAssignment[];
  /** Those that were started together stand near each other. */
  group: number;
  step: number;
  /** Where it waits for the others of its group. */
  limit: number;
  started: DeviceDescription | null;
  /** Bytes that its device holds, as it told last. */
  memory: number;
  paused: boolean;
  done: boolean;
}

/** Starts a worker that tells what it says, and that it could not be loaded. */
export function startMember(
  start: StartRequest,
  group: number,
  tell: { message: (member: PoolMember, message: FromWorker) => void; failed: (error: WorkerError) => void },
): PoolMember {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const step = Math.min(...start.runs.map(({ run }) => stepOfRun(start.checkpoint, run)));
  const { runs, limit = Infinity } = start;
  const member: PoolMember = { worker, runs, group, step, limit, started: null, memory: 0, paused: false, done: false };
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    tell.message(member, data);
  });
  worker.addEventListener('error', (event) => {
    tell.failed({ code: 'internal', detail: event.message || 'the training worker could not be loaded' });
  });
  worker.postMessage(start satisfies ToWorker);
  return member;
}

/** The page's and the command line's side of training: one worker for a GPU, a pool of single-threaded ones elsewhere. */
import { chooseDevice } from './choose-device.ts';
import type {
  Checkpoint,
  DeviceDescription,
  FromWorker,
  Inspection,
  LiveChange,
  RunAssignment,
  StartRequest,
  ToWorker,
  WorkerError,
} from './protocol.ts';
import { createPace } from './pace.ts';
import type { RunningSession, SessionProgress, StartSession } from './session.ts';
import { assignRuns } from './split-runs.ts';

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

interface PoolMember {
  worker: Worker;
  runs: RunAssignment[];
  step: number;
  started: DeviceDescription | null;
  paused: boolean;
  done: boolean;
}

/** One answer from each worker. */
interface Waiting<T> {
  answers: T[];
  resolve(answers: T[]): void;
  reject(error: Error): void;
  promise: Promise<T[]>;
}

function waiting<T>(): Waiting<T> {
  let settle: Pick<Waiting<T>, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<T[]>((resolve, reject) => (settle = { resolve, reject }));
  return { answers: [], ...settle, promise };
}

/** Starts training and reports through the listener until stopped. Commands given before the device is chosen wait for it. */
export const startSession: StartSession = (request, listener) => {
  const pool: PoolMember[] = [];
  const early: ToWorker[] = [];
  let state: SessionProgress['state'] = 'starting';
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => undefined, reject: () => undefined };
  const finished = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever does not wait for the end is told by the listener; an unhandled rejection would add nothing.
  finished.catch(() => undefined);
  let checkpoints: Waiting<Checkpoint> | null = null;
  let inspections: Waiting<Inspection> | null = null;
  let holds: Waiting<number> | null = null;
  /** The last live change asked for: the next waits for it. */
  let changing: Promise<unknown> = Promise.resolve();
  const pace = createPace();

  const step = (): number => (pool.length === 0 ? 0 : Math.min(...pool.map((member) => member.step)));
  const overError = (): SessionError => new SessionError({ code: 'badRequest', detail: 'the session is over; start it again first' });
  const ended = (): boolean => state === 'failed' || state === 'stopped';

  function report(): void {
    const { perRun, summed } = pace.rates();
    const left = request.steps - step();
    listener.progress?.({
      step: step(),
      steps: request.steps,
      stepsPerSecond: perRun,
      runStepsPerSecond: summed,
      secondsLeft: state === 'running' && perRun > 0 ? left / perRun : null,
      state,
    });
  }

  function terminate(): void {
    for (const { worker } of pool) worker.terminate();
  }

  function fail(error: WorkerError): void {
    if (ended()) return;
    state = 'failed';
    terminate();
    report();
    listener.failed?.(error);
    const reason = new SessionError(error);
    checkpoints?.reject(reason);
    inspections?.reject(reason);
    holds?.reject(reason);
    settle.reject(reason);
  }

  function send(message: ToWorker): void {
    if (pool.length === 0) early.push(message);
    for (const { worker } of pool) worker.postMessage(message);
  }

  function answer<T>(wait: Waiting<T> | null, value: T): void {
    wait?.answers.push(value);
    if (wait && wait.answers.length === pool.length) wait.resolve(wait.answers);
  }

  function receive(member: PoolMember, index: number, message: FromWorker): void {
    if (ended()) return;
    switch (message.type) {
      case 'started': {
        member.started = message.device;
        member.step = message.step;
        if (pool.every(({ started }) => started !== null)) {
          if (state === 'starting') state = 'running';
          pace.start();
          listener.started?.({ ...message.device, workers: pool.length });
        }
        break;
      }
      case 'measures':
        member.step = message.step;
        pace.advance(index, message.step, member.runs.length);
        listener.measures?.(message.blocks);
        break;
      case 'probe':
        listener.probe?.(message.id, message.result);
        return;
      case 'paused':
        member.step = message.step;
        member.paused = true;
        if (pool.every(({ paused, done }) => paused || done)) state = 'paused';
        break;
      case 'resumed':
        member.paused = false;
        break;
      case 'done':
        member.step = message.step;
        member.done = true;
        if (pool.every(({ done }) => done)) {
          state = 'done';
          report();
          settle.resolve();
          return;
        }
        if (pool.every(({ paused, done }) => paused || done)) state = 'paused';
        break;
      case 'checkpoint':
        answer(checkpoints, message.checkpoint);
        return;
      case 'inspection':
        answer(inspections, message.inspection);
        return;
      case 'held':
        answer(holds, message.step);
        return;
      case 'failed':
        fail(message.error);
        return;
    }
    report();
  }

  function startWorker(start: StartRequest, index: number): void {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const member: PoolMember = { worker, runs: start.runs, step: 0, started: null, paused: false, done: false };
    pool.push(member);
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      receive(member, index, data);
    });
    worker.addEventListener('error', (event) => {
      fail({ code: 'internal', detail: event.message || 'the training worker could not be loaded' });
    });
    worker.postMessage(start);
  }

  async function begin(): Promise<void> {
    const device = await chooseDevice(request, startSession);
    if (ended()) return;
    // One worker holds a GPU, unless a test asks for more.
    const parts = assignRuns(request, request.workers ?? (device === 'webgpu' ? 1 : navigator.hardwareConcurrency));
    parts.forEach((runs, index) => {
      const checkpoint = request.checkpoints?.[index];
      const { experiment, arms, sessionSeed, steps, base, changes } = request;
      const options = { ...(checkpoint && { checkpoint }), ...(changes && { changes }) };
      startWorker({ type: 'start', experiment, arms, runs, sessionSeed, steps, device, base, ...options }, index);
    });
    for (const message of early) send(message);
  }

  /** Every worker stands still, so the furthest step is one that all can still reach. */
  async function change(wanted: Omit<LiveChange, 'step'>): Promise<LiveChange> {
    if (ended() || state === 'done') throw overError();
    holds = waiting();
    send({ type: 'hold' });
    const reached = await holds.promise;
    const made: LiveChange = { ...wanted, step: Math.max(...reached) };
    const over = made.step >= request.steps;
    send({ type: 'release', changes: over ? [] : [made] });
    if (over) throw overError();
    return made;
  }

  report();
  begin().catch((error: unknown) => {
    fail({ code: 'internal', detail: error instanceof Error ? error.message : String(error) });
  });

  return commands();

  function commands(): RunningSession {
    return {
      pause: () => {
        send({ type: 'pause' });
      },
      resume: () => {
        pace.start();
        if (!ended() && state !== 'done') state = 'running';
        send({ type: 'resume' });
        report();
      },
      step: (count) => {
        pace.start();
        for (const member of pool) member.paused = false;
        if (!ended() && state !== 'done') state = 'running';
        send({ type: 'step', count });
      },
      stop: () => {
        if (ended()) return;
        const wasDone = state === 'done';
        state = 'stopped';
        terminate();
        holds?.reject(overError());
        if (!wasDone) settle.resolve();
        report();
      },
      watch: (probes) => {
        send({ type: 'watch', probes });
      },
      change: (wanted) => {
        const made = changing.then(() => change(wanted));
        changing = made.catch(() => undefined);
        return made;
      },
      checkpoint: () => {
        if (ended()) return Promise.reject(overError());
        checkpoints = waiting();
        send({ type: 'checkpoint' });
        return checkpoints.promise;
      },
      inspect: () => {
        if (ended()) return Promise.reject(overError());
        inspections = waiting();
        send({ type: 'inspect' });
        return inspections.promise;
      },
      finished,
    };
  }
};

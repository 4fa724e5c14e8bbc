/** The page's and the command line's side of training: one worker for a GPU, a pool of single-threaded ones elsewhere. */
import { chooseDevice } from './choose-device.ts';
import type { Checkpoint, DeviceKind, FromWorker, Inspection, LiveChange, StartRequest, ToWorker, WorkerError } from './protocol.ts';
import { aheadOf, changesAt, limitOf, worthTelling } from './lock-step.ts';
import { createPace } from './pace.ts';
import { startMember, type PoolMember } from './pool-member.ts';
import { SessionError } from './session-error.ts';
import type { AddedArms, RunningSession, SessionProgress, SessionRequest, StartSession } from './session.ts';
import { partOf, merged, stepOfRun } from './checkpoint.ts';
import { createWaiting, type Waiting } from './waiting.ts';
import { assignRuns } from './split-runs.ts';

export { SessionError };

/** Starts training and reports through the listener until stopped. Commands given before the device is chosen wait for it. */
export const startSession: StartSession = (request, listener) => {
  const pool: PoolMember[] = [];
  const early: ToWorker[] = [];
  let state: SessionProgress['state'] = 'starting';
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => undefined, reject: () => undefined };
  const finished = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever does not wait for the end is told by the listener; an unhandled rejection would add nothing.
  finished.catch(() => undefined);
  /** What is watched now, for workers that come later. */
  let watched: string[] = [];
  let groups = 0;
  let toldStarted = false;
  let chosen: DeviceKind = 'wasm';
  let checkpoints: Waiting<Checkpoint> | null = null;
  let inspections: Waiting<Inspection> | null = null;
  let holds: Waiting<number> | null = null;
  /** The last thing asked for that stands on a common step: the next waits for it. */
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

  function receive(member: PoolMember, index: number, message: FromWorker): void {
    if (ended()) return;
    switch (message.type) {
      case 'started': {
        member.started = message.device;
        listener.work?.(message.work);
        member.step = message.step;
        if (pool.every(({ started }) => started !== null)) {
          if (state === 'starting') state = 'running';
          pace.start();
          if (!toldStarted) listener.started?.({ ...message.device, workers: pool.length });
          toldStarted = true;
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
      case 'memory':
        member.memory = message.bytes;
        listener.memory?.(pool.reduce((sum, one) => sum + one.memory, 0));
        return;
      case 'paused':
        member.step = message.step;
        member.paused = true;
        if (state !== 'done' && pool.every(({ paused, done }) => paused || done)) state = 'paused';
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
        checkpoints?.answer(index, message.checkpoint);
        return;
      case 'inspection':
        inspections?.answer(index, message.inspection);
        return;
      case 'held':
        holds?.answer(index, message.step);
        return;
      case 'failed':
        fail(message.error);
        return;
    }
    keepTogether(member.group);
    report();
  }

  /** Tells the workers of a group how far they may go now. */
  function keepTogether(group: number): void {
    const members = pool.filter((member) => member.group === group);
    if (members.length < 2) return;
    const ahead = aheadOf(pace.rates().perRun);
    const reached = members.map((member) => member.step);
    const limit = limitOf(reached, request.steps, ahead);
    for (const member of members) {
      if (!worthTelling(limit, member.limit, request.steps, ahead)) continue;
      member.limit = limit;
      member.worker.postMessage({ type: 'limit', step: limit } satisfies ToWorker);
    }
  }

  function startWorker(start: StartRequest, group: number): PoolMember {
    const index = pool.length;
    const member = startMember(start, group, { message: (of, message) => receive(of, index, message), failed: fail });
    pool.push(member);
    if (watched.length > 0) member.worker.postMessage({ type: 'watch', probes: watched } satisfies ToWorker);
    return member;
  }

  async function begin(): Promise<void> {
    chosen = await chooseDevice(request, startSession);
    if (ended()) return;
    startWorkers(request);
    for (const message of early) send(message);
  }

  /** Workers for some runs of the session. */
  function startWorkers(wanted: SessionRequest): PoolMember[] {
    // One worker holds a GPU, unless a test asks for more.
    const parts = assignRuns(wanted, wanted.workers ?? (chosen === 'webgpu' ? 1 : navigator.hardwareConcurrency));
    const group = groups++;
    const { experiment, arms, sessionSeed, steps, base, changes, files } = wanted;
    const first = parts.flatMap((runs) => runs.map(({ run }) => stepOfRun(wanted.checkpoint, run)));
    const limit = parts.length > 1 && { limit: limitOf(first, steps) };
    return parts.map((runs) => {
      const checkpoint =
        wanted.checkpoint &&
        partOf(
          wanted.checkpoint,
          runs.map(({ run }) => run),
        );
      const options = { ...(checkpoint && { checkpoint }), ...(changes && { changes }), ...(files && { files }), ...limit };
      return startWorker({ type: 'start', experiment, arms, runs, sessionSeed, steps, device: chosen, base, ...options }, group);
    });
  }

  /** Arms that come later begin at their own step and catch up. */
  async function add({ arms, armIndices, checkpoint, changes }: AddedArms): Promise<void> {
    await begun;
    if (ended()) throw overError();
    const { checkpoint: _, ...others } = request;
    const present = step();
    const fresh = startWorkers({ ...others, arms, armIndices, changes, ...(checkpoint && { checkpoint }) });
    if (state === 'paused') {
      for (const { worker, step: first } of fresh) {
        const count = present - first;
        worker.postMessage((count > 0 ? { type: 'step', count } : { type: 'pause' }) satisfies ToWorker);
      }
    }
    if (state !== 'starting') state = 'running';
    pace.start();
    report();
  }

  /** Where workers stand once all have stopped; they go on when released. */
  async function hold(): Promise<number[]> {
    await begun;
    if (ended()) throw overError();
    holds = createWaiting(pool.length);
    send({ type: 'hold' });
    return holds.promise;
  }

  async function checkpoint(): Promise<Checkpoint> {
    const reached = await hold();
    checkpoints = createWaiting(pool.length);
    pool.forEach((member, index) => {
      const beside = reached.filter((at, other) => pool[other]?.group === member.group && at < request.steps);
      const at = Math.max(reached[index] ?? 0, ...beside);
      // Before the release, so that none goes past its step.
      member.worker.postMessage({ type: 'checkpoint', at } satisfies ToWorker);
    });
    send({ type: 'release', changes: [] });
    return merged(await checkpoints.promise);
  }

  async function change(wanted: readonly Omit<LiveChange, 'step'>[], from?: number): Promise<LiveChange[]> {
    if (ended() || state === 'done') throw overError();
    const reached = await hold();
    const workers = pool.map(({ runs }, index) => ({ step: reached[index] ?? 0, arms: runs.map(({ arm }) => arm) }));
    const made = changesAt(wanted, workers, request.steps, from);
    send({ type: 'release', changes: made ?? [] });
    if (!made) throw overError();
    return made;
  }

  /** Every worker pauses so many steps after the furthest of those that were started with it. */
  async function pauseAfter(count: number): Promise<void> {
    if (ended() || state === 'done') return;
    const reached = await hold();
    for (const { group, worker } of pool) {
      const furthest = Math.max(...reached.filter((_, other) => pool[other]?.group === group));
      // Before the release, so that none goes past its step.
      worker.postMessage({ type: 'pause', at: furthest + count } satisfies ToWorker);
    }
    send({ type: 'release', changes: [] });
  }

  report();
  const begun = begin().catch((error: unknown) => {
    fail({ code: 'internal', detail: error instanceof Error ? error.message : String(error) });
  });

  /** One after the other: each of these stands on a step that all can still reach, or comes after those that do. */
  function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const done = changing.then(work);
    changing = done.catch(() => undefined);
    return done;
  }

  return commands();

  function commands(): RunningSession {
    return {
      pause: () => {
        // When the session ends before, the listener is told.
        inTurn(() => pauseAfter(0)).catch(() => undefined);
      },
      resume: () => {
        pace.start();
        if (!ended() && state !== 'done') state = 'running';
        void inTurn(() => {
          send({ type: 'resume' });
        });
        report();
      },
      step: (count) => {
        pace.start();
        const standing = pool.length === 0 || state === 'paused';
        for (const member of pool) member.paused = false;
        if (!ended() && state !== 'done') state = 'running';
        // Workers that stand at one step do so again without being asked where they are.
        if (standing) send({ type: 'step', count });
        else inTurn(() => pauseAfter(count)).catch(() => undefined);
      },
      stop: () => {
        if (ended()) return;
        const wasDone = state === 'done';
        state = 'stopped';
        terminate();
        for (const wait of [holds, checkpoints, inspections]) wait?.reject(overError());
        if (!wasDone) settle.resolve();
        report();
      },
      watch: (probes) => {
        watched = probes;
        send({ type: 'watch', probes });
      },
      change: (wanted, from) => inTurn(() => change(wanted, from)),
      checkpoint: () => inTurn(checkpoint),
      add: (arms) => inTurn(() => add(arms)),
      inspect: () => {
        if (ended()) return Promise.reject(overError());
        inspections = createWaiting(pool.length);
        send({ type: 'inspect' });
        return inspections.promise;
      },
      finished,
    };
  }
};

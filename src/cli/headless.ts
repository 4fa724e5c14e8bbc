/** Browser side of the command line: runs sessions through the client that the page uses, and tells Node what happens. */
import { SessionError, startSession } from '../worker/client.ts';
import { estimateMemory } from '../worker/memory/client.ts';
import type { MeasureBlock, WorkerError } from '../worker/protocol.ts';
import type { RunningSession } from '../worker/session.ts';
import { decodeFiles, encodeBlock, encodeCheckpoint, type HeadlessApi, type HeadlessRequest, type WireEvent } from './wire.ts';

/** How long measures are gathered before they cross to Node. */
const gatherMs = 50;

const sessions: { session: RunningSession; finished: Promise<WorkerError | null> }[] = [];

function start(request: HeadlessRequest): number {
  const handle = sessions.length;
  let blocks: MeasureBlock[] = [];
  let timer: number | undefined;
  /** Events sent so far: they arrive in order, and all of them before the end is told. */
  let sent: Promise<void> = Promise.resolve();

  const send = (event: WireEvent): void => {
    sent = Promise.all([sent, window.ablateEvent(event)]).then(() => undefined);
  };
  const flush = (): void => {
    window.clearTimeout(timer);
    timer = undefined;
    if (blocks.length > 0) send({ handle, type: 'measures', blocks: blocks.map(encodeBlock) });
    blocks = [];
  };

  const session = startSession(
    { ...request, files: decodeFiles(request.files ?? {}), base: new URL('../../', document.baseURI).href },
    {
      started: (device) => send({ handle, type: 'started', device }),
      measures: (arrived) => {
        blocks.push(...arrived);
        timer ??= window.setTimeout(flush, gatherMs);
      },
      memory: (bytes) => send({ handle, type: 'memory', bytes }),
      progress: (progress) => {
        // Who hears of a step has seen its measures.
        flush();
        send({ handle, type: 'progress', progress });
      },
    },
  );
  const finished = session.finished.then(
    () => null,
    (error: unknown) => workerError(error),
  );
  sessions.push({
    session,
    finished: finished.then(async (error) => {
      flush();
      await sent;
      return error;
    }),
  });
  return handle;
}

function workerError(error: unknown): WorkerError {
  if (error instanceof SessionError) return { code: error.code, detail: error.detail };
  return { code: 'internal', detail: error instanceof Error ? error.message : String(error) };
}

function entry(handle: number): (typeof sessions)[number] {
  const found = sessions[handle];
  if (found === undefined) throw new RangeError(`There is no session ${handle}.`);
  return found;
}

const api: HeadlessApi = {
  estimateMemory,
  start,
  finished: (handle) => entry(handle).finished,
  pause: (handle) => entry(handle).session.pause(),
  resume: (handle) => entry(handle).session.resume(),
  step: (handle, count) => entry(handle).session.step(count),
  stop: (handle) => entry(handle).session.stop(),
  inspect: (handle) => entry(handle).session.inspect(),
  checkpoint: async (handle) => encodeCheckpoint(await entry(handle).session.checkpoint()),
};
window.ablate = api;

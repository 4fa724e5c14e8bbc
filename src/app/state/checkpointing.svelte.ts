/** The checkpoints of one session: taken now and then while it trains, thinned to a budget, handed on to be kept, and found again. */
import { sessionBudget, worthKeeping } from '../../sessions/checkpoints.ts';
import { bytesOf } from '../../worker/checkpoint.ts';
import type { Checkpoint } from '../../worker/protocol.ts';
import type { RunningSession, SessionProgress } from '../../worker/session.ts';

/** While it trains one is taken at most this often (milliseconds): all of the state is read back. */
const takeEvery = 10_000;
/** Where it stands still one disturbs nobody; single steps are not worth one each. */
const takeStandingEvery = 1000;

/** Where checkpoints are kept beyond the page. */
export interface CheckpointStore {
  checkpoints(id: string): Promise<Checkpoint[]>;
  keepCheckpoint(id: string, checkpoint: Checkpoint, beside: readonly number[]): Promise<void>;
}

export class Checkpointing {
  /** Ascending by their steps. */
  list = $state.raw<readonly Checkpoint[]>([]);
  /** What trains, or has trained, the session. */
  #running: RunningSession | null = null;
  #taking = false;
  #takenAt = -Infinity;
  /** One alone is over the budget: reading it back would be for nothing. */
  #tooLarge = false;
  #loading: Promise<void> | null = null;
  /** Where it stands still nothing more may be told: it is considered again by itself. */
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly session: string,
    readonly store: CheckpointStore,
  ) {}

  /** Reads those of a session that is opened again. */
  load(): Promise<void> {
    this.#loading ??= this.store.checkpoints(this.session).then((found) => {
      this.list = [...found, ...this.list].sort((a, b) => a.step - b.step);
    });
    return this.#loading;
  }

  /** Training begins: the first is taken a while later. */
  begin(running: RunningSession | null): void {
    this.#running = running;
    this.#takenAt = performance.now();
  }

  /** Takes one if it is time to: now and then while it trains, and where it stands still. */
  consider(running: RunningSession, { state, step }: Pick<SessionProgress, 'state' | 'step'>): void {
    clearTimeout(this.#again);
    if ((state !== 'running' && state !== 'paused') || this.#tooLarge || this.list.at(-1)?.step === step) return;
    const wait = state === 'paused' ? takeStandingEvery : takeEvery;
    const left = this.#taking ? wait : this.#takenAt + wait - performance.now();
    if (left <= 0) void this.#take(running);
    else if (state === 'paused') {
      this.#again = setTimeout(() => {
        this.consider(running, { state, step });
      }, left);
    }
  }

  async #take(running: RunningSession): Promise<void> {
    this.#taking = true;
    try {
      this.add(await running.checkpoint());
    } catch {
      // The session ended before: there is nothing to go on from, and its end is told elsewhere.
    }
    this.#takenAt = performance.now();
    this.#taking = false;
  }

  /** The state as it is now; of a session that no worker holds the last that was kept, null without one. */
  async now(): Promise<Checkpoint | null> {
    try {
      if (this.#running) return await this.#running.checkpoint();
    } catch {
      // Its workers ended: what was kept of it stands in.
    }
    await this.load();
    return this.list.at(-1) ?? null;
  }

  add(checkpoint: Checkpoint): void {
    const others = this.list.filter(({ step }) => step !== checkpoint.step);
    const sized = [...others, checkpoint].map((one) => ({ one, step: one.step, bytes: bytesOf(one) }));
    this.#tooLarge = bytesOf(checkpoint) > sessionBudget;
    if (this.#tooLarge) return;
    this.list = worthKeeping(sized).map(({ one }) => one);
    const beside = this.list.filter((one) => one !== checkpoint).map(({ step }) => step);
    void this.store.keepCheckpoint(this.session, checkpoint, beside);
  }
}

/** The checkpoints of one session: taken now and then while it trains, thinned to a budget, handed on to be kept, and found again. */
import { sessionBudget, worthKeeping } from '../../sessions/checkpoints.ts';
import { bytesOf } from '../../worker/checkpoint.ts';
import type { Checkpoint } from '../../worker/protocol.ts';
import type { RunningSession, SessionProgress } from '../../worker/session.ts';

/** What trains a session, as far as it matters here. */
type Trains = Pick<RunningSession, 'checkpoint'>;

/** While it trains one is taken at most this often (milliseconds): all of the state is read back. */
const takeEvery = 10_000;
/** Where it stands still one disturbs nobody; single steps are not worth one each. */
const takeStandingEvery = 1000;

/** Where checkpoints are kept beyond the page. */
export interface CheckpointStore {
  checkpoints(id: string): Promise<Checkpoint[]>;
  keepCheckpoint(id: string, checkpoint: Checkpoint, beside: readonly number[]): Promise<void>;
}

/** What time it is, and waiting. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Acts a while later, unless what it returns is called before. */
  after(milliseconds: number, act: () => void): () => void;
}

const realTime: Clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

export class Checkpointing {
  /** Ascending by their steps. */
  list = $state.raw<readonly Checkpoint[]>([]);
  /** What trains, or has trained, the session. */
  #running: Trains | null = null;
  #taking = false;
  /** The last that was begun. */
  #taken: Promise<void> = Promise.resolve();
  #takenAt = -Infinity;
  /** One alone is over the budget: reading it back would be for nothing. */
  #tooLarge = false;
  #loading: Promise<void> | null = null;
  #replaced = false;
  /** Where it stands still nothing more may be told: it is considered again by itself. */
  #again: () => void = () => undefined;

  constructor(
    readonly session: string,
    readonly store: CheckpointStore,
    readonly clock: Clock = realTime,
  ) {}

  /** Reads those of a session that is opened again. */
  load(): Promise<void> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  async #read(): Promise<void> {
    const found = await this.store.checkpoints(this.session);
    // Others may have taken their place meanwhile.
    if (!this.#replaced) this.list = [...found, ...this.list].sort((a, b) => a.step - b.step);
  }

  /** These take the place of all that are there and that are kept. */
  replace(checkpoints: readonly Checkpoint[]): void {
    this.#replaced = true;
    this.#loading = Promise.resolve();
    this.list = checkpoints;
    void this.#keepAll(checkpoints);
  }

  async #keepAll(checkpoints: readonly Checkpoint[]): Promise<void> {
    if (checkpoints.length === 0) await this.store.keepCheckpoint(this.session, { step: 0, populations: [] }, []);
    for (const [index, one] of checkpoints.entries()) {
      await this.store.keepCheckpoint(
        this.session,
        one,
        checkpoints.slice(0, index).map(({ step }) => step),
      );
    }
  }

  /** Training begins: the first is taken a while later. */
  begin(running: Trains | null): void {
    this.#running = running;
    this.#takenAt = this.clock.now();
  }

  /** Takes one if it is time to: now and then while it trains, and where it stands still. */
  consider(running: Trains, { state, step }: Pick<SessionProgress, 'state' | 'step'>): void {
    this.#again();
    // The start needs none.
    if ((state !== 'running' && state !== 'paused') || this.#tooLarge || step === 0 || this.list.at(-1)?.step === step) return;
    const wait = state === 'paused' ? takeStandingEvery : takeEvery;
    const left = this.#taking ? wait : this.#takenAt + wait - this.clock.now();
    if (left <= 0) void this.#take(running);
    else if (state === 'paused') {
      this.#again = this.clock.after(left, () => {
        this.consider(running, { state, step });
      });
    }
  }

  #take(running: Trains): Promise<void> {
    this.#taken = this.#copy(running);
    return this.#taken;
  }

  async #copy(running: Trains): Promise<void> {
    this.#taking = true;
    try {
      this.add(await running.checkpoint());
    } catch {
      // The session ended before: there is nothing to go on from, and its end is told elsewhere.
    }
    this.#takenAt = this.clock.now();
    this.#taking = false;
  }

  /** The last state of a session that is done, of all its runs: pictures and weights are made of it once no worker holds them. */
  async end(): Promise<void> {
    if (this.#running && !this.#tooLarge) await this.#take(this.#running);
  }

  /** All that are there, the last state among them. */
  async all(): Promise<readonly Checkpoint[]> {
    await this.load();
    await this.#taken;
    return this.list;
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

/** The sessions kept in this browser, as pages see them, and writing the running one as it grows. */
import type { Checkpoint } from '../../worker/protocol.ts';
import { keptMeasures, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import { Following } from '../../sessions/following.ts';
import type { SessionContent } from '../../sessions/session-file.ts';
import { openStoreChanges } from '../../sessions/store-changes.ts';
import { openSessionStore, StorageError, type SessionSize, type SessionStore } from '../../sessions/store.ts';
import { keptOf } from './outcome.ts';
import type { Session } from './session.svelte.ts';

/** A running session is written at most this often (milliseconds): its whole record is copied. */
const writeEvery = 5000;
/** Milliseconds for which a deletion can be taken back at least, unless the room is needed. */
const undoableFor = 3_600_000;

class KeptSessions {
  list = $state.raw<readonly KeptSession[]>([]);
  loaded = $state(false);
  /** Why the last writing, and the last reading, was refused. */
  #writing = $state<StorageError['reason'] | null>(null);
  #reading = $state<StorageError['reason'] | null>(null);
  /** The last deletion, which can be taken back. */
  deleted = $state.raw<readonly KeptSession[]>([]);
  /** Bytes of each session, and what the browser allows; known a while after the list. */
  sizes = $state.raw<ReadonlyMap<string, SessionSize>>(new Map());
  estimate = $state.raw<StorageEstimate>({});
  #store: Promise<SessionStore> | null = null;
  #writtenAt = 0;
  /** One after the other: a later state of a session must not be overtaken by an earlier one. */
  #queue: Promise<void> = Promise.resolve();
  /** What was refused, by session: it is written once there is room, whatever else was refused after it. */
  readonly #unkept = new Map<string, { session: KeptSession; measures: KeptMeasure[] }>();

  /** Why the browser keeps nothing; null while it does. */
  get failure(): StorageError['reason'] | null {
    return this.#writing ?? this.#reading;
  }

  readonly #following = new Following(() => this.refresh());
  readonly #others = openStoreChanges(() => this.#following.changed());

  /** Reads the list, and again whenever something is written, here or in another tab, until the function that it returns is called. */
  follow(): () => void {
    return this.#following.follow();
  }

  /** Reads the list again. */
  async refresh(): Promise<void> {
    await this.#read(async (store) => {
      this.list = await store.list();
    });
    this.loaded = true;
    await this.#measure();
  }

  async read(id: string): Promise<SessionContent | null> {
    let found: SessionContent | null = null;
    await this.#read(async (store) => {
      found = await store.read(id);
    });
    return found;
  }

  async describe(id: string, part: Partial<Pick<KeptSession, 'name' | 'note' | 'starred'>>): Promise<void> {
    await this.#write((store) => store.describe(id, part));
    await this.refresh();
  }

  async remove(sessions: readonly KeptSession[]): Promise<void> {
    const now = new Date().toISOString();
    const restorable: KeptSession[] = [];
    await this.#write(async (store) => {
      for (const session of sessions) if (await store.remove(session.id, now)) restorable.push(session);
    });
    this.deleted = restorable;
    for (const { id } of sessions) this.#unkept.delete(id);
    await this.#retry();
    await this.refresh();
  }

  /** A session whose checkpoints are gone replays from the start. */
  async dropCheckpoints(ids?: readonly string[]): Promise<void> {
    await this.#write((store) => store.dropCheckpoints(ids));
    await this.#retry();
    await this.refresh();
  }

  async undo(): Promise<void> {
    const { deleted } = this;
    this.deleted = [];
    await this.#write(async (store) => {
      for (const { id } of deleted) await store.restore(id);
    });
    await this.refresh();
  }

  /** Takes in a session from elsewhere, beside those that are here. */
  async take({ session, measures }: SessionContent): Promise<void> {
    const own = { ...session, id: crypto.randomUUID(), deleted: null };
    await this.#write((store) => store.keep(own, measures));
    await this.refresh();
  }

  /** Writes what a session has come to: now when it stands still, else when the last time is long enough ago. */
  keep(session: Session): void {
    const now = performance.now();
    const running = session.progress.state === 'running' || session.progress.state === 'starting';
    if (session.record.version === 0 || (running && now - this.#writtenAt < writeEvery)) return;
    this.#writtenAt = now;
    this.#keep({ session: keptOf(session), measures: keptMeasures(session.record) });
  }

  #keep(content: { session: KeptSession; measures: KeptMeasure[] }): void {
    this.#queue = this.#queue.then(async () => {
      await this.#write((store) => store.keep(content.session, content.measures));
      if (this.#writing === null) this.#unkept.delete(content.session.id);
      else this.#unkept.set(content.session.id, content);
    });
  }

  /** There is more room than before. */
  async #retry(): Promise<void> {
    for (const content of this.#unkept.values()) this.#keep(content);
    await this.#queue;
  }

  /** The checkpoints of a session; none where the browser refuses, so that it is replayed from the start. */
  async checkpoints(id: string): Promise<Checkpoint[]> {
    let found: Checkpoint[] = [];
    await this.#read(async (store) => {
      found = await store.checkpoints(id);
    });
    return found;
  }

  /** A checkpoint is a quicker way only: one that is refused for want of room is no failure to keep the session. */
  async keepCheckpoint(id: string, checkpoint: Checkpoint, beside: readonly number[]): Promise<void> {
    try {
      await (await this.#open()).keepCheckpoint(id, checkpoint, beside);
      this.#changed();
    } catch {
      // The session goes on from an earlier one, or from its start.
    }
  }

  async #measure(): Promise<void> {
    await this.#read(async (store) => {
      this.sizes = await store.sizes();
    });
    // Absent without a secure context.
    this.estimate = (await navigator.storage?.estimate()) ?? {};
  }

  async #read(work: (store: SessionStore) => Promise<void>): Promise<void> {
    this.#reading = await this.#refusal(work);
  }

  async #write(work: (store: SessionStore) => Promise<void>): Promise<void> {
    this.#writing = await this.#refusal(work);
    // Of several sessions some may have been written before one was refused.
    this.#changed();
  }

  #changed(): void {
    this.#others.tell();
    this.#following.changed();
  }

  /** Why a piece of work was refused; null when it was done. */
  async #refusal(work: (store: SessionStore) => Promise<void>): Promise<StorageError['reason'] | null> {
    try {
      await work(await this.#open());
      return null;
    } catch (error) {
      return error instanceof StorageError ? error.reason : 'closed';
    }
  }

  /** What was deleted long ago is forgotten when the page first touches the store; not what another tab may still bring back. */
  #open(): Promise<SessionStore> {
    this.#store ??= openSessionStore().then(async (store) => {
      await store.forget(new Date(Date.now() - undoableFor).toISOString());
      return store;
    });
    return this.#store;
  }
}

export const keptSessions = new KeptSessions();

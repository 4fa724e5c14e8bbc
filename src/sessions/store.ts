/** Sessions in the browser's IndexedDB: written while they run, listed, changed, deleted with a way back. */
import type { Checkpoint } from '../worker/protocol.ts';
import { sessionsToClear, storageBudget } from './checkpoints.ts';
import { openDatabase, refused, wholly } from './database.ts';
import { bytesWithin, keptCheckpoint, parseCheckpoint } from './kept-checkpoint.ts';
import { parseKeptMeasures, parseKeptSession, type KeptMeasure, type KeptSession } from './kept-session.ts';

export { StorageError } from './database.ts';

/** Bytes that a session takes, but for its words. */
export interface SessionSize {
  measures: number;
  checkpoints: number;
}

export interface SessionStore {
  /** All that are not deleted, the latest first. What cannot be read is left out. */
  list(): Promise<KeptSession[]>;
  /** A session with its measures, or null. */
  read(id: string): Promise<{ session: KeptSession; measures: KeptMeasure[] } | null>;
  /** Writes a session in place of what was kept of it; name, note and star stay as a person set them. */
  keep(session: KeptSession, measures: readonly KeptMeasure[]): Promise<void>;
  /** The checkpoints of a session, ascending. */
  checkpoints(id: string): Promise<Checkpoint[]>;
  /** Adds a checkpoint to a session's; of the others only those at the steps of `beside` stay. Makes room at the cost of other sessions'. */
  keepCheckpoint(id: string, checkpoint: Checkpoint, beside: readonly number[]): Promise<void>;
  /** Forgets the checkpoints of some sessions, or of all: they open as before, and resume and fork from the start. */
  dropCheckpoints(ids?: readonly string[]): Promise<void>;
  /** Of all sessions, deleted ones too. */
  sizes(): Promise<Map<string, SessionSize>>;
  /** What a person says about a session. */
  describe(id: string, part: Partial<Pick<KeptSession, 'name' | 'note' | 'starred'>>): Promise<void>;
  /** Deletes; false where there is no room even to remember that: then it is gone for good. */
  remove(id: string, date: string): Promise<boolean>;
  /** Takes a deletion back, which is possible until the room is needed or the session is forgotten. */
  restore(id: string): Promise<void>;
  /** Forgets sessions that were deleted before a time (ISO date and time in UTC) for good. */
  forget(before: string): Promise<void>;
  close(): void;
}

/** Opens the database. Every method, like this function, throws a StorageError when the browser refuses. */
export async function openSessionStore(name = 'ablate'): Promise<SessionStore> {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw refused(error);
    }
  };
  const database = await guarded(() => openDatabase(name));

  async function all(): Promise<KeptSession[]> {
    const found = await database.getAll('sessions');
    return found.flatMap((value) => parseKeptSession(value) ?? []);
  }

  /** Changes one session in one transaction; does nothing when it is not there. */
  async function update(id: string, change: (session: KeptSession) => KeptSession): Promise<void> {
    const transaction = database.transaction('sessions', 'readwrite');
    const session = parseKeptSession(await transaction.store.get(id));
    if (session) await transaction.store.put(change(session), id);
    await transaction.done;
  }

  const ofSession = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

  /** Bytes of checkpoints by session. */
  async function checkpointBytes(): Promise<Map<string, number>> {
    const bytes = new Map<string, number>();
    const transaction = database.transaction('checkpointSizes');
    for (let cursor = await transaction.store.openCursor(); cursor; cursor = await cursor.continue()) {
      const [id] = cursor.key;
      bytes.set(id, (bytes.get(id) ?? 0) + cursor.value);
    }
    await transaction.done;
    return bytes;
  }

  async function clear(ids: readonly string[]): Promise<void> {
    const transaction = database.transaction(['checkpoints', 'checkpointSizes'], 'readwrite');
    for (const id of ids) {
      await transaction.objectStore('checkpoints').delete(ofSession(id));
      await transaction.objectStore('checkpointSizes').delete(ofSession(id));
    }
    await transaction.done;
  }

  /** Makes room for a session by forgetting the checkpoints of others, as many as are over the budget. Whether there were any. */
  async function clearOthers(present: string, budget: number): Promise<boolean> {
    const bytes = await checkpointBytes();
    const changed = new Map((await all()).map((session) => [session.id, session.changed]));
    const ids = sessionsToClear(
      [...bytes].map(([id, size]) => ({ id, bytes: size, changed: changed.get(id) ?? '' })),
      present,
      budget,
    );
    await clear(ids);
    return ids.length > 0;
  }

  /** Forgets deleted sessions for good, all or those that were deleted before a time; how many there were. */
  async function forgetDeleted(before = '\uffff'): Promise<number> {
    const gone = (await all()).filter(({ deleted }) => deleted !== null && deleted < before).map(({ id }) => id);
    await erase(gone);
    return gone.length;
  }

  /** For good, with everything that belongs to them. */
  async function erase(ids: readonly string[]): Promise<void> {
    const transaction = database.transaction(['sessions', 'measures', 'measureSizes'], 'readwrite');
    for (const id of ids) {
      for (const store of ['sessions', 'measures', 'measureSizes'] as const) await transaction.objectStore(store).delete(id);
    }
    await transaction.done;
    await clear(ids);
  }

  /** When there is no room, tries again without deleted sessions and without the checkpoints of others, which are only a quicker way. */
  async function withRoom(present: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (refused(error).reason !== 'full') throw error;
      const freed = [await forgetDeleted(), await clearOthers(present, 0)];
      if (!freed.some(Boolean)) throw error;
      await work();
    }
  }

  return {
    list: () =>
      guarded(async () => {
        const kept = (await all()).filter(({ deleted }) => deleted === null);
        return kept.sort((a, b) => b.started.localeCompare(a.started));
      }),
    read: (id) =>
      guarded(async () => {
        const session = parseKeptSession(await database.get('sessions', id));
        return session && { session, measures: parseKeptMeasures(await database.get('measures', id)) };
      }),
    keep: (session, measures) =>
      guarded(() =>
        withRoom(session.id, async () => {
          const transaction = database.transaction(['sessions', 'measures', 'measureSizes'], 'readwrite');
          const sessions = transaction.objectStore('sessions');
          const before = parseKeptSession(await sessions.get(session.id));
          const said = before && { name: before.name, note: before.note, starred: before.starred, deleted: before.deleted };
          await wholly(transaction, async () => {
            await sessions.put({ ...session, ...said }, session.id);
            await transaction.objectStore('measures').put(measures, session.id);
            await transaction.objectStore('measureSizes').put(bytesWithin(measures), session.id);
          });
        }),
      ),
    checkpoints: (id) =>
      guarded(async () => {
        const found = await database.getAll('checkpoints', ofSession(id));
        return found.flatMap((value) => parseCheckpoint(value) ?? []);
      }),
    keepCheckpoint: (id, checkpoint, beside) =>
      guarded(async () => {
        await withRoom(id, async () => {
          const transaction = database.transaction(['checkpoints', 'checkpointSizes'], 'readwrite');
          const [store, sizes] = [transaction.objectStore('checkpoints'), transaction.objectStore('checkpointSizes')];
          for (const key of await store.getAllKeys(ofSession(id))) {
            if (beside.includes(key[1])) continue;
            await store.delete(key);
            await sizes.delete(key);
          }
          await wholly(transaction, async () => {
            await store.put(keptCheckpoint(checkpoint), [id, checkpoint.step]);
            await sizes.put(bytesWithin(checkpoint), [id, checkpoint.step]);
          });
        });
        await clearOthers(id, storageBudget);
      }),
    dropCheckpoints: (ids) => guarded(async () => clear(ids ?? [...(await checkpointBytes()).keys()])),
    sizes: () =>
      guarded(async () => {
        const checkpoints = await checkpointBytes();
        const sizes = new Map<string, SessionSize>();
        for (const { id } of await all()) {
          // Of sessions kept by an earlier version it is not known yet.
          const measures = (await database.get('measureSizes', id)) ?? bytesWithin(await database.get('measures', id));
          sizes.set(id, { measures, checkpoints: checkpoints.get(id) ?? 0 });
        }
        return sizes;
      }),
    describe: (id, part) => guarded(() => update(id, (session) => ({ ...session, ...part }))),
    remove: (id, date) =>
      guarded(async () => {
        try {
          await update(id, (session) => ({ ...session, deleted: date }));
          return true;
        } catch (error) {
          if (refused(error).reason !== 'full') throw error;
          await erase([id]);
          return false;
        }
      }),
    restore: (id) => guarded(() => update(id, (session) => ({ ...session, deleted: null }))),
    forget: (before) =>
      guarded(async () => {
        await forgetDeleted(before);
      }),
    close: () => {
      database.close();
    },
  };
}

/** Sessions in the browser's IndexedDB: written while they run, listed, changed, deleted with a way back. */
import { openDB, type DBSchema } from 'idb';
import { parseKeptMeasures, parseKeptSession, type KeptMeasure, type KeptSession } from './kept-session.ts';

interface Schema extends DBSchema {
  /** Small, so that a list of them reads fast. */
  sessions: { key: string; value: unknown };
  /** By the session's id. */
  measures: { key: string; value: unknown };
}

/** Storage refused: says why, for the page to say what can be done. */
export class StorageError extends Error {
  override name = 'StorageError';
  readonly reason: 'full' | 'closed';

  constructor(reason: 'full' | 'closed', cause: unknown) {
    super(reason === 'full' ? 'the browser has no room for more sessions' : 'the browser keeps nothing for this page', { cause });
    this.reason = reason;
  }
}

export interface SessionStore {
  /** All that are not deleted, the latest first. What cannot be read is left out. */
  list(): Promise<KeptSession[]>;
  /** A session with its measures, or null. */
  read(id: string): Promise<{ session: KeptSession; measures: KeptMeasure[] } | null>;
  /** Writes a session in place of what was kept of it; name, note and star stay as a person set them. */
  keep(session: KeptSession, measures: readonly KeptMeasure[]): Promise<void>;
  /** What a person says about a session. */
  describe(id: string, part: Partial<Pick<KeptSession, 'name' | 'note' | 'starred'>>): Promise<void>;
  /** Deletes, or takes the deletion back. */
  remove(id: string, date: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Forgets deleted sessions for good. */
  forget(): Promise<void>;
  close(): void;
}

function refused(error: unknown): StorageError {
  return new StorageError(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'closed', error);
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
  const database = await guarded(() =>
    openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('sessions');
        fresh.createObjectStore('measures');
      },
    }),
  );

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
      guarded(async () => {
        const transaction = database.transaction(['sessions', 'measures'], 'readwrite');
        const sessions = transaction.objectStore('sessions');
        const before = parseKeptSession(await sessions.get(session.id));
        const said = before && { name: before.name, note: before.note, starred: before.starred, deleted: before.deleted };
        await sessions.put({ ...session, ...said }, session.id);
        await transaction.objectStore('measures').put(measures, session.id);
        await transaction.done;
      }),
    describe: (id, part) => guarded(() => update(id, (session) => ({ ...session, ...part }))),
    remove: (id, date) => guarded(() => update(id, (session) => ({ ...session, deleted: date }))),
    restore: (id) => guarded(() => update(id, (session) => ({ ...session, deleted: null }))),
    forget: () =>
      guarded(async () => {
        const gone = (await all()).filter(({ deleted }) => deleted !== null);
        const transaction = database.transaction(['sessions', 'measures'], 'readwrite');
        for (const { id } of gone) {
          await transaction.objectStore('sessions').delete(id);
          await transaction.objectStore('measures').delete(id);
        }
        await transaction.done;
      }),
    close: () => {
      database.close();
    },
  };
}

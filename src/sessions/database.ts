/** The browser's database of sessions: its form and versions, and why it may refuse. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export interface Schema extends DBSchema {
  /** Small, so that a list of them reads fast. */
  sessions: { key: string; value: unknown };
  /** By the session's id. */
  measures: { key: string; value: unknown };
  /** By the session's id: bytes, so that nobody reads the measures to tell their size. Absent where an earlier version kept them. */
  measureSizes: { key: string; value: number };
  /** By the session's id and the step. */
  checkpoints: { key: [string, number]; value: unknown };
  checkpointSizes: { key: [string, number]; value: number };
}

/** Storage refused: says why, for the page to say what can be done. */
export class StorageError extends Error {
  override name = 'StorageError';
  /** No room; nothing is kept for this page; or a page of an earlier version has it open in another tab. */
  readonly reason: 'full' | 'closed' | 'blocked';

  constructor(reason: StorageError['reason'], cause: unknown) {
    const why = {
      full: 'has no room for more sessions',
      closed: 'keeps nothing for this page',
      blocked: 'has the sessions open elsewhere',
    };
    super(`the browser ${why[reason]}`, { cause });
    this.reason = reason;
  }
}

export function refused(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'closed', error);
}

/** Opens it, and brings one of an earlier version to this one with everything that is in it. */
export function openDatabase(name: string): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const opening = openDB<Schema>(name, 2, {
      upgrade(database, from) {
        if (from < 1) {
          database.createObjectStore('sessions');
          database.createObjectStore('measures');
        }
        if (from < 2) {
          database.createObjectStore('measureSizes');
          database.createObjectStore('checkpoints');
          database.createObjectStore('checkpointSizes');
        }
      },
      blocked: () => {
        reject(new StorageError('blocked', null));
      },
      // A page of a later version wants to change it: this one writes no more.
      blocking: () => {
        void opening.then((database) => {
          database.close();
        });
      },
    });
    opening.then(resolve, reject);
  });
}

/** Does all of a transaction or, when something of it is refused, nothing. */
export async function wholly(transaction: { abort(): void; done: Promise<void> }, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Its end says the same again.
    transaction.done.catch(() => undefined);
    transaction.abort();
    throw error;
  }
  await transaction.done;
}

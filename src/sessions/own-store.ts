/** What a person brings along, in the browser's IndexedDB by the hash of its bytes: kept, listed, read, removed. It leaves it only as files. */
import { openDB } from 'idb';

/** What is said of the bytes. */
export interface Own {
  hash: string;
  /** ISO date and time in UTC. */
  added: string;
}

export interface OwnStore<T extends Own> {
  keep(own: T, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The latest first; what cannot be read is left out. */
  list(): Promise<T[]>;
  /** The bytes; null where there are none. */
  read(hash: string): Promise<Uint8Array<ArrayBuffer> | null>;
  remove(hash: string): Promise<void>;
}

/**
 * All of it rejects where the browser keeps nothing.
 *
 * @param name - of the database
 * @param records - of its store for what is said of the bytes
 * @param checked - what was stored, or null where it is no such thing
 */
export function ownStore<T extends Own>(name: string, records: string, checked: (value: unknown) => T | null): OwnStore<T> {
  const open = () =>
    openDB(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore(records);
        fresh.createObjectStore('bytes');
      },
    });
  async function within<R>(work: (database: Awaited<ReturnType<typeof open>>) => Promise<R>): Promise<R> {
    const database = await open();
    try {
      return await work(database);
    } finally {
      database.close();
    }
  }
  return {
    keep: (own, bytes) =>
      within(async (database) => {
        const transaction = database.transaction([records, 'bytes'], 'readwrite');
        await transaction.objectStore(records).put(own, own.hash);
        await transaction.objectStore('bytes').put(bytes, own.hash);
        await transaction.done;
      }),
    list: () =>
      within(async (database) => {
        const found = (await database.getAll(records)).flatMap((value: unknown) => checked(value) ?? []);
        return found.sort((a, b) => b.added.localeCompare(a.added));
      }),
    read: (hash) =>
      within(async (database) => {
        const bytes: unknown = await database.get('bytes', hash);
        return bytes instanceof Uint8Array ? new Uint8Array(bytes) : null;
      }),
    remove: (hash) =>
      within(async (database) => {
        const transaction = database.transaction([records, 'bytes'], 'readwrite');
        await transaction.objectStore(records).delete(hash);
        await transaction.objectStore('bytes').delete(hash);
        await transaction.done;
      }),
  };
}

/** The first 16 hexadecimal digits of the SHA-256; null where the page is not served securely, which has none. */
export async function contentHash(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

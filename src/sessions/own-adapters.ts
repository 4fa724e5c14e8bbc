/** Own adapters in the browser's IndexedDB, by their hash: checked before they are kept, listed, read, removed. They leave it only as files. */
import { openDB, type DBSchema } from 'idb';
import * as v from 'valibot';
import { sizesOfBase } from '../engine/data/adapted-bases.ts';
import { DataError } from '../engine/data/data-error.ts';
import { openAdapter, writeAdapter } from '../engine/data/lora-files.ts';
import { adapterLimits, type OwnAdapter } from '../experiment/own-adapter.ts';

/** Why an adapter cannot be trained here, in a sentence for people. */
export { DataError as AdapterError };

export interface KeptAdapter extends OwnAdapter {
  name: string;
  /** ISO date and time in UTC. */
  added: string;
}

export interface PackedAdapter {
  own: KeptAdapter;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Schema extends DBSchema {
  adapters: { key: string; value: unknown };
  bytes: { key: string; value: unknown };
}

const schema = v.object({
  hash: v.string(),
  base: v.string(),
  rank: v.number(),
  matrices: v.picklist(['query-value', 'attention', 'all']),
  scaling: v.number(),
  name: v.string(),
  added: v.string(),
});

const open = () =>
  openDB<Schema>('ablate-own-adapters', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('adapters');
      fresh.createObjectStore('bytes');
    },
  });

/**
 * What is kept of the two files of an adapter, and what names it. Equal numbers have one hash, in whatever order a file has them.
 *
 * @throws DataError with a sentence for people when it cannot be trained here
 */
export async function packAdapter(weights: Uint8Array, configuration: string, name: string): Promise<PackedAdapter> {
  const { settings, base, parameters } = trainable(weights, configuration);
  const { weights: bytes } = writeAdapter(parameters, sizesOfBase(base), settings, base);
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle)
    throw new DataError('An adapter of your own needs a page served over HTTPS or from this machine: there is no hash otherwise.');
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const hash = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const { rank, matrices, alpha } = settings;
  // Without the digits that a division adds to a decimal number; single precision has no more.
  const scaling = Number((alpha / rank).toPrecision(9));
  return { own: { hash, base, rank, matrices, scaling, name, added: new Date().toISOString() }, bytes };
}

/** The adapter of two files, if it can be trained here. */
function trainable(weights: Uint8Array, configuration: string): ReturnType<typeof openAdapter> {
  const opened = openAdapter(weights, configuration);
  const { rank, alpha } = opened.settings;
  const { rank: most, scaling } = adapterLimits;
  if (rank > most) throw new DataError(`This adapter has rank ${rank}, and at most ${most} can be trained here. Choose another one.`);
  if (alpha / rank < scaling.min || alpha / rank > scaling.max) {
    const range = `from ${scaling.min} to ${scaling.max}`;
    throw new DataError(`Alpha over rank of this adapter is ${alpha / rank}; ${range} can be trained here. Choose another one.`);
  }
  return opened;
}

export async function keepAdapter({ own, bytes }: PackedAdapter): Promise<void> {
  const database = await open();
  try {
    const transaction = database.transaction(['adapters', 'bytes'], 'readwrite');
    await transaction.objectStore('adapters').put(own, own.hash);
    await transaction.objectStore('bytes').put(bytes, own.hash);
    await transaction.done;
  } finally {
    database.close();
  }
}

/** The latest first. */
export async function listAdapters(): Promise<KeptAdapter[]> {
  const database = await open();
  try {
    const found = (await database.getAll('adapters')).flatMap((value) => {
      const result = v.safeParse(schema, value);
      return result.success ? [result.output] : [];
    });
    return found.sort((a, b) => b.added.localeCompare(a.added));
  } finally {
    database.close();
  }
}

export async function readAdapterBytes(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const database = await open();
  try {
    const bytes = await database.get('bytes', hash);
    return bytes instanceof Uint8Array ? new Uint8Array(bytes) : null;
  } finally {
    database.close();
  }
}

export async function removeAdapter(hash: string): Promise<void> {
  const database = await open();
  try {
    const transaction = database.transaction(['adapters', 'bytes'], 'readwrite');
    await transaction.objectStore('adapters').delete(hash);
    await transaction.objectStore('bytes').delete(hash);
    await transaction.done;
  } finally {
    database.close();
  }
}

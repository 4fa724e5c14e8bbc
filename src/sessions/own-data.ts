/** Own tables in the browser's IndexedDB, by their hash: named, listed, read, removed. They never leave it but as a file that a person saves. */
import { openDB, type DBSchema } from 'idb';
import * as v from 'valibot';
import { decodeTable, encodeTable, type Table } from '../engine/data/table.ts';
import type { OwnData } from '../experiment/own-data.ts';

export type { Table } from '../engine/data/table.ts';

/** Everything but the table itself. */
export interface OwnTable extends OwnData {
  name: string;
  columns: readonly string[];
  classNames: readonly string[];
  /** ISO date and time in UTC. */
  added: string;
}

interface Schema extends DBSchema {
  tables: { key: string; value: unknown };
  bytes: { key: string; value: unknown };
}

const schema = v.object({
  hash: v.string(),
  rows: v.number(),
  features: v.number(),
  classes: v.number(),
  name: v.string(),
  columns: v.array(v.string()),
  classNames: v.array(v.string()),
  added: v.string(),
});

const open = () =>
  openDB<Schema>('ablate-own-data', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('tables');
      fresh.createObjectStore('bytes');
    },
  });

/** The bytes of a table and what names them. Throws an Error where the page is not served securely: there is no hash then. */
export async function packTable(table: Table, name: string): Promise<{ own: OwnTable; bytes: Uint8Array<ArrayBuffer> }> {
  const bytes = encodeTable(table);
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle) throw new Error('own data need a page served over HTTPS or from this machine');
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const hash = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const { columns, classes, labels } = table;
  const facts = { rows: labels.length, features: columns.length, classes: classes.length };
  return { own: { hash, ...facts, name, columns, classNames: classes, added: new Date().toISOString() }, bytes };
}

export async function keepTable(own: OwnTable, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const database = await open();
  try {
    const transaction = database.transaction(['tables', 'bytes'], 'readwrite');
    await transaction.objectStore('tables').put(own, own.hash);
    await transaction.objectStore('bytes').put(bytes, own.hash);
    await transaction.done;
  } finally {
    database.close();
  }
}

/** The latest first. */
export async function listTables(): Promise<OwnTable[]> {
  const database = await open();
  try {
    const found = (await database.getAll('tables')).flatMap((value) => {
      const result = v.safeParse(schema, value);
      return result.success ? [result.output] : [];
    });
    return found.sort((a, b) => b.added.localeCompare(a.added));
  } finally {
    database.close();
  }
}

export async function readTable(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const database = await open();
  try {
    const bytes = await database.get('bytes', hash);
    return bytes instanceof Uint8Array ? new Uint8Array(bytes) : null;
  } finally {
    database.close();
  }
}

export async function removeTable(hash: string): Promise<void> {
  const database = await open();
  try {
    const transaction = database.transaction(['tables', 'bytes'], 'readwrite');
    await transaction.objectStore('tables').delete(hash);
    await transaction.objectStore('bytes').delete(hash);
    await transaction.done;
  } finally {
    database.close();
  }
}

/** The table as a CSV file that gives the same table, and hash, when it is opened. */
export function tableCsv(bytes: Uint8Array): string {
  const { columns, classes, features, labels } = decodeTable(bytes);
  const quoted = (text: string): string => (/[",;\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [[...columns, 'class'].map(quoted).join(',')];
  labels.forEach((label, row) => {
    const numbers = [...features.subarray(row * columns.length, (row + 1) * columns.length)];
    lines.push([...numbers.map(String), quoted(classes[label] ?? '')].join(','));
  });
  return `${lines.join('\n')}\n`;
}

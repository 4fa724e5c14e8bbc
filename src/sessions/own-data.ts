/** Own tables in the browser's IndexedDB, by their hash: named, listed, read, removed. They never leave it but as a file that a person saves. */
import { openDB, type DBSchema } from 'idb';
import * as v from 'valibot';
import { decodeTable, encodeTable, rowsOfTable, type Table } from '../engine/data/table.ts';
import type { OwnData } from '../experiment/own-data.ts';

export type { Table } from '../engine/data/table.ts';

/** Everything but the table itself. */
export interface OwnTable extends OwnData {
  name: string;
  columns: readonly string[];
  /** None where a number is predicted. */
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
  reading: v.optional(v.string()),
  added: v.string(),
});

const open = () =>
  openDB<Schema>('ablate-own-data', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('tables');
      fresh.createObjectStore('bytes');
    },
  });

/**
 * The bytes of a table and what names them.
 *
 * @param reading - how it was read from a file, for who opens the same file
 * @throws Error where the page is not served securely: there is no hash then
 */
export async function packTable(table: Table, name: string, reading?: string): Promise<{ own: OwnTable; bytes: Uint8Array<ArrayBuffer> }> {
  const bytes = encodeTable(table);
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle) throw new Error('own data need a page served over HTTPS or from this machine');
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const hash = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const classNames = 'labels' in table ? table.classes : [];
  const facts = { rows: rowsOfTable(table), features: table.columns.length, classes: Math.max(1, classNames.length) };
  const own = { hash, ...facts, name, columns: table.columns, classNames, added: new Date().toISOString() };
  return { own: { ...own, ...(reading !== undefined && { reading }) }, bytes };
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
      if (!result.success) return [];
      const { reading, ...others } = result.output;
      return [{ ...others, ...(reading !== undefined && { reading }) }];
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
  const table = decodeTable(bytes);
  const { columns, features } = table;
  const quoted = (text: string): string => (/[",;\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const wanted = (row: number): string =>
    'labels' in table ? quoted(table.classes[table.labels[row] ?? 0] ?? '') : String(table.targets[row] ?? NaN);
  const lines = [[...columns, 'labels' in table ? 'class' : table.target].map(quoted).join(',')];
  for (let row = 0; row < rowsOfTable(table); row++) {
    const numbers = [...features.subarray(row * columns.length, (row + 1) * columns.length)];
    lines.push([...numbers.map(String), wanted(row)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

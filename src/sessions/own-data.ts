/** Own tables: what is kept of them in the browser, what names them, and how they leave it as a file that a person saves. */
import * as v from 'valibot';
import { decodeTable, encodeTable, rowsOfTable, type Table } from '../engine/data/table.ts';
import type { OwnData } from '../experiment/own-data.ts';
import { contentHash, ownStore, type Own } from './own-store.ts';

export type { Table } from '../engine/data/table.ts';

/** Everything but the table itself. */
export interface OwnTable extends OwnData, Own {
  name: string;
  columns: readonly string[];
  /** None where a number is predicted. */
  classNames: readonly string[];
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

export const tableStore = ownStore<OwnTable>('ablate-own-data', 'tables', (value) => {
  const result = v.safeParse(schema, value);
  if (!result.success) return null;
  const { reading, ...others } = result.output;
  return { ...others, ...(reading !== undefined && { reading }) };
});

/**
 * The bytes of a table and what names them.
 *
 * @param reading - how it was read from a file, for who opens the same file
 * @throws Error where the page is not served securely: there is no hash then
 */
export async function packTable(table: Table, name: string, reading?: string): Promise<{ own: OwnTable; bytes: Uint8Array<ArrayBuffer> }> {
  const bytes = encodeTable(table);
  const hash = await contentHash(bytes);
  if (hash === null) throw new Error('own data need a page served over HTTPS or from this machine');
  const classNames = 'labels' in table ? table.classes : [];
  const facts = { rows: rowsOfTable(table), features: table.columns.length, classes: Math.max(1, classNames.length) };
  const own = { hash, ...facts, name, columns: table.columns, classNames, added: new Date().toISOString() };
  return { own: { ...own, ...(reading !== undefined && { reading }) }, bytes };
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

/** A person's own table as one file: a length, names as JSON, then features and what is to be predicted as they lie in memory. The same table gives the same bytes. */
import { DataError } from './data-error.ts';
import type { DataSet } from './data-set.ts';

interface TableFeatures {
  /** Names of the features, in order. */
  columns: readonly string[];
  /** `[N, columns]`, row by row. */
  features: Float32Array;
}

/** Rows in classes. */
export interface ClassTable extends TableFeatures {
  /** Names of the classes; labels count from 0. */
  classes: readonly string[];
  /** `[N]` */
  labels: Int32Array;
}

/** Rows with a number that is predicted. */
export interface NumberTable extends TableFeatures {
  /** Name of the number. */
  target: string;
  /** `[N]` */
  targets: Float32Array;
}

export type Table = ClassTable | NumberTable;

export const rowsOfTable = (table: Table): number => ('labels' in table ? table.labels : table.targets).length;

const damaged = (): DataError =>
  new DataError('The table that this session brings along cannot be read. Open the file that it was made from again.');

export function encodeTable(table: Table): Uint8Array<ArrayBuffer> {
  const { columns, features } = table;
  const rows = rowsOfTable(table);
  const named = 'labels' in table ? { columns, classes: table.classes, rows } : { columns, target: table.target, rows };
  const names = new TextEncoder().encode(JSON.stringify(named));
  const bytes = new Uint8Array(4 + names.length + 4 * (features.length + rows));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, names.length, true);
  bytes.set(names, 4);
  let at = 4 + names.length;
  const numbers = (values: Float32Array): void => {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  };
  numbers(features);
  if ('targets' in table) {
    numbers(table.targets);
    return bytes;
  }
  for (const label of table.labels) {
    view.setInt32(at, label, true);
    at += 4;
  }
  return bytes;
}

/** @throws DataError when the bytes are not such a file */
export function decodeTable(bytes: Uint8Array): Table {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 4 ? view.getUint32(0, true) : Infinity;
  if (length > bytes.length - 4) throw damaged();
  let names: { columns?: unknown; classes?: unknown; target?: unknown; rows?: unknown };
  try {
    names = Object(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))) as typeof names;
  } catch {
    throw damaged();
  }
  const texts = (list: unknown): string[] => {
    if (!Array.isArray(list)) throw damaged();
    return list.map(String);
  };
  const [columns, rows] = [texts(names.columns), Number(names.rows)];
  const count = rows * columns.length;
  if (!Number.isInteger(rows) || bytes.length !== 4 + length + 4 * (count + rows)) throw damaged();
  const numbers = (first: number, size: number): Float32Array => {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = view.getFloat32(4 + length + 4 * (first + i), true);
    return values;
  };
  const features = numbers(0, count);
  if (typeof names.target === 'string') return { columns, features, target: names.target, targets: numbers(count, rows) };
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) labels[i] = view.getInt32(4 + length + 4 * (count + i), true);
  return { columns, classes: texts(names.classes), features, labels };
}

/** The table as a data set, all of whose rows may be trained on. */
export function tableSet(bytes: Uint8Array): DataSet {
  const table = decodeTable(bytes);
  const { columns, features } = table;
  const examples = rowsOfTable(table);
  const common = { features, examples, featureShape: [columns.length], ownTest: 0 };
  if ('labels' in table) return { ...common, labels: table.labels, classes: table.classes.length };
  return {
    ...common,
    labels: new Int32Array(examples),
    targets: table.targets,
    classes: 1,
    names: { features: columns, target: table.target },
  };
}

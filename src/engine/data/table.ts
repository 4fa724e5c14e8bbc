/** A person's own table as one file: a length, names as JSON, then features and labels as they lie in memory. The same table gives the same bytes. */
import { DataError } from './data-error.ts';
import type { DataSet } from './data-set.ts';

export interface Table {
  /** Names of the features, in order. */
  columns: readonly string[];
  /** Names of the classes; labels count from 0. */
  classes: readonly string[];
  /** `[N, columns]`, row by row, and `[N]`. */
  features: Float32Array;
  labels: Int32Array;
}

const damaged = (): DataError =>
  new DataError('The table that this session brings along cannot be read. Open the file that it was made from again.');

export function encodeTable({ columns, classes, features, labels }: Table): Uint8Array<ArrayBuffer> {
  const names = new TextEncoder().encode(JSON.stringify({ columns, classes, rows: labels.length }));
  const bytes = new Uint8Array(4 + names.length + 4 * (features.length + labels.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, names.length, true);
  bytes.set(names, 4);
  let at = 4 + names.length;
  for (const value of features) {
    view.setFloat32(at, value, true);
    at += 4;
  }
  for (const label of labels) {
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
  let names: { columns?: unknown; classes?: unknown; rows?: unknown };
  try {
    names = Object(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))) as typeof names;
  } catch {
    throw damaged();
  }
  const texts = (list: unknown): string[] => {
    if (!Array.isArray(list)) throw damaged();
    return list.map(String);
  };
  const [columns, classes, rows] = [texts(names.columns), texts(names.classes), Number(names.rows)];
  const numbers = rows * columns.length;
  if (!Number.isInteger(rows) || bytes.length !== 4 + length + 4 * (numbers + rows)) throw damaged();
  const features = new Float32Array(numbers);
  const labels = new Int32Array(rows);
  const start = 4 + length;
  for (let i = 0; i < numbers; i++) features[i] = view.getFloat32(start + 4 * i, true);
  for (let i = 0; i < rows; i++) labels[i] = view.getInt32(start + 4 * (numbers + i), true);
  return { columns, classes, features, labels };
}

/** The table as a data set, all of whose rows may be trained on. */
export function tableSet(bytes: Uint8Array): DataSet {
  const { columns, classes, features, labels } = decodeTable(bytes);
  return { features, labels, examples: labels.length, featureShape: [columns.length], classes: classes.length, ownTest: 0 };
}

/**
 * How a configuration names data of a person's own: by what they are and a hash of them, never by the data. `own:3fa94c21d0b7a1e2:150x4x3` are
 * 150 rows of 4 features in 3 classes; 1 in place of the classes says that a number is predicted. Behind it may stand how a table was read
 * (`table-reading.ts`), so that who receives a link makes the same of the same file.
 */
import { readingOf } from './table-reading.ts';

export interface OwnData {
  /** The first 16 hexadecimal digits of the SHA-256 of the table as it is kept. */
  hash: string;
  rows: number;
  features: number;
  /** 1 where a number is predicted. */
  classes: number;
  /** How the table was read, as text; absent: it was no file. */
  reading?: string;
}

export const ownLimits = { rows: { min: 10, max: 1_000_000 }, features: 512, classes: 100 } as const;

const ownPattern = /^own:([0-9a-f]{16}):([1-9]\d{0,6})x([1-9]\d{0,2})x([1-9]\d{0,2})(?::([-hniNC\dc]{2,4100}))?$/;

export const ownText = ({ hash, rows, features, classes, reading }: OwnData): string =>
  `own:${hash}:${rows}x${features}x${classes}${reading === undefined ? '' : `:${reading}`}`;

/** What a value names, or null where it is a data set of the program. */
export function ownDataOf(value: unknown): OwnData | null {
  const found = typeof value === 'string' ? ownPattern.exec(value) : null;
  if (!found) return null;
  const [, hash = '', rows, features, classes, reading] = found;
  const own = { hash, rows: Number(rows), features: Number(features), classes: Number(classes), ...(reading !== undefined && { reading }) };
  const { rows: range, features: mostFeatures, classes: mostClasses } = ownLimits;
  const possible = own.rows >= range.min && own.rows <= range.max && own.features <= mostFeatures && own.classes <= mostClasses;
  return possible && (reading === undefined || readingOf(reading) !== null) ? own : null;
}

/** What conditions call own data by: a condition cannot name them one by one. */
export const ownKinds = ['own:classes', 'own:number'] as const;

export function ownKindOf(value: unknown): (typeof ownKinds)[number] | null {
  const own = ownDataOf(value);
  return own && (own.classes > 1 ? 'own:classes' : 'own:number');
}

/** Where the worker reads the table: a path among the files that a session brings along. */
export const ownPath = (hash: string): string => `own/${hash}`;

/**
 * How a configuration names data of a person's own: by what they are and a hash of them, never by the data. `own:3fa94c21d0b7a1e2:150x4x3` are
 * 150 rows of 4 features in 3 classes.
 */

export interface OwnData {
  /** The first 16 hexadecimal digits of the SHA-256 of the table as it is kept. */
  hash: string;
  rows: number;
  features: number;
  classes: number;
}

export const ownLimits = { rows: { min: 10, max: 1_000_000 }, features: 512, classes: 100 } as const;

export const ownPattern = /^own:([0-9a-f]{16}):([1-9]\d{0,6})x([1-9]\d{0,2})x([1-9]\d{0,2})$/;

export const ownText = ({ hash, rows, features, classes }: OwnData): string => `own:${hash}:${rows}x${features}x${classes}`;

/** What a value names, or null where it is a data set of the program. */
export function ownDataOf(value: unknown): OwnData | null {
  const found = typeof value === 'string' ? ownPattern.exec(value) : null;
  if (!found) return null;
  const [, hash = '', rows, features, classes] = found;
  const own = { hash, rows: Number(rows), features: Number(features), classes: Number(classes) };
  const { rows: range, features: mostFeatures, classes: mostClasses } = ownLimits;
  const possible = own.rows >= range.min && own.rows <= range.max && own.features <= mostFeatures && own.classes <= mostClasses;
  return possible && own.classes > 1 ? own : null;
}

/** Where the worker reads the table: a path among the files that a session brings along. */
export const ownPath = (hash: string): string => `own/${hash}`;

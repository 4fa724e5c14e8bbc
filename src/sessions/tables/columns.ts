/** Columns of a table of text, and what they seem to be: numbers, categories, or nothing to learn from. */
import type { ColumnType } from '../../experiment/table-reading.ts';

/** One column by its different texts: `codes[row]` is the place of the row's text in `texts`. */
export interface Column {
  name: string;
  texts: readonly string[];
  codes: Int32Array;
}

const missingTexts = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-', '#n/a']);

export const isMissing = (text: string): boolean => missingTexts.has(text.trim().toLowerCase());

const pointed = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const comma = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;
const thousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const pointThousands = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/;

/** How numbers are written: 1234.5, 1234,5, 1,234.5 or 1.234,5. */
export type Notation = 'point' | 'comma' | 'thousands' | 'pointThousands';

/** @param preferComma - in a file whose cells are not parted by commas, "1,234" is more likely a decimal */
export function notationOf(texts: readonly string[], preferComma: boolean): Notation | null {
  const known = texts.filter((text) => !isMissing(text)).map((text) => text.trim());
  if (known.length === 0) return null;
  if (known.every((text) => pointed.test(text))) return 'point';
  const plain = (text: string): boolean => pointed.test(text);
  const grouped = known.every((text) => thousands.test(text) || (plain(text) && !text.includes(',')));
  if (grouped && !(preferComma && known.every((text) => comma.test(text)))) return 'thousands';
  if (known.every((text) => comma.test(text))) return 'comma';
  return known.every((text) => pointThousands.test(text) || comma.test(text)) ? 'pointThousands' : null;
}

/** NaN for what is missing or no number. */
export function numberOf(text: string, notation: Notation): number {
  const own = text.trim();
  if (isMissing(own)) return NaN;
  if (notation === 'point') return Number(own);
  if (notation === 'thousands') return Number(own.replaceAll(',', ''));
  return Number((notation === 'pointThousands' ? own.replaceAll('.', '') : own).replace(',', '.'));
}

/** More different texts than this are names or free text: each would be a feature of its own. */
export const mostCategories = 50;

/** What a column seems to be. Columns with one value throughout, or with a text of its own in almost every row, teach nothing. */
export function guessType({ texts }: Pick<Column, 'texts'>, rows: number, preferComma: boolean): ColumnType {
  const known = texts.filter((text) => !isMissing(text));
  if (known.length === 0) return 'ignored';
  if (notationOf(texts, preferComma) !== null) return 'number';
  return known.length > mostCategories || (known.length > 10 && known.length > rows / 2) ? 'ignored' : 'category';
}

/** Names that are there once each: those of the first row, or their numbers. */
export function columnNames(first: readonly string[], count: number): string[] {
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    const given = first[index]?.trim() ?? '';
    const base = given === '' ? `column ${index + 1}` : given;
    let name = base;
    for (let again = 2; names.includes(name); again++) name = `${base} (${again})`;
    names.push(name);
  }
  return names;
}

/** Whether the first row holds names: no cell of it is a number, and below one some are, or it does not occur again. */
export function hasHeader(first: readonly string[], columns: readonly Pick<Column, 'texts' | 'codes'>[], preferComma: boolean): boolean {
  const isNumber = (text: string): boolean => !isMissing(text) && notationOf([text], preferComma) !== null;
  if (first.some(isNumber)) return false;
  const below = columns.map(({ texts, codes }) => {
    // One pass over the rows: a large table has a text of its own in each.
    const occurs = new Uint8Array(texts.length);
    for (let row = 1; row < codes.length; row++) occurs[codes[row] ?? 0] = 1;
    return texts.filter((_, code) => occurs[code] === 1);
  });
  if (below.some((texts) => texts.some(isNumber))) return true;
  return first.every((text, index) => !below[index]?.includes(text));
}

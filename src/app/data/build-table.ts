/**
 * Columns and what is to be learned from them as the table that is kept: numbers as they are, each category as a feature of 0 and 1. Rows in
 * which a number or the target is missing are left out; a missing category is a category of its own.
 */
import type { Table } from '../../sessions/own-data.ts';
import { ownLimits } from '../../experiment/own-data.ts';
import { isMissing, notationOf, numberOf, type Column, type ColumnType } from './columns.ts';

export interface Choices {
  /** One for each column. */
  types: readonly ColumnType[];
  /** The column that is to be predicted: its different texts are the classes. */
  target: number;
}

export type TableProblem =
  | { code: 'noFeatures' }
  | { code: 'tooManyFeatures'; got: number; max: number }
  | { code: 'classes'; got: number; max: number }
  | { code: 'rows'; got: number; min: number; max: number }
  /** No number of the column could be read. */
  | { code: 'notNumbers'; column: string };

export interface TableFacts {
  rows: number;
  /** Rows left out for a missing number or target. */
  leftOut: number;
  /** Of each column. */
  missing: readonly number[];
}

export type BuiltTable = { facts: TableFacts } & ({ ok: true; table: Table } | { ok: false; problem: TableProblem });

const missingName = '(missing)';

/** Rows of a column whose text is missing. */
function missingIn({ texts, codes }: Column): number {
  const missing = texts.map(isMissing);
  return codes.reduce((sum, code) => sum + (missing[code] ? 1 : 0), 0);
}

interface Feature {
  name: string;
  /** By the code of the row's text; NaN leaves the row out. */
  values: readonly number[];
  codes: Int32Array;
}

export function buildTable(columns: readonly Column[], { types, target }: Choices, preferComma: boolean): BuiltTable {
  const rows = columns[0]?.codes.length ?? 0;
  const missing = columns.map(missingIn);
  const facts = (kept: number): TableFacts => ({ rows: kept, leftOut: rows - kept, missing });
  const fail = (problem: TableProblem, kept = 0): BuiltTable => ({ ok: false, problem, facts: facts(kept) });

  const features: Feature[] = [];
  for (const [index, column] of columns.entries()) {
    if (index === target || types[index] === 'ignored') continue;
    const { name, texts, codes } = column;
    if (types[index] === 'number') {
      const notation = notationOf(texts, preferComma) ?? 'point';
      const values = texts.map((text) => Math.fround(numberOf(text, notation)));
      if (!values.some(Number.isFinite)) return fail({ code: 'notNumbers', column: name });
      features.push({ name, values: values.map((value) => (Number.isFinite(value) ? value : NaN)), codes });
    } else {
      const named = texts.map((text) => (isMissing(text) ? missingName : text));
      for (const category of [...new Set(named)].sort()) {
        features.push({ name: `${name} = ${category}`, values: named.map((text) => (text === category ? 1 : 0)), codes });
        if (features.length > ownLimits.features) break;
      }
    }
  }
  if (features.length === 0) return fail({ code: 'noFeatures' });
  if (features.length > ownLimits.features) return fail({ code: 'tooManyFeatures', got: features.length, max: ownLimits.features });

  const goal = columns[target];
  if (!goal) return fail({ code: 'noFeatures' });
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (isMissing(goal.texts[goal.codes[row] ?? 0] ?? '')) continue;
    if (features.every(({ values, codes }) => !Number.isNaN(values[codes[row] ?? 0] ?? NaN))) kept.push(row);
  }
  const used = new Set(kept.map((row) => goal.texts[goal.codes[row] ?? 0] ?? ''));
  // Numbers by value, so that 10 stands behind 9.
  const classes = [...used].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0));
  const { min, max } = ownLimits.rows;
  if (classes.length < 2 || classes.length > ownLimits.classes) {
    return fail({ code: 'classes', got: classes.length, max: ownLimits.classes }, kept.length);
  }
  if (kept.length < min || kept.length > max) return fail({ code: 'rows', got: kept.length, min, max }, kept.length);
  const numbers = new Float32Array(kept.length * features.length);
  const places = new Map(classes.map((name, place) => [name, place]));
  const labels = new Int32Array(kept.length);
  kept.forEach((row, place) => {
    labels[place] = places.get(goal.texts[goal.codes[row] ?? 0] ?? '') ?? 0;
    features.forEach(({ values, codes }, feature) => {
      numbers[place * features.length + feature] = values[codes[row] ?? 0] ?? 0;
    });
  });
  const table: Table = { columns: features.map(({ name }) => name), classes, features: numbers, labels };
  return { ok: true, table, facts: facts(kept.length) };
}

/** The column that most tables are about: the last with few different texts, which may be whole numbers. */
export function guessTarget(columns: readonly Column[], types: readonly ColumnType[]): number {
  const few = ({ texts }: Column): boolean => {
    const known = texts.filter((text) => !isMissing(text));
    return known.length >= 2 && known.length <= 20;
  };
  const named = columns.findIndex((column) => /^(class|target|label|species|y|类别|标签)$/i.test(column.name) && few(column));
  if (named >= 0) return named;
  const category = columns.findLastIndex((column, index) => types[index] === 'category' && few(column));
  const last = columns.length - 1;
  return columns[last] && few(columns[last]) ? last : category >= 0 ? category : last;
}

/**
 * Columns and what is to be learned from them as the table that is kept: numbers as they are, each category as a feature of 0 and 1. Rows in
 * which a number or the target is missing are left out; a missing category is a category of its own.
 */
import type { Table } from '../../engine/data/table.ts';
import { ownLimits } from '../../experiment/own-data.ts';
import type { ColumnType, TableReading, TargetType } from '../../experiment/table-reading.ts';
import { isMissing, notationOf, numberOf, type Column } from './columns.ts';

/** What is a feature and of which kind, and which column is predicted: its different texts as classes, or its number. */
export type Choices = Omit<TableReading, 'header'>;

export type TableProblem =
  | { code: 'noFeatures' }
  | { code: 'tooManyFeatures'; got: number; max: number }
  | { code: 'classes'; got: number; max: number }
  | { code: 'rows'; got: number; min: number; max: number }
  /** No number of the column could be read. */
  | { code: 'notNumbers'; column: string }
  /** All rows have the same number to predict. */
  | { code: 'constant'; column: string };

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

/** The number of each of a column's texts, as it is kept; NaN for what is missing or none. */
function numbersOf(texts: readonly string[], preferComma: boolean): number[] {
  const notation = notationOf(texts, preferComma) ?? 'point';
  return texts.map((text) => {
    const value = Math.fround(numberOf(text, notation));
    return Number.isFinite(value) ? value : NaN;
  });
}

interface Feature {
  name: string;
  /** By the code of the row's text; NaN leaves the row out. */
  values: readonly number[];
  codes: Int32Array;
}

/** @param preferComma - in a file whose cells are not parted by commas, "1,234" is more likely a decimal */
export function buildTable(columns: readonly Column[], { types, target, targetType }: Choices, preferComma: boolean): BuiltTable {
  const rows = columns[0]?.codes.length ?? 0;
  const missing = columns.map(missingIn);
  const facts = (kept: number): TableFacts => ({ rows: kept, leftOut: rows - kept, missing });
  const fail = (problem: TableProblem, kept = 0): BuiltTable => ({ ok: false, problem, facts: facts(kept) });

  const features: Feature[] = [];
  for (const [index, column] of columns.entries()) {
    if (index === target || types[index] === 'ignored') continue;
    const { name, texts, codes } = column;
    if (types[index] === 'number') {
      const values = numbersOf(texts, preferComma);
      if (!values.some(Number.isFinite)) return fail({ code: 'notNumbers', column: name });
      features.push({ name, values, codes });
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
  const wanted = targetType === 'number' ? numbersOf(goal.texts, preferComma) : null;
  if (wanted && !wanted.some(Number.isFinite)) return fail({ code: 'notNumbers', column: goal.name });
  const lacks = goal.texts.map((text, code) => isMissing(text) || (wanted !== null && Number.isNaN(wanted[code])));
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (lacks[goal.codes[row] ?? 0]) continue;
    if (features.every(({ values, codes }) => !Number.isNaN(values[codes[row] ?? 0] ?? NaN))) kept.push(row);
  }
  const { min, max } = ownLimits.rows;
  const numbers = new Float32Array(kept.length * features.length);
  kept.forEach((row, place) => {
    features.forEach(({ values, codes }, feature) => {
      numbers[place * features.length + feature] = values[codes[row] ?? 0] ?? 0;
    });
  });
  const common = { columns: features.map(({ name }) => name), features: numbers };
  const enough = kept.length >= min && kept.length <= max;
  if (wanted) {
    if (!enough) return fail({ code: 'rows', got: kept.length, min, max }, kept.length);
    const targets = Float32Array.from(kept, (row) => wanted[goal.codes[row] ?? 0] ?? NaN);
    if (targets.every((value) => value === targets[0])) return fail({ code: 'constant', column: goal.name }, kept.length);
    return { ok: true, table: { ...common, target: goal.name, targets }, facts: facts(kept.length) };
  }
  const textOf = (row: number): string => goal.texts[goal.codes[row] ?? 0] ?? '';
  // Numbers by value, so that 10 stands behind 9.
  const classes = [...new Set(kept.map(textOf))].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0));
  if (classes.length < 2 || classes.length > ownLimits.classes) {
    return fail({ code: 'classes', got: classes.length, max: ownLimits.classes }, kept.length);
  }
  if (!enough) return fail({ code: 'rows', got: kept.length, min, max }, kept.length);
  const places = new Map(classes.map((name, place) => [name, place]));
  const labels = Int32Array.from(kept, (row) => places.get(textOf(row)) ?? 0);
  return { ok: true, table: { ...common, classes, labels }, facts: facts(kept.length) };
}

/** More different numbers than these are a quantity to predict, not classes to tell apart. */
const mostNumberClasses = 20;

const knownOf = ({ texts }: Pick<Column, 'texts'>): string[] => texts.filter((text) => !isMissing(text));

/** What would be predicted of a column of this type: a number where there are many different ones, or some that are not whole. */
export function guessTargetType(column: Pick<Column, 'texts'>, type: ColumnType, preferComma: boolean): TargetType {
  if (type !== 'number') return 'category';
  const known = knownOf(column);
  return known.length > mostNumberClasses || !numbersOf(known, preferComma).every(Number.isInteger) ? 'number' : 'category';
}

/** The column that most tables are about: one that is called so, the last where it can be predicted, else one of categories. */
export function guessTarget(columns: readonly Column[], types: readonly ColumnType[]): number {
  const few = (column: Column): boolean => {
    const { length } = knownOf(column);
    return length >= 2 && length <= mostNumberClasses;
  };
  const named = columns.findIndex(
    (column, index) => /^(class|target|label|species|y|类别|标签|目标)$/i.test(column.name) && (few(column) || types[index] === 'number'),
  );
  if (named >= 0) return named;
  const last = columns.length - 1;
  const isClass = (index: number): boolean => types[index] === 'category' && columns[index] !== undefined && few(columns[index]);
  if (columns[last] && few(columns[last])) return last;
  // Where names of classes come first, the numbers behind them are what is known.
  if (isClass(0)) return 0;
  const category = columns.findLastIndex((_, index) => isClass(index));
  return types[last] === 'number' || category < 0 ? last : category;
}

/** A file of separated values as a table: parsed, its columns and target guessed or as somebody else has chosen them, built and packed. */
import { readingText, type ColumnType, type TableReading, type TargetType } from '../../experiment/table-reading.ts';
import { packTable, type OwnTable } from '../own-data.ts';
import { buildTable, guessTarget, guessTargetType, type Choices, type TableFacts, type TableProblem } from './build-table.ts';
import { guessType } from './columns.ts';
import { parseText, type ParsedText } from './csv.ts';

export interface OpenTable {
  parsed: ParsedText;
  /** What each column would be as a feature, and as the target. */
  types: readonly ColumnType[];
  targetTypes: readonly TargetType[];
  target: number;
}

const preferComma = ({ delimiter }: ParsedText): boolean => delimiter !== ',';

/**
 * @param options - `header`: whether the first row holds names, guessed if not given; `reading`: how the same file was read elsewhere, which
 *   is followed where it has as many columns; `onProgress`: is told the share that is read
 * @throws TextError when there is nothing to learn from
 */
export function openTable(
  text: string,
  options: { header?: boolean; reading?: TableReading | null; onProgress?: (share: number) => void } = {},
): OpenTable {
  const { reading, onProgress } = options;
  const header = options.header ?? reading?.header;
  const parsed = parseText(text, { ...(onProgress && { onProgress }), ...(header !== undefined && { header }) });
  const comma = preferComma(parsed);
  const guessed = parsed.columns.map((column) => guessType(column, parsed.rows, comma));
  const targetTypes = parsed.columns.map((column, index) => guessTargetType(column, guessed[index] ?? 'ignored', comma));
  if (reading?.types.length !== guessed.length)
    return { parsed, types: guessed, targetTypes, target: guessTarget(parsed.columns, guessed) };
  const { target, targetType } = reading;
  return { parsed, types: reading.types, targetTypes: targetTypes.with(target, targetType), target };
}

export type PackedTable = { facts: TableFacts } & (
  { ok: true; own: OwnTable; bytes: Uint8Array<ArrayBuffer> } | { ok: false; problem: TableProblem }
);

/** The table that these choices make of the columns, as it is kept under a name. */
export async function packChosen(parsed: ParsedText, choices: Choices, name: string): Promise<PackedTable> {
  const built = buildTable(parsed.columns, choices, preferComma(parsed));
  if (!built.ok) return built;
  return { ok: true, facts: built.facts, ...(await packTable(built.table, name, readingText({ ...choices, header: parsed.header }))) };
}

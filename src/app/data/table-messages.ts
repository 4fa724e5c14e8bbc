/** What the page and the worker that parses tables say to each other. */
import type { ColumnType, TargetType } from '../../experiment/table-reading.ts';
import type { Choices } from '../../sessions/tables/build-table.ts';
import type { TextProblem } from '../../sessions/tables/csv.ts';
import type { PackedTable } from '../../sessions/tables/read-table.ts';

export type ToTableWorker =
  /** `reading`: how the same file was read elsewhere, as text. */
  | { type: 'open'; bytes: Uint8Array; reading: string | null }
  /** The first row holds names, or does not. */
  | { type: 'header'; header: boolean }
  | { type: 'build'; choices: Choices };

/** What is shown of a table before it is taken. */
export interface Preview {
  names: string[];
  /** Different texts of each column, without missing ones. */
  different: number[];
  types: ColumnType[];
  /** What would be predicted of each column. */
  targetTypes: TargetType[];
  target: number;
  header: boolean;
  longRows: number;
  /** The first rows. */
  head: string[][];
}

export type FromTableWorker =
  | { type: 'progress'; share: number }
  | { type: 'parsed'; preview: Preview }
  | { type: 'built'; packed: PackedTable }
  | { type: 'failed'; problem: TextProblem };

/** What the page and the worker that parses tables say to each other. */
import type { BuiltTable, Choices } from './build-table.ts';
import type { ColumnType } from './columns.ts';
import type { TextProblem } from './csv.ts';

export type ToTableWorker =
  | { type: 'open'; bytes: Uint8Array }
  /** The first row holds names, or does not. */
  | { type: 'header'; header: boolean }
  | { type: 'build'; choices: Choices };

/** What is shown of a table before it is taken. */
export interface Preview {
  names: string[];
  /** Different texts of each column, without missing ones. */
  different: number[];
  types: ColumnType[];
  target: number;
  rows: number;
  header: boolean;
  longRows: number;
  /** The first rows. */
  head: string[][];
}

export type FromTableWorker =
  | { type: 'progress'; share: number }
  | { type: 'parsed'; preview: Preview }
  | { type: 'built'; built: BuiltTable }
  | { type: 'failed'; problem: TextProblem | 'unreadable' };

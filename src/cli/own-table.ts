/** A table of the person's own from a file: read as the page reads it, and named in the configuration by its hash, through the same schema. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describeProblem, parseConfiguration, sessionValues, type Configuration } from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { ownDataOf, ownPath, ownText } from '../experiment/own-data.ts';
import { readingOf } from '../experiment/table-reading.ts';
import type { TableProblem } from '../sessions/tables/build-table.ts';
import { decodeText, TextError } from '../sessions/tables/csv.ts';
import { openTable, packChosen, type OpenTable } from '../sessions/tables/read-table.ts';
import { unknownName, UsageError } from './options.ts';

export interface WithTable {
  configuration: Configuration;
  /** Bytes of the table, by the path that a program asks for. */
  files: Record<string, Uint8Array<ArrayBuffer>>;
}

/**
 * @param table - the file, and the name of the column to predict or null for the one that seems to be it
 * @throws UsageError when the file is no such table, or not the one that the configuration names
 */
export async function withOwnTable(
  experiment: Experiment,
  configuration: Configuration,
  { path, target }: { path: string; target: string | null },
): Promise<WithTable> {
  const parameter = experiment.hyperparameters.find(({ kind }) => kind === 'data')?.id ?? '';
  const named = ownDataOf(sessionValues(experiment, configuration)[parameter]);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`--data ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  });
  const open = opened(path, bytes, named?.reading ?? null);
  const column = target === null ? open.target : columnOf(open, target);
  const packed = await packChosen(
    open.parsed,
    { types: open.types, target: column, targetType: open.targetTypes[column] ?? 'category' },
    basename(path),
  );
  if (!packed.ok) throw new UsageError(`--data ${path}: ${sentenceOf(packed.problem)}`);
  const { own } = packed;
  if (named && named.hash !== own.hash) {
    throw new UsageError(`--data ${path} is not the table that the settings name: its hash is ${own.hash}, not ${named.hash}.`);
  }
  const values = { ...configuration.values, [parameter]: ownText(own) };
  const result = parseConfiguration(experiment, { sweep: null, ...configuration, values });
  if (!result.ok) throw new UsageError([...new Set(result.errors.map(describeProblem))].join('\n'));
  return { configuration: result.configuration, files: { [ownPath(own.hash)]: packed.bytes } };
}

function opened(path: string, bytes: Uint8Array, reading: string | null): OpenTable {
  try {
    return openTable(decodeText(bytes), { reading: reading === null ? null : readingOf(reading) });
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const problems = {
      empty: 'there are no rows below the names of the columns',
      oneColumn: 'there is one column only, nothing to learn from; commas, semicolons or tabs part columns',
      tooManyColumns: 'it has more than 2,000 columns',
      unreadable: 'it is no text; save the table as CSV',
    };
    throw new UsageError(`--data ${path}: ${problems[error.problem]}.`);
  }
}

function columnOf({ parsed }: OpenTable, target: string): number {
  const names = parsed.columns.map(({ name }) => name);
  const column = names.indexOf(target);
  if (column < 0) throw new UsageError(unknownName('column', target, names));
  return column;
}

function sentenceOf(problem: TableProblem): string {
  switch (problem.code) {
    case 'noFeatures':
      return 'no column besides the target is a number or a category.';
    case 'tooManyFeatures':
      return `its columns make more than ${problem.max} features.`;
    case 'classes':
      return `the target has ${problem.got} classes; from 2 to ${problem.max} can be told apart. Name another --target.`;
    case 'rows':
      return `${problem.got} rows can be learned from; at least ${problem.min} are needed, and at most ${problem.max} are taken.`;
    case 'notNumbers':
      return `no number can be read in "${problem.column}".`;
    case 'constant':
      return `"${problem.column}" is the same number in every row. Name another --target.`;
  }
}

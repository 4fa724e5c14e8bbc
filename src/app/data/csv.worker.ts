/** Parses a table off the main thread, keeps its columns, and builds from them what is asked for. */
import { buildTable, guessTarget, type Choices } from './build-table.ts';
import { guessType, isMissing } from './columns.ts';
import { decodeText, parseText, TextError, type ParsedText } from './csv.ts';
import type { FromTableWorker, ToTableWorker } from './table-messages.ts';

let bytes: Uint8Array | null = null;
let parsed: ParsedText | null = null;

const post = (message: FromTableWorker): void => {
  self.postMessage(message);
};

function parse(header: boolean | undefined): void {
  if (!bytes) return;
  const onProgress = (share: number): void => post({ type: 'progress', share });
  const found = parseText(decodeText(bytes), { onProgress, ...(header !== undefined && { header }) });
  parsed = found;
  const preferComma = found.delimiter !== ',';
  const types = found.columns.map((column) => guessType(column, found.rows, preferComma));
  const head = Array.from({ length: Math.min(8, found.rows) }, (_, row) =>
    found.columns.map(({ texts, codes }) => texts[codes[row] ?? 0] ?? ''),
  );
  post({
    type: 'parsed',
    preview: {
      names: found.columns.map(({ name }) => name),
      different: found.columns.map(({ texts }) => texts.filter((text) => !isMissing(text)).length),
      types,
      target: guessTarget(found.columns, types),
      rows: found.rows,
      header: found.header,
      longRows: found.longRows,
      head,
    },
  });
}

function build(choices: Choices): void {
  if (parsed) post({ type: 'built', built: buildTable(parsed.columns, choices, parsed.delimiter !== ',') });
}

self.addEventListener('message', ({ data }: MessageEvent<ToTableWorker>) => {
  try {
    if (data.type === 'build') {
      build(data.choices);
      return;
    }
    if (data.type === 'open') bytes = data.bytes;
    parse(data.type === 'header' ? data.header : undefined);
  } catch (error) {
    post({ type: 'failed', problem: error instanceof TextError ? error.problem : 'unreadable' });
  }
});

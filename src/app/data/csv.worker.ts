/** Parses a table off the main thread, keeps its columns, and builds and packs from them what is asked for. */
import { readingOf } from '../../experiment/table-reading.ts';
import { isMissing } from '../../sessions/tables/columns.ts';
import { decodeText, TextError } from '../../sessions/tables/csv.ts';
import { openTable, packChosen, type OpenTable } from '../../sessions/tables/read-table.ts';
import type { FromTableWorker, ToTableWorker } from './table-messages.ts';

let bytes: Uint8Array | null = null;
let open: OpenTable | null = null;
/** Of the last request to build: an older one's result is not told any more. */
let latest = 0;

const post = (message: FromTableWorker, transfer: Transferable[] = []): void => {
  self.postMessage(message, { transfer });
};

function parse(header: boolean | undefined, reading: string | null): void {
  if (!bytes) return;
  const onProgress = (share: number): void => post({ type: 'progress', share });
  open = openTable(decodeText(bytes), {
    onProgress,
    reading: reading === null ? null : readingOf(reading),
    ...(header !== undefined && { header }),
  });
  const { parsed, types, targetTypes, target } = open;
  const head = Array.from({ length: Math.min(8, parsed.rows) }, (_, row) =>
    parsed.columns.map(({ texts, codes }) => texts[codes[row] ?? 0] ?? ''),
  );
  post({
    type: 'parsed',
    preview: {
      names: parsed.columns.map(({ name }) => name),
      different: parsed.columns.map(({ texts }) => texts.filter((text) => !isMissing(text)).length),
      types: [...types],
      targetTypes: [...targetTypes],
      target,
      header: parsed.header,
      longRows: parsed.longRows,
      head,
    },
  });
}

const failed = (error: unknown): void => post({ type: 'failed', problem: error instanceof TextError ? error.problem : 'unreadable' });

self.addEventListener('message', ({ data }: MessageEvent<ToTableWorker>) => {
  try {
    if (data.type === 'build') {
      if (!open) return;
      const own = ++latest;
      packChosen(open.parsed, data.choices, '').then((packed) => {
        if (own === latest) post({ type: 'built', packed }, packed.ok ? [packed.bytes.buffer] : []);
      }, failed);
      return;
    }
    if (data.type === 'open') bytes = data.bytes;
    parse(data.type === 'header' ? data.header : undefined, data.type === 'open' ? data.reading : null);
  } catch (error) {
    failed(error);
  }
});

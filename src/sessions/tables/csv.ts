/** Text with separated values (CSV, TSV, semicolons …) as columns. Runs in a worker: a large file takes its time. */
import Papa from 'papaparse';
import { columnNames, hasHeader, type Column } from './columns.ts';

export interface ParsedText {
  columns: Column[];
  rows: number;
  header: boolean;
  delimiter: string;
  /** Rows with more cells than the first, whose rest was left out. */
  longRows: number;
}

/** `unreadable`: no text at all. */
export type TextProblem = 'empty' | 'oneColumn' | 'tooManyColumns' | 'unreadable';

export class TextError extends Error {
  override name = 'TextError';
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem);
    this.problem = problem;
  }
}

const mostColumns = 2000;
const chunkSize = 1 << 20;

/** UTF-8 or UTF-16 by its mark; what is no UTF-8 is read as Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * @param options - `header`: whether the first row holds names, guessed if not given; `onProgress`: is told the share that is read
 * @throws TextError when there is nothing to learn from
 */
export function parseText(text: string, options: { header?: boolean; onProgress?: (share: number) => void } = {}): ParsedText {
  const collected: { texts: string[]; places: Map<string, number>; codes: number[] }[] = [];
  let [rows, longRows, delimiter] = [0, 0, ','];
  let first: string[] = [];
  const take = (cells: readonly string[]): void => {
    if (rows === 0) {
      first = [...cells];
      if (cells.length > mostColumns) throw new TextError('tooManyColumns');
      for (let index = 0; index < cells.length; index++) collected.push({ texts: [], places: new Map(), codes: [] });
    }
    if (cells.length > collected.length) longRows++;
    collected.forEach(({ texts, places, codes }, index) => {
      const cell = (cells[index] ?? '').trim();
      let place = places.get(cell);
      if (place === undefined) {
        place = texts.push(cell) - 1;
        places.set(cell, place);
      }
      codes.push(place);
    });
    rows++;
  };
  // No text holds this character, and nearly every other kind of file does.
  if (text.includes('\u0000')) throw new TextError('unreadable');
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  Papa.parse<string[]>(plain, {
    skipEmptyLines: 'greedy',
    chunkSize,
    complete: () => undefined,
    chunk: ({ data, meta }: Papa.ParseResult<string[]>) => {
      delimiter = meta.delimiter;
      for (const cells of data) take(cells);
      options.onProgress?.(plain.length === 0 ? 1 : meta.cursor / plain.length);
    },
  });
  if (rows === 0) throw new TextError('empty');
  if (collected.length < 2) throw new TextError('oneColumn');
  const all = collected.map(({ texts, codes }) => ({ texts, codes: Int32Array.from(codes) }));
  const header = options.header ?? hasHeader(first, all, delimiter !== ',');
  const from = header ? 1 : 0;
  if (rows - from < 1) throw new TextError('empty');
  const names = columnNames(header ? first : [], all.length);
  const columns = all.map(({ texts, codes }, index) => compact(names[index] ?? '', texts, codes.subarray(from)));
  return { columns, rows: rows - from, header, delimiter, longRows };
}

/** Without texts that no row has: that of the header. */
function compact(name: string, texts: readonly string[], codes: Int32Array): Column {
  const places = new Map<number, number>();
  const kept: string[] = [];
  const own = codes.map((code) => {
    let place = places.get(code);
    if (place === undefined) {
      place = kept.push(texts[code] ?? '') - 1;
      places.set(code, place);
    }
    return place;
  });
  return { name, texts: kept, codes: own };
}

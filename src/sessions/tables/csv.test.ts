/** Tables from text: nasty files, guessed types, missing values, and the way to bytes and back. */
import { describe, expect, it } from 'vitest';
import { packTable, tableCsv } from '../../sessions/own-data.ts';
import { decodeTable, encodeTable } from '../../engine/data/table.ts';
import { ownDataOf, ownText } from '../../experiment/own-data.ts';
import { readingOf } from '../../experiment/table-reading.ts';
import { buildTable, guessTarget, guessTargetType } from './build-table.ts';
import { guessType, notationOf, numberOf } from './columns.ts';
import { decodeText, parseText } from './csv.ts';
import { openTable, packChosen } from './read-table.ts';

const cells = (text: string): string[][] => {
  const { columns, rows } = parseText(text);
  return Array.from({ length: rows }, (_, row) => columns.map(({ texts, codes }) => texts[codes[row] ?? 0] ?? ''));
};
const names = (text: string): string[] => parseText(text).columns.map(({ name }) => name);
const types = (text: string): string[] => {
  const { columns, rows, delimiter } = parseText(text);
  return columns.map((column) => guessType(column, rows, delimiter !== ','));
};
const twelve = (row: (i: number) => string): string => Array.from({ length: 12 }, (_, i) => row(i)).join('\n');

describe('text', () => {
  it('with quotes, line breaks in cells, a mark of bytes and empty lines', () => {
    expect(cells('\ufeffname,"size, cm"\r\n"a ""b""",1\r\n\r\n"two\nlines",2\r\n')).toEqual([
      ['a "b"', '1'],
      ['two\nlines', '2'],
    ]);
    expect(names('\ufeffname,"size, cm"\na,1\nb,2')).toEqual(['name', 'size, cm']);
  });

  it('with semicolons, tabs and decimal commas', () => {
    expect(types('a;b\n1,5;x\n2,25;y\n1,234;x')).toEqual(['number', 'category']);
    expect(types('a\tb\n1.5\t3\n2\t4')).toEqual(['number', 'number']);
    expect(numberOf('2,25', 'comma')).toBe(2.25);
    expect([notationOf(['1,234', '12,345.5'], false), notationOf(['1,234'], true), notationOf(['1.234,5', '7'], true)]).toEqual([
      'thousands',
      'comma',
      'pointThousands',
    ]);
    expect([numberOf('1,234.5', 'thousands'), numberOf('1.234,5', 'pointThousands')]).toEqual([1234.5, 1234.5]);
    expect([notationOf(['1e-3', '-.5', '+2.'], false), notationOf(['12 cm'], false), notationOf(['', 'NA'], false)]).toEqual([
      'point',
      null,
      null,
    ]);
  });

  it('with and without names, with the same name twice and with none', () => {
    expect(names('x,x,,y\n1,2,3,4')).toEqual(['x', 'x (2)', 'column 3', 'y']);
    expect(names('1,2\n3,4')).toEqual(['column 1', 'column 2']);
    expect(parseText('a,b\nc,d\na,b').header).toBe(false);
    expect(parseText('a,b\n1,2', { header: false }).rows).toBe(2);
  });

  it('with a text of its own in each of very many rows', () => {
    // A pass over all rows for each different text would not end.
    const { rows, header, columns } = parseText(`a,b\n${Array.from({ length: 300_000 }, (_, i) => `${i / 7},${-i}`).join('\n')}`);
    expect([rows, header, columns[0]?.texts.length]).toEqual([300_000, true, 300_000]);
  });

  it('with rows too short and too long', () => {
    expect(cells('a,b,c\n1,2\n3,4,5,6')).toEqual([
      ['1', '2', ''],
      ['3', '4', '5'],
    ]);
    expect(parseText('a,b\n1,2,3\n4,5').longRows).toBe(1);
  });

  it('that is no table is refused', () => {
    expect(() => parseText('')).toThrow('empty');
    expect(() => parseText('a,b\n')).toThrow('empty');
    expect(() => parseText('one\ntwo\nthree')).toThrow('oneColumn');
    // A picture, a workbook.
    expect(() => parseText('PK\u0003\u0004\u0000,\u0001\n1,2\n3,4')).toThrow('unreadable');
  });

  it('in other encodings', () => {
    expect(decodeText(Uint8Array.of(0x66, 0xfc, 0x72))).toBe('für');
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x61, 0x00))).toBe('a');
    expect(decodeText(new TextEncoder().encode('数据'))).toBe('数据');
  });

  it('ignores names of rows and constants of nothing', () => {
    expect(types(`id,v,n\n${twelve((i) => `row ${i},${i % 2 ? 'a' : 'b'},`)}`)).toEqual(['ignored', 'category', 'ignored']);
  });
});

describe('tables', () => {
  const text = `size,colour,kind\n${twelve((i) => `${i === 3 ? '' : i},${i === 5 ? 'NA' : i % 2 ? 'red' : 'blue'},${i === 7 ? '?' : i % 3 ? 'x' : 'y'}`)}`;
  const { columns, rows } = parseText(text);
  const guessed = columns.map((column) => guessType(column, rows, false));

  it('leave out rows without a number or a target, and count what is missing', () => {
    expect([guessed, guessTarget(columns, guessed)]).toEqual([['number', 'category', 'category'], 2]);
    const built = buildTable(columns, { types: guessed, target: 2, targetType: 'category' }, false);
    expect(built.facts).toEqual({ rows: 10, leftOut: 2, missing: [1, 1, 1] });
    if (!built.ok || !('labels' in built.table)) throw new Error('no table of classes');
    expect(built.table.columns).toEqual(['size', 'colour = (missing)', 'colour = blue', 'colour = red']);
    expect(built.table.classes).toEqual(['x', 'y']);
    expect([...built.table.features.subarray(0, 8)]).toEqual([0, 0, 1, 0, 1, 0, 0, 1]);
    expect([...built.table.labels]).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
  });

  it('are refused with the reason', () => {
    const problem = (types: typeof guessed, target: number): string => {
      const built = buildTable(columns, { types, target, targetType: 'category' }, false);
      return built.ok ? 'none' : built.problem.code;
    };
    expect(problem(['ignored', 'ignored', 'category'], 2)).toBe('noFeatures');
    expect(problem(['number', 'number', 'category'], 2)).toBe('notNumbers');
    const few = parseText('a,b\n1,x\n2,y');
    expect(buildTable(few.columns, { types: ['number', 'category'], target: 1, targetType: 'category' }, false)).toMatchObject({
      ok: false,
      problem: { code: 'rows', got: 2 },
    });
    const one = parseText(`a,b\n${twelve((i) => `${i},x`)}`);
    expect(buildTable(one.columns, { types: ['number', 'category'], target: 1, targetType: 'category' }, false)).toMatchObject({
      problem: { code: 'classes', got: 1 },
    });
  });

  it('come back from their bytes, have one hash, and the same as a saved file', async () => {
    const built = buildTable(columns, { types: ['number', 'ignored', 'category'], target: 2, targetType: 'category' }, false);
    if (!built.ok) throw new Error('not built');
    const bytes = encodeTable(built.table);
    expect(decodeTable(bytes)).toEqual(built.table);
    expect(() => decodeTable(bytes.subarray(0, bytes.length - 1))).toThrow('cannot be read');
    const { own } = await packTable(built.table, 'mine');
    expect(ownDataOf(ownText(own))).toEqual({ hash: own.hash, rows: 10, features: 1, classes: 2 });
    const again = parseText(tableCsv(bytes));
    const rebuilt = buildTable(again.columns, { types: ['number', 'category'], target: 1, targetType: 'category' }, false);
    expect(rebuilt.ok && (await packTable(rebuilt.table, 'theirs')).own.hash).toBe(own.hash);
  });

  it('of a quantity hold its numbers, are guessed so, and come back from their bytes', async () => {
    const text = `rooms,price\n${twelve((i) => `${i},${i === 4 ? 'unknown' : i === 6 ? '' : 1000 * i + 0.5}`)}`;
    const parsed = parseText(text);
    // Words among the numbers would make it a category; it is corrected.
    const built = buildTable(parsed.columns, { types: ['number', 'ignored'], target: 1, targetType: 'number' }, false);
    if (!built.ok || !('targets' in built.table)) throw new Error('no table of numbers');
    expect([built.facts.rows, built.facts.leftOut, built.table.target]).toEqual([10, 2, 'price']);
    expect([...built.table.targets.subarray(0, 5)]).toEqual([0.5, 1000.5, 2000.5, 3000.5, 5000.5]);
    const { own, bytes } = await packTable(built.table, 'prices', 'hnN');
    expect([own.classes, own.classNames, ownText(own)]).toEqual([1, [], `own:${own.hash}:10x1x1:hnN`]);
    expect(decodeTable(bytes)).toEqual(built.table);
    const again = parseText(tableCsv(bytes));
    const rebuilt = buildTable(again.columns, { types: ['number', 'number'], target: 1, targetType: 'number' }, false);
    expect(rebuilt.ok && (await packTable(rebuilt.table, 'theirs')).own.hash).toBe(own.hash);
    const same = parseText(`a,b\n${twelve((i) => `${i},7`)}`);
    expect(buildTable(same.columns, { types: ['number', 'number'], target: 1, targetType: 'number' }, false)).toMatchObject({
      problem: { code: 'constant', column: 'b' },
    });
  });

  it('guess a number to predict where there are many different ones or parts of one', () => {
    const of = (row: (i: number) => string): string => {
      const { columns } = parseText(`x,z\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${row(i)}`).join('\n')}`);
      const types = columns.map((column) => guessType(column, 40, false));
      const target = guessTarget(columns, types);
      const column = columns[target];
      return column ? `${column.name} ${guessTargetType(column, types[target] ?? 'ignored', false)}` : 'none';
    };
    expect([of((i) => `${i}`), of((i) => `${(i % 3) + 0.5}`), of((i) => `${i % 10}`), of((i) => (i % 2 ? 'a' : 'b'))]).toEqual([
      'z number',
      'z number',
      'z category',
      'z category',
    ]);
  });

  it('are read again as somebody else has read them', async () => {
    const text = `a,b,c\n${twelve((i) => `${i % 3},${i % 4},${i % 2}`)}`;
    const own = openTable(text);
    expect([own.types, own.target, own.targetTypes[2]]).toEqual([['number', 'number', 'number'], 2, 'category']);
    const corrected = { types: ['category', 'ignored', 'number'] as const, target: 2, targetType: 'number' as const };
    const sent = await packChosen(own.parsed, corrected, 'mine');
    if (!sent.ok) throw new Error(sent.problem.code);
    const link = ownDataOf(ownText(sent.own));
    expect(link?.reading).toBe('hciN');
    const received = openTable(text, { reading: readingOf(link?.reading ?? '') });
    const again = await packChosen(
      received.parsed,
      { ...received, targetType: received.targetTypes[received.target] ?? 'category' },
      'theirs',
    );
    expect(again.ok && again.own.hash).toBe(sent.own.hash);
    // Of another file only what fits.
    expect(openTable(`a,b\n${twelve((i) => `${i},${i % 2}`)}`, { reading: readingOf('hciN') }).target).toBe(1);
  });

  it('are named by what they are, and nothing else is taken for one', () => {
    for (const wrong of [
      'own:xyz:3x2x2',
      'own:0123456789abcdef:3x2x2',
      'own:0123456789abcdef:30x2x0',
      'own:0123456789abcdef:30x2x2:hnn',
      'own:0123456789abcdef:30x2x2:nC',
      'own:0123456789abcdef:30x900x2',
      'spiral',
      3,
    ]) {
      expect(ownDataOf(wrong)).toBeNull();
    }
  });
});

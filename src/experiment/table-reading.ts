/**
 * How a table of text was read, as short text that a link can hold: `h4nC` has its names in the first row, four columns of numbers, and a column
 * of classes to be predicted. A letter for each column, in order, with how many alike follow one another before it: `n` numbers, `c` categories, `i`
 * ignored; the target is `C` (classes) or `N` (a number); `-` in place of `h`: the first row is data.
 */

export type ColumnType = 'number' | 'category' | 'ignored';
/** What is predicted: one of the target's categories, or its number. */
export type TargetType = Exclude<ColumnType, 'ignored'>;

export interface TableReading {
  header: boolean;
  /** One for each column; the target's is not looked at. */
  types: readonly ColumnType[];
  target: number;
  targetType: TargetType;
}

const letters = { number: 'n', category: 'c', ignored: 'i' } as const;
const mostColumns = 2000;

export function readingText({ header, types, target, targetType }: TableReading): string {
  const codes = types.map((type, column) => (column === target ? letters[targetType].toUpperCase() : letters[type])).join('');
  const short = codes.replace(/(.)\1+/g, (alike, letter: string) => `${alike.length}${letter}`);
  return `${header ? 'h' : '-'}${short}`;
}

/** Null where the text is none, or has not just one target. */
export function readingOf(text: string): TableReading | null {
  if (!/^[h-](?:\d{0,4}[ncNCi])+$/.test(text)) return null;
  const types: ColumnType[] = [];
  const targets: { column: number; type: TargetType }[] = [];
  for (const [, count = '', letter = ''] of text.slice(1).matchAll(/(\d*)([ncNCi])/g)) {
    const type: ColumnType = letter === 'i' ? 'ignored' : letter.toLowerCase() === 'n' ? 'number' : 'category';
    const alike = count === '' ? 1 : Number(count);
    if (alike < 1 || types.length + alike > mostColumns) return null;
    for (let one = 0; one < alike; one++) {
      if (type !== 'ignored' && letter !== letter.toLowerCase()) targets.push({ column: types.length, type });
      types.push(type);
    }
  }
  const [target, another] = targets;
  return target && !another ? { header: text.startsWith('h'), types, target: target.column, targetType: target.type } : null;
}

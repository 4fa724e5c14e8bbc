/** Losses of programs: as they write them, as PyTorch gave them when they were kept, and how far two are apart. For tests. */
import { readFileSync } from 'node:fs';

/** Losses by "measure step". */
export type Losses = ReadonlyMap<string, number>;

/** What is kept: the text that each program wrote, by case. */
export interface KeptLosses {
  by: string;
  losses: Record<string, string>;
}

/** Reads `losses.csv`. Throws when it is none. */
export function lossesOf(text: string): Losses {
  const [head, ...rows] = text.trim().split(/\r?\n/);
  if (head !== 'measure,step,value') throw new Error('the program wrote no losses');
  return new Map(
    rows.map((row) => {
      const [measure = '', step = '', value = ''] = row.split(',');
      return [`${measure} ${step}`, Number(value)];
    }),
  );
}

let kept: KeptLosses | null = null;

/** All that is kept. */
export function keptLosses(): KeptLosses {
  kept ??= JSON.parse(readFileSync(new URL('./pytorch-losses.json', import.meta.url), 'utf8')) as KeptLosses;
  return kept;
}

/** What PyTorch gave for a case. Throws when nothing is kept of it. */
export function expectedLosses(name: string): Losses {
  const text = keptLosses().losses[name];
  if (text === undefined) throw new Error(`nothing is kept of ${name}: run npm run test:export -- --write where PyTorch is`);
  return lossesOf(text);
}

/** The largest difference of a loss, relative to losses above 1; NaN where one has what the other has not. Accuracies do not count. */
export function worstDifference(one: Losses, other: Losses): number {
  const differences = [...one]
    .filter(([name]) => !name.includes('accuracy'))
    .map(([name, value]) => {
      const expected = other.get(name) ?? NaN;
      return Math.abs(value - expected) / Math.max(1, expected);
    });
  return differences.length === 0 ? NaN : Math.max(...differences);
}

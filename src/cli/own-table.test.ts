import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../experiments/catalogue.ts';
import { readCommand, UsageError } from './options.ts';
import { withOwnTable, type WithTable } from './own-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'ablate-table-'));
const prices = join(folder, 'prices.csv');
writeFileSync(prices, `x,kind,price\n${Array.from({ length: 30 }, (_, i) => `${i},${i % 2 ? 'a' : 'b'},${1000 * i}`).join('\n')}`);
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...args: string[]): Promise<WithTable> {
  const command = readCommand(['sandbox', ...args], catalogue);
  if (command.do !== 'run' || !command.table) throw new Error('no table is to be read');
  return withOwnTable(command.experiment, command.configuration, command.table);
}
const complaint = (...args: string[]): Promise<string> =>
  (async () => read(...args))().then(
    () => 'no complaint',
    (error: unknown) => {
      if (error instanceof UsageError) return error.message;
      throw error;
    },
  );

describe('an own table on the command line', () => {
  it('is named in the configuration by its hash, and goes along', async () => {
    const { configuration, files } = await read('--data', prices, '--target', 'price', '--seeds', '2');
    expect(configuration.values['dataSet']).toMatch(/^own:[0-9a-f]{16}:30x3x1:hncN$/);
    expect(configuration.seeds).toBe(2);
    expect(Object.keys(files)).toEqual([`own/${String(configuration.values['dataSet']).split(':')[1] ?? ''}`]);
    expect((await read('--data', prices, '--target', 'kind')).configuration.values['dataSet']).toMatch(/:30x2x2:hnCn$/);
    // The last column seems to be what the table is about.
    expect((await read('--data', prices)).configuration.values['dataSet']).toBe(configuration.values['dataSet']);
  });

  it('is read as a link says, and is the one that the link names', async () => {
    const { configuration } = await read('--data', prices, '--target', 'price');
    const link = String(configuration.values['dataSet']);
    expect((await read('--data', prices, '--set', `dataSet=${link}`)).configuration.values['dataSet']).toBe(link);
    const other = link.replace(/:[0-9a-f]{16}/, ':0123456789abcdef');
    expect(await complaint('--data', prices, '--set', `dataSet=${other}`)).toContain('is not the table that the settings name');
  });

  it('is refused with what would be right', async () => {
    expect(await complaint('--data', join(folder, 'none.csv'))).toContain('cannot be read');
    expect(await complaint('--data', prices, '--target', 'prize')).toContain('There is no column "prize": did you mean "price"?');
    expect(await complaint('--target', 'price')).toContain('--target names a column of --data');
    const short = join(folder, 'short.csv');
    writeFileSync(short, 'a,b\n1,x\n2,y');
    expect(await complaint('--data', short)).toContain('2 rows can be learned from; at least 10 are needed');
    writeFileSync(short, 'only\n1\n2');
    expect(await complaint('--data', short)).toContain('there is one column only');
    expect(await complaint('--data', prices, '--set', 'network=conv 4 3')).toContain('takes an image');
    expect(() => readCommand(['lora', '--data', prices], catalogue)).toThrow('takes no data of your own');
  });
});

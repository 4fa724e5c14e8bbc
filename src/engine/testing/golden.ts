/** Reads the golden files from the checkout. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFile } from '../golden/fixture.ts';
import type { GoldenArray, GoldenFile } from '../golden/fixture.ts';

/** GOLDEN_DIR names another folder of fixtures; by default the committed copy is read. */
const folder = process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../golden');

export function goldenFile(name: string): GoldenFile {
  return parseFile(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
}

/** An array for so many equal runs: `[R, ...shape]`, flat. */
export const forRuns = ({ data }: Pick<GoldenArray, 'data'>, runs: number): Float32Array =>
  Float32Array.from({ length: runs * data.length }, (_, i) => data[i % data.length] ?? NaN);

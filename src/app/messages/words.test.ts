/** One word for one thing in Chinese, wherever it is written: in the catalogue, in the texts of experiments and in their notes. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const files = ['src', 'experiments'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|[/.])zh[.](ts|md)$/.test(path))
    .map((path) => `${folder}/${path}`),
);

it('calls an arm 实验组: 对照组 would be the one without a treatment', () => {
  expect(files.length).toBeGreaterThan(20);
  const texts = files.map((file) => [file, readFileSync(file, 'utf8')] as const);
  expect(texts.filter(([, text]) => text.includes('实验组')).length).toBeGreaterThan(5);
  expect(texts.filter(([, text]) => text.includes('对照组')).map(([file]) => file)).toEqual([]);
});

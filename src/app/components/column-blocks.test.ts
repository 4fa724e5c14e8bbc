import { expect, test } from 'vitest';
import { columnBlocks } from './column-blocks.ts';

test('columns that fit stand side by side; others are broken into blocks that are about even and lose none', () => {
  expect(columnBlocks(3, 33)).toEqual([[0, 1, 2]]);
  expect(columnBlocks(4, 33)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(columnBlocks(6, 33)).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(columnBlocks(3, 5)).toEqual([[0], [1], [2]]);
  for (let columns = 1; columns < 20; columns++) {
    expect(columnBlocks(columns, 40).flat()).toEqual(Array.from({ length: columns }, (_, column) => column));
  }
});

test('before the width is known nothing is broken', () => {
  expect(columnBlocks(9, 0)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
  expect(columnBlocks(0, 30)).toEqual([[]]);
});

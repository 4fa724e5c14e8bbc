import { expect, it } from 'vitest';
import { usedRows } from './used-rows.ts';

it('keeps the examples that are used, each once, under the numbers that lead to them', () => {
  const set = {
    features: Float32Array.from({ length: 20 }, (_, i) => i),
    labels: Int32Array.from({ length: 10 }, (_, i) => 100 + i),
    featureCount: 2,
    subsets: [Int32Array.of(7, 3), Int32Array.of(3, 9)],
    validation: Int32Array.of(0, 5),
    test: Int32Array.of(5),
    classes: 4,
  };
  const used = usedRows(set);
  expect([...used.labels]).toEqual([100, 103, 105, 107, 109]);
  expect(used.classes).toBe(4);
  const look = ({ features, labels }: typeof set, rows: Int32Array): number[][] =>
    Array.from(rows, (row) => [features[2 * row] ?? NaN, features[2 * row + 1] ?? NaN, labels[row] ?? NaN]);
  for (const split of ['validation', 'test'] as const) expect(look(used, used[split])).toEqual(look(set, set[split]));
  set.subsets.forEach((rows, run) => expect(look(used, used.subsets[run] ?? new Int32Array(0))).toEqual(look(set, rows)));
});

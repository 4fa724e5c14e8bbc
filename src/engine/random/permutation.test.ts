import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { permutation, permute } from './permutation.ts';
import { chiSquare, chiSquareScore } from './testing.ts';

const u32 = fc.nat(0xffffffff);

describe('permutation', () => {
  it('is a bijection of 0 … n − 1, equal to the single calls', () => {
    fc.assert(
      fc.property(u32, u32, u32, fc.integer({ min: 1, max: 700 }), (key0, key1, time, n) => {
        const all = permutation(key0, key1, time, n);
        expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        for (let i = 0; i < n; i += 1 + (n >>> 4)) expect(permute(key0, key1, time, n, i)).toBe(all[i]);
      }),
    );
    const large = permutation(1, 2, 3, 60_000);
    expect(new Set(large).size).toBe(60_000);
    expect(large.every((value) => value < 60_000)).toBe(true);
  });

  it('stays in range for the largest n', () => {
    for (const n of [2 ** 31, 2 ** 31 - 1, 46340 ** 2 + 1, 65537]) {
      for (const i of [0, 1, n - 1]) {
        const value = permute(1, 2, 3, n, i);
        expect(value >= 0 && value < n && Number.isInteger(value)).toBe(true);
      }
    }
  });

  it('has these golden values', () => {
    expect([...permutation(1, 2, 3, 10)]).toMatchInlineSnapshot(`
      [
        7,
        3,
        8,
        1,
        4,
        9,
        6,
        5,
        2,
        0,
      ]
    `);
    expect([0, 1, 999].map((i) => permute(0xdeadbeef, 0x12345678, 9, 1000, i))).toMatchInlineSnapshot(`
      [
        18,
        798,
        479,
      ]
    `);
  });

  it('takes all orders of few elements equally often', () => {
    for (const [n, orders] of [
      [2, 2],
      [3, 6],
      [4, 24],
      [5, 120],
    ] as const) {
      const counts = new Map<string, number>();
      for (let time = 0; time < 60_000; time += 1) {
        const order = permutation(77, n, time, n).join();
        counts.set(order, (counts.get(order) ?? 0) + 1);
      }
      expect(counts.size).toBe(orders);
      expect(chiSquareScore(chiSquare([...counts.values()]), orders)).toBeLessThan(4);
    }
  });

  it('puts all pairs of elements at all pairs of places equally often', () => {
    for (const n of [7, 12, 16, 20]) {
      const counts = new Array<number>(n * n).fill(0);
      for (const [x, y] of [
        [0, 1],
        [0, n - 1],
        [1, 5],
      ] as const) {
        counts.fill(0);
        for (let time = 0; time < 30_000; time += 1) {
          const order = permutation(5, x, time, n);
          const cell = (order[x] ?? 0) * n + (order[y] ?? 0);
          counts[cell] = (counts[cell] ?? 0) + 1;
        }
        const offDiagonal = counts.filter((_, cell) => cell % n !== Math.floor(cell / n));
        expect(chiSquareScore(chiSquare(offDiagonal), n * (n - 1))).toBeLessThan(4);
      }
    }
  });

  it('differs between epochs and keys', () => {
    const orders = [permutation(1, 2, 0, 50), permutation(1, 2, 1, 50), permutation(1, 3, 0, 50), permutation(2, 2, 0, 50)];
    expect(new Set(orders.map((order) => order.join())).size).toBe(4);
  });

  it('refuses sizes and elements out of range', () => {
    for (const n of [-1, 0.5, 2 ** 31 + 1]) expect(() => permutation(0, 0, 0, n)).toThrow(RangeError);
    expect(permutation(0, 0, 0, 0)).toHaveLength(0);
    expect(() => permute(0, 0, 0, 0, 0)).toThrow(RangeError);
    expect(() => permute(0, 0, 0, 5, 5)).toThrow(RangeError);
    expect(() => permute(0, 0, 0, 5, -1)).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { chiSquare, chiSquareScore } from './testing.ts';
import { fillUniform, integerBelow, uniform01, word } from './uniform.ts';

const u32 = fc.nat(0xffffffff);

describe('uniform01', () => {
  it('is a multiple of 2^-24 in [0, 1)', () => {
    fc.assert(
      fc.property(u32, u32, u32, u32, (key0, key1, element, time) => {
        const value = uniform01(key0, key1, element, time);
        expect(value >= 0 && value < 1 && Number.isInteger(value * 2 ** 24) && Math.fround(value) === value).toBe(true);
      }),
    );
  });

  it('has these golden words', () => {
    expect([0, 1, 2, 3].map((element) => word(1, 2, element, 3))).toMatchInlineSnapshot(`
      [
        2052595727,
        1880214352,
        3192206206,
        3057534555,
      ]
    `);
    expect(uniform01(0, 0, 0, 0)).toBe((0x6b200159 >>> 8) / 2 ** 24);
    expect(uniform01(0, 0, 1, 0)).toBe((0x99ba4efe >>> 8) / 2 ** 24);
  });

  it('fills an array with the same numbers, whatever its length', () => {
    for (const length of [0, 1, 2, 7, 8]) {
      const target = new Float32Array(length);
      fillUniform(target, 5, 6, 7);
      expect([...target]).toEqual(Array.from({ length }, (_, i) => uniform01(5, 6, i, 7)));
    }
  });

  it('is even, and neighbours in element, time and key are independent', () => {
    const bins = 16;
    const values = (shift: [number, number, number]) => {
      const counts = new Array<number>(bins * bins).fill(0);
      for (let i = 0; i < 40_000; i += 1) {
        const element = i % 200;
        const time = Math.floor(i / 200);
        const a = Math.floor(uniform01(9, 1, element, time) * bins);
        const b = Math.floor(uniform01(9, 1 + shift[2], element + shift[0], time + shift[1]) * bins);
        const cell = a * bins + b;
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return chiSquareScore(chiSquare(counts), bins * bins);
    };
    for (const shift of [
      [1, 0, 0],
      [2, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as [number, number, number][]) {
      expect(Math.abs(values(shift))).toBeLessThan(4);
    }
  });
});

describe('integerBelow', () => {
  it('stays in range and is even', () => {
    for (const n of [1, 2, 3, 7, 10]) {
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < 20_000; i += 1) {
        const value = integerBelow(3, 4, i, 0, n);
        counts[value] = (counts[value] ?? 0) + 1;
      }
      expect(counts).toHaveLength(n);
      if (n > 1) expect(chiSquareScore(chiSquare(counts), n)).toBeLessThan(4);
    }
    // With modulo bias two thirds of all values would lie in the lower half of this range.
    const n = 3 * 2 ** 29;
    let low = 0;
    for (let i = 0; i < 10_000; i += 1) if (integerBelow(3, 4, i, 0, n) < n / 2) low += 1;
    expect(Math.abs(low - 5000)).toBeLessThan(200);
  });

  it('refuses an empty or too large range', () => {
    for (const n of [0, -1, 1.5, 2 ** 31 + 1]) expect(() => integerBelow(0, 0, 0, 0, n)).toThrow(RangeError);
  });
});

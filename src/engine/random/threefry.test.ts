import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { threefry2x32 } from './threefry.ts';

function block(key: [number, number], counter: [number, number]): number[] {
  const out = [0, 0];
  threefry2x32(key[0], key[1], counter[0], counter[1], out);
  return out;
}

describe('threefry2x32', () => {
  it('gives the published Random123 vectors', () => {
    expect(block([0, 0], [0, 0])).toEqual([0x6b200159, 0x99ba4efe]);
    expect(block([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff])).toEqual([0x1cb996fc, 0xbb002be7]);
    expect(block([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3])).toEqual([0xc4923a9c, 0x483df7a0]);
  });

  it('writes at the offset and nothing else', () => {
    const out = new Uint32Array(4).fill(7);
    threefry2x32(0, 0, 0, 0, out, 1);
    expect([...out]).toEqual([7, 0x6b200159, 0x99ba4efe, 7]);
  });

  it('changes about half of all bits when one bit of the counter or the key changes', () => {
    let flipped = 0;
    let pairs = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(0xffffffff), { minLength: 4, maxLength: 4 }), fc.nat(127), (words, bit) => {
        const changed = words.map((word, index) => (index === bit >>> 5 ? (word ^ (1 << (bit & 31))) >>> 0 : word));
        const [a = 0, b = 0, c = 0, d = 0] = words;
        const [e = 0, f = 0, g = 0, h = 0] = changed;
        const one = block([a, b], [c, d]);
        const two = block([e, f], [g, h]);
        for (let i = 0; i < 2; i += 1) {
          const difference = ((one[i] ?? 0) ^ (two[i] ?? 0)) >>> 0;
          flipped += [...difference.toString(2)].filter((digit) => digit === '1').length;
        }
        pairs += 1;
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(flipped / pairs).toBeGreaterThan(31.5);
    expect(flipped / pairs).toBeLessThan(32.5);
  });
});

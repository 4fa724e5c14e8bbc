/** Scratch memory: values that live at the same time never share a block, and blocks are used again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createScratchPool } from './scratch.ts';

interface Place {
  bytes: number;
  freed: boolean;
}

function pool(): { scratch: ReturnType<typeof createScratchPool<Place>>; places: Place[] } {
  const places: Place[] = [];
  const scratch = createScratchPool<Place>({
    allocate: (bytes) => {
      const place = { bytes, freed: false };
      places.push(place);
      return place;
    },
    free: (place) => (place.freed = true),
  });
  return { scratch, places };
}

const lifetimes = fc.array(
  fc
    .record({ bytes: fc.integer({ min: 1, max: 50 }), first: fc.nat(12), length: fc.nat(6) })
    .map(({ bytes, first, length }) => ({ bytes: bytes * 256, first, last: first + length })),
  { maxLength: 30 },
);

it('gives values that live at the same time different blocks, each large enough', () => {
  fc.assert(
    fc.property(lifetimes, (values) => {
      const { scratch } = pool();
      const blocks = scratch.assign(values);
      values.forEach((one, i) => {
        expect(blocks[i]?.bytes).toBeGreaterThanOrEqual(one.bytes);
        values.slice(0, i).forEach((other, j) => {
          if (one.first <= other.last && other.first <= one.last) expect(blocks[i]).not.toBe(blocks[j]);
        });
      });
    }),
  );
});

it('needs no new memory for a recording like one before, and frees all of it', () => {
  fc.assert(
    fc.property(lifetimes, (values) => {
      const { scratch, places } = pool();
      scratch.assign(values);
      const { bytes } = scratch;
      scratch.assign(values);
      expect(scratch.bytes).toBe(bytes);
      scratch.dispose();
      expect(places.every(({ freed }) => freed)).toBe(true);
      expect(scratch.bytes).toBe(0);
    }),
  );
});

it('lets values of a chain take turns in two blocks', () => {
  const { scratch } = pool();
  const chain = Array.from({ length: 10 }, (_, i) => ({ bytes: 256, first: i, last: i + 1 }));
  expect(new Set(scratch.assign(chain)).size).toBe(2);
});

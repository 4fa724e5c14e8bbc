import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { FROZEN, fnv1a, streamKey, streamKeys } from './streams.ts';

describe('streamKey', () => {
  it('has these golden words for ever: changing them changes every kept session', () => {
    expect(fnv1a('')).toBe(0x811c9dc5);
    expect(fnv1a('foobar')).toBe(0xbf9cf968);
    expect(streamKey(0, 0, 'order')).toMatchInlineSnapshot(`
      [
        181303376,
        1084821501,
      ]
    `);
    expect(streamKey(2 ** 53 - 1, 7, 'masks/dropout1')).toMatchInlineSnapshot(`
      [
        1245332398,
        2729631699,
      ]
    `);
    expect(streamKey(42, FROZEN, 'weights')).toMatchInlineSnapshot(`
      [
        1481193174,
        885731222,
      ]
    `);
  });

  it('differs between session seeds (also in their high bits), seeds and streams', () => {
    const sessions = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1];
    const keys = sessions.flatMap((session) =>
      [0, 1, 2, FROZEN].flatMap((seed) => ['order', 'weights', 'masks', 'masks '].map((name) => streamKey(session, seed, name).join())),
    );
    expect(new Set(keys).size).toBe(7 * 4 * 4);
  });

  it('refuses seeds that are not whole numbers in range', () => {
    for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => streamKey(seed, 0, 'order')).toThrow(/session seed/);
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => streamKey(0, seed, 'order')).toThrow(/seed index/);
  });
});

describe('streamKeys', () => {
  it('holds for each run the bit pattern of its own key, whatever its neighbours', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ sessionSeed: fc.maxSafeNat(), seed: fc.nat(100) }), { maxLength: 8 }), (runs) => {
        const words = new Uint32Array(streamKeys(runs, 'order').buffer);
        expect([...words]).toEqual(runs.flatMap((run) => streamKey(run.sessionSeed, run.seed, 'order')));
      }),
    );
  });
});

/** Windows of text: whole, each once an epoch in the run's own order, the next tokens beside them, on every device to the bit. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../../engine/testing/devices.ts';
import { compute, put } from '../../engine/testing/tensors.ts';
import { permutation } from '../../engine/random/permutation.ts';
import { streamKeys } from '../../engine/random/streams.ts';
import { tokenWindows } from './token-windows.ts';

const [windows, length, batch] = [5, 4, 2];
const text = Int32Array.from({ length: windows * length + 3 }, (_, i) => 100 + i);
const runs = [0, 7].map((seed) => ({ sessionSeed: 1, seed }));
const keys = streamKeys(runs, 'order');

/** First tokens of the windows of a step, from the host's permutations. */
function starts(step: number): number[] {
  return runs.flatMap((_, run) =>
    Array.from({ length: batch }, (_, b) => {
      const position = step * batch + b;
      const order = permutation(keys[2 * run] ?? 0, keys[2 * run + 1] ?? 0, Math.floor(position / windows), windows);
      return 100 + (order[position % windows] ?? NaN) * length;
    }),
  );
}

describe('windows of text', () => {
  onDevices(allDevices, () => {
    it('lie where the permutation puts them, and the next tokens follow them', async () => {
      for (const step of [0, 1, 2, 3, 41]) {
        const [ids, next] = await compute(() => {
          const drawn = tokenWindows(put(text, [text.length]), put(keys, [2, 2]), put(Int32Array.of(step), [1]), batch, length);
          return [drawn.ids, drawn.next];
        });
        const expected = starts(step).flatMap((start) => Array.from({ length }, (_, i) => start + i));
        expect([...(ids ?? [])]).toEqual(expected);
        expect([...(next ?? [])]).toEqual(expected.map((token) => token + 1));
      }
    });
  });
});

/** Windows of a text and sampling, on every device. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../../testing/devices.ts';
import { compute, computeOne, integers, put } from '../../testing/tensors.ts';
import { integerBelow, uniform01 } from '../../random/uniform.ts';
import { streamKeys } from '../../random/streams.ts';
import { sampleTokenOp, tokenWindowsOp, windowBeforeOp } from './tokens.ts';

const runs = [0, 3, 8].map((seed) => ({ sessionSeed: 11, seed }));
const keys = streamKeys(runs, 'order');
const tokens = integers([500], 'tokens', 97);

describe('windows', () => {
  onDevices(allDevices, () => {
    it('begin where the generator says, and their labels one token later', async () => {
      const [batch, length] = [4, 7];
      for (const step of [0, 1, 3000]) {
        const [ids = [], labels = []] = await compute(() => {
          const found = tokenWindowsOp(put(tokens, [500]), put(keys, [3, 2]), put(Int32Array.of(step), [1]), batch, length);
          return [found.ids, found.labels];
        });
        const starts = runs.flatMap((_, r) =>
          Array.from({ length: batch }, (_, b) => integerBelow(keys[2 * r] ?? 0, keys[2 * r + 1] ?? 0, b, step, 500 - length)),
        );
        expect([...ids]).toEqual(starts.flatMap((start) => [...tokens.slice(start, start + length)]));
        expect([...labels]).toEqual(starts.flatMap((start) => [...tokens.slice(start + 1, start + length + 1)]));
      }
    });

    it('need a text with room for one', () => {
      expect(() => tokenWindowsOp(put(tokens.slice(0, 7), [7]), put(keys, [3, 2]), put(Int32Array.of(0), [1]), 1, 7)).toThrow('no window');
    });

    it('before a place are the last tokens, or the first where there are fewer', async () => {
      const text = put(tokens.slice(0, 20), [2, 10]);
      for (const [end, start] of [
        [1, 0],
        [4, 0],
        [5, 1],
        [10, 6],
      ] as const) {
        const found = await computeOne(() => windowBeforeOp(text, put(Int32Array.of(end), [1]), 4));
        expect([...found]).toEqual([...tokens.slice(start, start + 4), ...tokens.slice(10 + start, 14 + start)]);
      }
    });
  });
});

/** Probabilities 0.5, 0.2, 0.2, 0.1 of tokens 2, 0, 3, 1. */
const logits = Float32Array.from([0.2, 0.1, 0.5, 0.2], Math.log);

async function draw(settings: { temperature?: number; topK?: number; topP?: number }, places: number): Promise<number[]> {
  const key = streamKeys([{ sessionSeed: 1, seed: 0 }], 'text');
  const drawn: number[] = [];
  for (let place = 1; place <= places; place++) {
    const text = await computeOne(() =>
      sampleTokenOp(
        put(new Int32Array(place + 1), [1, place + 1]),
        put(logits, [1, 1, 1, 4]),
        put(key, [1, 2]),
        put(Int32Array.of(place), [1]),
        {
          temperature: put(Float32Array.of(settings.temperature ?? 1), [1]),
          topK: put(Float32Array.of(settings.topK ?? 0), [1]),
          topP: put(Float32Array.of(settings.topP ?? 1), [1]),
        },
      ),
    );
    drawn.push(text[place] ?? NaN);
  }
  return drawn;
}

describe('sampling', () => {
  onDevices(allDevices, (kind) => {
    const places = kind === 'webgpu' ? 30 : 400;
    it('inverts the distribution of the candidates in the order of their probability', async () => {
      const [key0 = 0, key1 = 0] = streamKeys([{ sessionSeed: 1, seed: 0 }], 'text');
      const expected = Array.from({ length: places }, (_, i) => {
        const u = uniform01(key0, key1, 0, i + 1);
        return u < 0.5 ? 2 : u < 0.7 ? 0 : u < 0.9 ? 3 : 1;
      });
      expect(await draw({}, places)).toEqual(expected);
    });

    it('keeps to the k likeliest, to the likeliest that sum up to p, and to the likeliest alone when cold', async () => {
      expect([...new Set(await draw({ topK: 2 }, places))].sort()).toEqual([0, 2]);
      expect([...new Set(await draw({ topP: 0.6 }, places))].sort()).toEqual([0, 2]);
      expect([...new Set(await draw({ topP: 0.3 }, 20))]).toEqual([2]);
      expect([...new Set(await draw({ topK: 1 }, 20))]).toEqual([2]);
      expect([...new Set(await draw({ temperature: 1e-9 }, 20))]).toEqual([2]);
      expect([...new Set(await draw({ temperature: 100 }, places))].sort()).toEqual([0, 1, 2, 3]);
    });
  });
});

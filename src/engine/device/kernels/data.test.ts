/** Batches on every device: indices bit-equal to the host's permutations, gathered rows and labels, the counter and the ring. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../../testing/devices.ts';
import { compute, computeOne, expectClose, integers, put, values } from '../../testing/tensors.ts';
import { permutation } from '../../random/permutation.ts';
import { streamKeys } from '../../random/streams.ts';
import { readTensor } from '../read.ts';
import { advanceOp, batchIndicesOp, gatherLabelsOp, gatherRowsOp, onesOp, recordOp } from './data.ts';

const runs = [0, 3, 3, 8].map((seed) => ({ sessionSeed: 11, seed }));
const keys = streamKeys(runs, 'order');

/** The examples of a step, from the host's permutations. */
function expectedIndices(subset: Int32Array, size: number, step: number, batch: number): number[] {
  return runs.flatMap((_, run) =>
    Array.from({ length: batch }, (_, b) => {
      const position = step * batch + b;
      const order = permutation(keys[2 * run] ?? 0, keys[2 * run + 1] ?? 0, Math.floor(position / size), size);
      return subset[run * size + (order[position % size] ?? 0)] ?? NaN;
    }),
  );
}

describe('batch indices', () => {
  onDevices(allDevices, () => {
    it('are the host’s, to the bit, across epochs and for batches larger than the subset', async () => {
      for (const [size, batch] of [
        [13, 4],
        [16, 5],
        [3, 8],
        [1, 2],
        [60, 32],
      ] as const) {
        const subset = integers([runs.length, size], 'subset', 1000);
        for (const step of [0, 1, 2, 3, 17, 5000]) {
          const actual = await computeOne(() =>
            batchIndicesOp(put(subset, [runs.length, size]), put(keys, [runs.length, 2]), put(Int32Array.of(step), [1]), batch),
          );
          expect([...actual]).toEqual(expectedIndices(subset, size, step, batch));
        }
      }
    });

    it('show every example once an epoch, in an order of each epoch’s own', async () => {
      const subset = Int32Array.from({ length: runs.length * 12 }, (_, i) => i);
      const epochs: string[] = [];
      for (let epoch = 0; epoch < 3; epoch++) {
        const seen: number[] = [];
        for (let step = epoch * 3; step < epoch * 3 + 3; step++) {
          const all = await computeOne(() =>
            batchIndicesOp(put(subset, [runs.length, 12]), put(keys, [runs.length, 2]), put(Int32Array.of(step), [1]), 4),
          );
          seen.push(...all.subarray(0, 4));
        }
        expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
        epochs.push(seen.join());
      }
      expect(new Set(epochs).size).toBe(3);
    });
  });
});

describe('gathering', () => {
  onDevices(allDevices, (kind) => {
    it('takes rows, less each run’s mean, times its scale', async () => {
      const [data, indices] = [values([9, 3], 'data', 5), integers([2, 4], 'indices', 9)];
      for (const statistics of [1, 3]) {
        const [mean, scale] = [values([2, statistics], 'mean'), values([2, statistics], 'scale')];
        const actual = await computeOne(() =>
          gatherRowsOp(put(data, [9, 3]), put(indices, [2, 4]), put(mean, [2, statistics]), put(scale, [2, statistics])),
        );
        const expected = Array.from({ length: 24 }, (_, i) => {
          const [run, row, feature] = [Math.floor(i / 12), indices[Math.floor(i / 3)] ?? 0, i % 3];
          const s = run * statistics + (statistics === 1 ? 0 : feature);
          return ((data[row * 3 + feature] ?? NaN) - (mean[s] ?? NaN)) * (scale[s] ?? NaN);
        });
        expectClose(actual, expected, valueTolerance[kind], `${statistics} statistics`);
      }
    });

    it('takes labels', async () => {
      const [labels, indices] = [integers([9], 'labels', 4), integers([2, 4], 'indices', 9)];
      const actual = await computeOne(() => gatherLabelsOp(put(labels, [9]), put(indices, [2, 4])));
      expect([...actual]).toEqual(Array.from(indices, (index) => labels[index]));
    });
  });
});

describe('the counter and the ring', () => {
  onDevices(allDevices, () => {
    it('count and record in place', async () => {
      const ring = put(new Float32Array(3 * 2), [3, 2]);
      let t = put(Int32Array.of(4), [1]);
      for (let step = 4; step < 8; step++) {
        const value = put(Float32Array.of(10 * step, -step), [2]);
        const written = recordOp(ring, value, t);
        expect(written.shape).toEqual([3, 2]);
        written.dispose();
        value.dispose();
        const next = advanceOp(t);
        t.dispose();
        t = next;
      }
      expect([...(await readTensor(t))]).toEqual([8]);
      // Step t lies in row t mod 3: 6, 7 and 5, the last three.
      expect([...(await readTensor(ring))]).toEqual([60, -6, 70, -7, 50, -5]);
      t.dispose();
      ring.dispose();
    });

    it('ones have the shape of what they are like', async () => {
      const [ones] = await compute(() => [onesOp(put(values([5], 'x'), [5]))]);
      expect([...(ones ?? [])]).toEqual([1, 1, 1, 1, 1]);
    });
  });
});

describe('a kernel', () => {
  onDevices(allDevices, () => {
    it('says which input is missing or of another type', () => {
      const [labels, indices] = [put(Float32Array.of(1), [1]), put(Int32Array.of(0), [1, 1])];
      expect(() => gatherLabelsOp(labels, indices)).toThrow('GatherLabels: labels is float32, not int32');
      labels.dispose();
      indices.dispose();
    });
  });
});

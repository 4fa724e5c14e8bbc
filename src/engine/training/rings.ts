/** Outputs of the last steps on the device, one ring for each, which the host reads a block at a time. */
import { keep, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { recordOp } from '../device/kernels/data.ts';
import { readTensor } from '../device/read.ts';

/** A block of one measure: `values[i · R + r]` is run r at step `steps[i]`. */
export interface MeasureValues {
  measure: string;
  steps: Int32Array;
  values: Float32Array;
}

/** Updates kept on the device before the host reads them, about. */
const keptUpdates = 256;

export interface Rings {
  /** Writes outputs, each `[R]`, as those of the update that follows the counter t. */
  write(out: Readonly<Record<string, Tensor>>, t: Tensor): void;
  /** The outputs of steps `from` + 1 … `to`, at most `capacity`, each the mean over its updates; `update`: the counter at `from`. */
  read(from: number, to: number, update: number): Promise<MeasureValues[]>;
  /** Steps that can be read at once. */
  readonly capacity: number;
  dispose(): void;
}

/**
 * @param R - number of runs
 * @param updates - of each step
 */
export function createRings(R: number, updates = 1): Rings {
  const capacity = Math.max(1, Math.floor(keptUpdates / updates));
  const rows = capacity * updates;
  const rings = new Map<string, Tensor>();
  return {
    write(out, t) {
      for (const [name, value] of Object.entries(out)) {
        // Kept, since the first to ask is a step inside a tidy.
        const ring = rings.get(name) ?? keep(zeros([rows, R]));
        rings.set(name, ring);
        recordOp(ring, value, t);
      }
    },
    capacity,
    async read(from, to, update) {
      if (to === from) return [];
      const steps = Int32Array.from({ length: to - from }, (_, i) => from + i + 1);
      const read = await Promise.all([...rings].map(async ([measure, ring]) => ({ measure, all: await readTensor(ring) })));
      return read.map(({ measure, all }) => {
        const sums = new Float64Array((to - from) * R);
        for (let i = 0; i < (to - from) * updates; i++) {
          const row = ((update + i) % rows) * R;
          const step = Math.floor(i / updates) * R;
          for (let run = 0; run < R; run++) sums[step + run] = (sums[step + run] ?? 0) + (all[row + run] ?? 0);
        }
        return { measure, steps, values: Float32Array.from(sums, (sum) => sum / updates) };
      });
    },
    dispose() {
      for (const ring of rings.values()) ring.dispose();
    },
  };
}

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

/** Steps kept on the device before the host reads them. */
export const ringCapacity = 256;

export interface Rings {
  /** Writes outputs, each `[R]`, as those of the step that follows the counter t. */
  write(out: Readonly<Record<string, Tensor>>, t: Tensor): void;
  /** The outputs of steps `from` + 1 … `to`, at most a ring's capacity. */
  read(from: number, to: number): Promise<MeasureValues[]>;
  dispose(): void;
}

/** @param R - number of runs */
export function createRings(R: number): Rings {
  const rings = new Map<string, Tensor>();
  return {
    write(out, t) {
      for (const [name, value] of Object.entries(out)) {
        // Kept, since the first to ask is a step inside a tidy.
        const ring = rings.get(name) ?? keep(zeros([ringCapacity, R]));
        rings.set(name, ring);
        recordOp(ring, value, t);
      }
    },
    async read(from, to) {
      if (to === from) return [];
      const steps = Int32Array.from({ length: to - from }, (_, i) => from + i + 1);
      const rows = await Promise.all([...rings].map(async ([measure, ring]) => ({ measure, all: await readTensor(ring) })));
      return rows.map(({ measure, all }) => {
        const values = new Float32Array((to - from) * R);
        for (let at = from; at < to; at++) {
          const row = (at % ringCapacity) * R;
          values.set(all.subarray(row, row + R), (at - from) * R);
        }
        return { measure, steps, values };
      });
    },
    dispose() {
      for (const ring of rings.values()) ring.dispose();
    },
  };
}

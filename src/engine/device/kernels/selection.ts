/** Keeping the best of each run on the device: which runs improved in an evaluation, and copying what belongs to those. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, only } from '../kernel.ts';

const runImproved = defineKernel({
  name: 'Improved',
  inputs: { losses: 'float32', sizes: 'float32', t: 'int32', best: 'float32', step: 'float32' },
  outputs: { improved: 'float32' },
  updates: ['best', 'step'],
  outputShape: (_, shape) => shape('best'),
  host: (access) => {
    const batches = dimension(access.shape('losses'), 0);
    const [losses, sizes, best, step, improved] = ['losses', 'sizes', 'best', 'step', 'improved'].map((name) => access.f32(name)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const now = access.i32('t')[0] ?? 0;
    for (let run = 0; run < best.length; run++) {
      let [sum, count] = [0, 0];
      for (let batch = 0; batch < batches; batch++) {
        const size = sizes[batch] ?? 0;
        sum = Math.fround(sum + Math.fround(size * (losses[batch * best.length + run] ?? 0)));
        count += size;
      }
      const mean = Math.fround(sum / count);
      // What is not a number improves nothing.
      improved[run] = mean < (best[run] ?? 0) ? 1 : 0;
      if (improved[run] === 0) continue;
      best[run] = mean;
      step[run] = now;
    }
  },
  wgsl: (shape) => {
    const [batches, runs] = [dimension(shape('losses'), 0), dimension(shape('losses'), 1)];
    return {
      threads: runs,
      body: `var sum = 0.0; var count = 0.0;
  for (var batch = 0u; batch < ${batches}u; batch++) { sum += sizes[batch] * losses[batch * ${runs}u + i]; count += sizes[batch]; }
  let mean = sum / count;
  improved[i] = 0.0;
  if (mean < best[i]) { improved[i] = 1.0; best[i] = mean; step[i] = f32(t[0]); }`,
    };
  },
});

const runKeep = defineKernel({
  name: 'KeepImproved',
  inputs: { place: 'float32', source: 'float32', improved: 'float32' },
  updates: ['place'],
  host: (access) => {
    const [place, source, improved] = [access.f32('place'), access.f32('source'), access.f32('improved')];
    const size = place.length / improved.length;
    improved.forEach((one, run) => {
      if (one > 0) place.set(source.subarray(run * size, (run + 1) * size), run * size);
    });
  },
  elementwise: { arrays: ['place', 'source'], body: () => 'if (improved[run] > 0.5) { place[i] = source[i]; }' },
});

/**
 * 1 for runs whose mean loss is below their best `[R]`, else 0; their `best` and `step` `[R]` become the new ones, in place. losses
 * `[batches, R]`, with the batches' sizes `[batches]` as weights; t `[1]` int32 is the step.
 */
export function improvedOp(inputs: { losses: Tensor; sizes: Tensor; t: Tensor; best: Tensor; step: Tensor }): Tensor {
  const [improved] = runImproved(inputs);
  if (!improved) throw new Error('nothing was compared');
  return improved;
}

/** place ← source `[R, …]` for the runs that improved `[R]`, in place. */
export const keepOp = (place: Tensor, source: Tensor, improved: Tensor): Tensor => only(runKeep({ place, source, improved }));

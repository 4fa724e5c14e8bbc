/** Batches on the device: indices as a function of the step counter, gathering rows and labels, the counter, and the ring of measures. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { permutationWgsl, permute } from '../../random/permutation.ts';
import { threefryWgsl } from '../../random/threefry.ts';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import { batchIndices, gatherRows } from '../wasm/data.ts';

const runBatchIndices = defineKernel({
  name: 'BatchIndices',
  inputs: { subset: 'int32', key: 'int32', t: 'int32' },
  outputs: { indices: 'int32' },
  outputShape: (_, shape, attributes) => [dimension(shape('subset'), 0), numberAttribute(attributes, 'batch')],
  host: (access, attributes) => {
    const batch = numberAttribute(attributes, 'batch');
    const [runs, n] = [dimension(access.shape('subset'), 0), dimension(access.shape('subset'), 1)];
    const [subset, key, t, indices] = [access.i32('subset'), access.i32('key'), access.i32('t'), access.i32('indices')];
    const start = (t[0] ?? 0) * batch;
    for (let run = 0; run < runs; run++) {
      const [key0, key1] = [key[2 * run] ?? 0, key[2 * run + 1] ?? 0];
      for (let b = 0; b < batch; b++) {
        const position = start + b;
        const epoch = Math.floor(position / n);
        indices[run * batch + b] = subset[run * n + permute(key0, key1, epoch, n, position % n)] ?? 0;
      }
    }
  },
  wasm: batchIndices,
  wgsl: (shape, attributes) => {
    const batch = numberAttribute(attributes, 'batch');
    const n = dimension(shape('subset'), 1);
    return {
      threads: dimension(shape('subset'), 0) * batch,
      helpers: threefryWgsl + permutationWgsl,
      body: `let run = i / ${batch}u;
  let position = u32(t[0]) * ${batch}u + i % ${batch}u;
  let own = vec2<u32>(bitcast<u32>(key[2u * run]), bitcast<u32>(key[2u * run + 1u]));
  indices[i] = subset[run * ${n}u + permute(own, position / ${n}u, ${n}u, position % ${n}u)];`,
    };
  },
});

const runGatherRows = defineKernel({
  name: 'GatherRows',
  inputs: { data: 'float32', indices: 'int32', mean: 'float32', scale: 'float32' },
  outputs: { rows: 'float32' },
  outputShape: (_, shape) => [...shape('indices'), dimension(shape('data'), 1)],
  host: (access) => {
    const [runs, batch] = [dimension(access.shape('indices'), 0), dimension(access.shape('indices'), 1)];
    const features = dimension(access.shape('data'), 1);
    const statistics = dimension(access.shape('mean'), 1);
    const [data, indices, mean, scale, rows] = [
      access.f32('data'),
      access.i32('indices'),
      access.f32('mean'),
      access.f32('scale'),
      access.f32('rows'),
    ];
    for (let run = 0; run < runs; run++) {
      for (let b = 0; b < batch; b++) {
        const from = (indices[run * batch + b] ?? 0) * features;
        const to = (run * batch + b) * features;
        for (let f = 0; f < features; f++) {
          const s = run * statistics + (statistics === 1 ? 0 : f);
          rows[to + f] = Math.fround((data[from + f] ?? 0) - (mean[s] ?? 0)) * (scale[s] ?? 0);
        }
      }
    }
  },
  wasm: gatherRows,
  wgsl: (shape) => {
    const batch = dimension(shape('indices'), 1);
    const features = dimension(shape('data'), 1);
    const statistics = dimension(shape('mean'), 1);
    return {
      threads: sizeOf(shape('indices')) * features,
      body: `let f = i % ${features}u; let row = i / ${features}u; let run = row / ${batch}u;
  let s = run * ${statistics}u${statistics === 1 ? '' : ' + f'};
  rows[i] = (data[u32(indices[row]) * ${features}u + f] - mean[s]) * scale[s];`,
    };
  },
});

const runGatherLabels = defineKernel({
  name: 'GatherLabels',
  inputs: { labels: 'int32', indices: 'int32' },
  outputs: { gathered: 'int32' },
  outputShape: (_, shape) => shape('indices'),
  host: (access) => {
    const [labels, indices, gathered] = [access.i32('labels'), access.i32('indices'), access.i32('gathered')];
    for (let i = 0; i < indices.length; i++) gathered[i] = labels[indices[i] ?? 0] ?? 0;
  },
  wgsl: (shape) => ({ threads: sizeOf(shape('indices')), body: 'gathered[i] = labels[indices[i]];' }),
});

const runAdvance = defineKernel({
  name: 'Advance',
  inputs: { t: 'int32' },
  updates: ['t'],
  host: (access) => {
    const t = access.i32('t');
    t[0] = (t[0] ?? 0) + 1;
  },
  wgsl: () => ({ threads: 1, body: 't[0] = t[0] + 1;' }),
});

const runRecord = defineKernel({
  name: 'Record',
  inputs: { ring: 'float32', value: 'float32', t: 'int32' },
  updates: ['ring'],
  host: (access) => {
    const [capacity, runs] = [dimension(access.shape('ring'), 0), dimension(access.shape('ring'), 1)];
    access.f32('ring').set(access.f32('value'), ((access.i32('t')[0] ?? 0) % capacity) * runs);
  },
  wgsl: (shape) => {
    const [capacity, runs] = [dimension(shape('ring'), 0), dimension(shape('ring'), 1)];
    return { threads: runs, body: `ring[(u32(t[0]) % ${capacity}u) * ${runs}u + i] = value[i];` };
  },
});

const runOnes = defineKernel({
  name: 'OnesOf',
  inputs: { x: 'float32' },
  outputs: { ones: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    access.f32('ones').fill(1);
  },
  wgsl: (shape) => ({ threads: sizeOf(shape('x')), body: 'ones[i] = 1.0;' }),
});

/**
 * The examples of step t: position t·batch + b counts through epochs, each a keyed permutation of the run's subset.
 * subset `[R, n]` int32, key `[R, 2]` int32, t `[1]` int32 → `[R, batch]` int32, bit-equal on every device.
 */
export const batchIndicesOp = (subset: Tensor, key: Tensor, t: Tensor, batch: number): Tensor =>
  only(runBatchIndices({ subset, key, t }, { batch }));
/** `(data[index] − mean) · scale`: data `[N, F]`, indices `[R, B]`, mean and scale `[R, F]` or `[R, 1]` → `[R, B, F]`. */
export const gatherRowsOp = (data: Tensor, indices: Tensor, mean: Tensor, scale: Tensor): Tensor =>
  only(runGatherRows({ data, indices, mean, scale }));
/** `labels[index]`: labels `[N]` int32, indices `[R, B]` → `[R, B]` int32. */
export const gatherLabelsOp = (labels: Tensor, indices: Tensor): Tensor => only(runGatherLabels({ labels, indices }));
/** t ← t + 1 in place; returns t's data as a new tensor. */
export const advanceOp = (t: Tensor): Tensor => only(runAdvance({ t }));
/** Writes value `[R]` into row t mod capacity of ring `[capacity, R]`, in place. */
export const recordOp = (ring: Tensor, value: Tensor, t: Tensor): Tensor => only(runRecord({ ring, value, t }));
/** Ones of x's shape, made on the device. */
export const onesOp = (x: Tensor): Tensor => only(runOnes({ x }));

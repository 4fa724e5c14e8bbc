/** Windows of a resident text, drawn on the device: the batches of the benchmark's language model. */
import { defineKernel, dimension, numberAttribute } from '../../engine/device/kernel.ts';
import { permutationWgsl, permute } from '../../engine/random/permutation.ts';
import { threefryWgsl } from '../../engine/random/threefry.ts';
import type { Tensor } from '@tensorflow/tfjs-core';

const runTokenWindows = defineKernel({
  name: 'BenchmarkTokenWindows',
  inputs: { tokens: 'int32', key: 'int32', t: 'int32' },
  outputs: { ids: 'int32', next: 'int32' },
  outputShape: (_, shape, attributes) => [
    dimension(shape('key'), 0),
    numberAttribute(attributes, 'batch'),
    numberAttribute(attributes, 'length'),
  ],
  host: (access, attributes) => {
    const [batch, length] = [numberAttribute(attributes, 'batch'), numberAttribute(attributes, 'length')];
    const runs = dimension(access.shape('key'), 0);
    const windows = Math.floor((dimension(access.shape('tokens'), 0) - 1) / length);
    const [tokens, key, t, ids, next] = [access.i32('tokens'), access.i32('key'), access.i32('t'), access.i32('ids'), access.i32('next')];
    for (let row = 0; row < runs * batch; row++) {
      const run = Math.floor(row / batch);
      const position = (t[0] ?? 0) * batch + (row % batch);
      const epoch = Math.floor(position / windows);
      const start = permute(key[2 * run] ?? 0, key[2 * run + 1] ?? 0, epoch, windows, position % windows) * length;
      ids.set(tokens.subarray(start, start + length), row * length);
      next.set(tokens.subarray(start + 1, start + 1 + length), row * length);
    }
  },
  wgsl: (shape, attributes) => {
    const [batch, length] = [numberAttribute(attributes, 'batch'), numberAttribute(attributes, 'length')];
    const windows = Math.floor((dimension(shape('tokens'), 0) - 1) / length);
    return {
      threads: dimension(shape('key'), 0) * batch * length,
      helpers: threefryWgsl + permutationWgsl,
      body: `let row = i / ${length}u; let run = row / ${batch}u;
  let position = u32(t[0]) * ${batch}u + row % ${batch}u;
  let own = vec2<u32>(bitcast<u32>(key[2u * run]), bitcast<u32>(key[2u * run + 1u]));
  let at = permute(own, position / ${windows}u, ${windows}u, position % ${windows}u) * ${length}u + i % ${length}u;
  ids[i] = tokens[at];
  next[i] = tokens[at + 1u];`,
    };
  },
});

/**
 * The windows of step t, each window once an epoch in an order of the run's own: tokens `[N]` int32, key `[R, 2]`, t `[1]` → ids and the
 * tokens that follow them, both `[R, batch, length]` int32.
 */
export function tokenWindows(tokens: Tensor, key: Tensor, t: Tensor, batch: number, length: number): { ids: Tensor; next: Tensor } {
  const [ids, next] = runTokenWindows({ tokens, key, t }, { batch, length });
  if (!ids || !next) throw new Error('BenchmarkTokenWindows has two results');
  return { ids, next };
}

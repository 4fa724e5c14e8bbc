/** Inverted dropout with its mask drawn inside, from the run's key, the element's place in the run and the step. */
import { mul } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { threefry2x32, threefryWgsl } from '../../random/threefry.ts';
import { uniformWgsl } from '../../random/uniform.ts';
import { differentiable } from '../differentiable.ts';
import { defineKernel, dimension, sizeOf } from '../kernel.ts';
import { dropout } from '../wasm/data.ts';

const words = new Uint32Array(2);

const runDropout = defineKernel({
  name: 'Dropout',
  inputs: { x: 'float32', rate: 'float32', key: 'int32', t: 'int32' },
  outputs: { y: 'float32', mask: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const runs = dimension(access.shape('x'), 0);
    const [x, rate, key, t, y, mask] = [
      access.f32('x'),
      access.f32('rate'),
      access.i32('key'),
      access.i32('t'),
      access.f32('y'),
      access.f32('mask'),
    ];
    const perRun = x.length / runs;
    const step = t[0] ?? 0;
    for (let run = 0; run < runs; run++) {
      const p = rate[run] ?? 0;
      const base = run * perRun;
      if (p === 0) {
        // Every uniform number is at least 0, so everything is kept; drawing would change no bit.
        mask.fill(1, base, base + perRun);
        y.set(x.subarray(base, base + perRun), base);
        continue;
      }
      const kept = Math.fround(1 / Math.fround(1 - p));
      const [key0, key1] = [key[2 * run] ?? 0, key[2 * run + 1] ?? 0];
      for (let element = 0; element < perRun; element++) {
        if ((element & 1) === 0) threefry2x32(key0, key1, element >>> 1, step, words);
        const uniform = ((words[element & 1] ?? 0) >>> 8) * 2 ** -24;
        const scale = uniform >= p ? kept : 0;
        mask[base + element] = scale;
        y[base + element] = (x[base + element] ?? 0) * scale;
      }
    }
  },
  wasm: dropout,
  wgsl: (shape) => {
    const perRun = sizeOf(shape('x')) / dimension(shape('x'), 0);
    return {
      threads: sizeOf(shape('x')),
      helpers: threefryWgsl + uniformWgsl,
      body: `let run = i / ${perRun}u;
  let p = rate[run];
  let u = uniform01(vec2<u32>(bitcast<u32>(key[2u * run]), bitcast<u32>(key[2u * run + 1u])), i % ${perRun}u, u32(t[0]));
  let scale = select(0.0, 1.0 / (1.0 - p), u >= p);
  mask[i] = scale;
  y[i] = x[i] * scale;`,
    };
  },
});

/**
 * Keeps each element with probability 1 − rate and scales it by 1/(1 − rate) (Srivastava et al. 2014, inverted form).
 * x `[R, …]`, rate `[R]` in [0, 1), key `[R, 2]` int32, t `[1]` int32. The mask is bit-equal on every device.
 */
export function dropoutOp(x: Tensor, rate: Tensor, key: Tensor, t: Tensor): Tensor {
  const forward = (): { value: Tensor; kept: Tensor } => {
    const [value, mask] = runDropout({ x, rate, key, t });
    if (!value || !mask) throw new Error('dropout has no result');
    return { value, kept: mask };
  };
  return differentiable(x, forward, (dy, mask) => mul(dy, mask));
}

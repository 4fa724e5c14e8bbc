/** Points on surfaces, on the device: height and noisy gradient, and the trail of where each run has been. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { surfaceIds, surfaces, type Surface, type SurfaceId } from '../../data/surfaces.ts';
import { normal, normalWgsl } from '../../random/normal.ts';
import { threefryWgsl } from '../../random/threefry.ts';
import { defineKernel, dimension, only, type Attributes } from '../kernel.ts';

function surfaceOf(attributes: Attributes): Surface {
  const id = surfaceIds.find((one) => one === attributes['surface']);
  if (!id) throw new Error(`there is no surface ${String(attributes['surface'])}`);
  return surfaces[id];
}

const runSurface = defineKernel({
  name: 'Surface',
  inputs: { point: 'float32', noise: 'float32', key: 'int32', t: 'int32' },
  outputs: { height: 'float32', slope: 'float32' },
  outputShape: (output, shape) => (output === 'height' ? [dimension(shape('point'), 0)] : shape('point')),
  host: (access, attributes) => {
    const { at } = surfaceOf(attributes);
    const [point, noise, key] = [access.f32('point'), access.f32('noise'), access.i32('key')];
    const [height, slope] = [access.f32('height'), access.f32('slope')];
    const step = access.i32('t')[0] ?? 0;
    for (let run = 0; run < height.length; run++) {
      const [h, dx, dy] = at(point[2 * run] ?? 0, point[2 * run + 1] ?? 0);
      const spread = noise[run] ?? 0;
      const drawn = (element: number): number =>
        spread === 0 ? 0 : spread * normal(key[2 * run] ?? 0, key[2 * run + 1] ?? 0, element, step);
      height[run] = h;
      slope[2 * run] = dx + drawn(0);
      slope[2 * run + 1] = dy + drawn(1);
    }
  },
  wgsl: (shape, attributes) => ({
    threads: dimension(shape('point'), 0),
    helpers: threefryWgsl + normalWgsl,
    body: `let x = point[2u * i];
  let y = point[2u * i + 1u];
  ${surfaceOf(attributes).wgsl}
  let k = vec2<u32>(bitcast<u32>(key[2u * i]), bitcast<u32>(key[2u * i + 1u]));
  height[i] = h;
  slope[2u * i] = dx + noise[i] * normal(k, 0u, u32(t[0]));
  slope[2u * i + 1u] = dy + noise[i] * normal(k, 1u, u32(t[0]));`,
  }),
});

const runTrail = defineKernel({
  name: 'Trail',
  inputs: { trail: 'float32', point: 'float32', t: 'int32' },
  updates: ['trail'],
  host: (access) => {
    const [trail, point] = [access.f32('trail'), access.f32('point')];
    const [runs, places] = [dimension(access.shape('trail'), 0), dimension(access.shape('trail'), 1)];
    const place = (access.i32('t')[0] ?? 0) + 1;
    if (place >= places) return;
    for (let run = 0; run < runs; run++) trail.set(point.subarray(2 * run, 2 * run + 2), 2 * (run * places + place));
  },
  wgsl: (shape) => ({
    threads: 2 * dimension(shape('trail'), 0),
    body: `let place = u32(t[0]) + 1u;
  if (place < ${dimension(shape('trail'), 1)}u) { trail[2u * ((i / 2u) * ${dimension(shape('trail'), 1)}u + place) + i % 2u] = point[i]; }`,
  }),
});

/**
 * Height `[R]` and gradient, shaped like the points `[R, 1, 2]`, to whose two parts independent normal numbers of standard deviation `noise`
 * `[R]` are added; key `[R, 2]` and t `[1]` int32 choose them.
 */
export function surfaceOp(surface: SurfaceId, point: Tensor, noise: Tensor, key: Tensor, t: Tensor): { height: Tensor; gradient: Tensor } {
  const [height, gradient] = runSurface({ point, noise, key, t }, { surface });
  if (!height || !gradient) throw new Error('the surface has no result');
  return { height, gradient };
}

/** Writes the points `[R, 1, 2]` that step t has reached to place t + 1 of the trail `[R, places, 2]`, in place; beyond its end nothing. */
export const trailOp = (trail: Tensor, point: Tensor, t: Tensor): Tensor => only(runTrail({ trail, point, t }));

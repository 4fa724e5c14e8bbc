/** Copies on the device, and no copy where tfjs would make one without need. */
// tfjs's own kernels come first, or there would be nothing to replace, and they would replace ours later.
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels';
import { Cast, Identity, getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, only, sizeOf } from '../kernel.ts';
import { wasmStorage } from '../storage.ts';

const runCopy = defineKernel({
  name: 'Copy',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    access.f32('y').set(access.f32('x'));
  },
  elementwise: { arrays: ['x', 'y'], body: () => 'y[i] = x[i];' },
});

const runAssign = defineKernel({
  name: 'Assign',
  inputs: { place: 'float32', source: 'float32' },
  updates: ['place'],
  host: (access) => {
    access.f32('place').set(access.f32('source'));
  },
  elementwise: { arrays: ['place', 'source'], body: () => 'place[i] = source[i];' },
});

const runAssignIntegers = defineKernel({
  name: 'AssignIntegers',
  inputs: { place: 'int32', source: 'int32' },
  updates: ['place'],
  host: (access) => {
    access.i32('place').set(access.i32('source'));
  },
  wgsl: (shape) => ({ threads: sizeOf(shape('place')), body: 'place[i] = source[i];' }),
});

/** Where nothing is to be computed, WASM gives the same data again, as WebGPU does; tfjs would copy them, in every step for every tensor kept. */
function shareData(kernelName: string): void {
  const stock = getKernel(kernelName, 'wasm');
  unregisterKernel(kernelName, 'wasm');
  registerKernel({
    ...stock,
    kernelFunc: (parameters) => {
      const { x } = parameters.inputs;
      const dtype: unknown = parameters.attrs && Reflect.get(parameters.attrs, 'dtype');
      if (!x || (dtype !== undefined && dtype !== x.dtype)) return stock.kernelFunc(parameters);
      wasmStorage(parameters.backend).share(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}
shareData(Identity);
shareData(Cast);

/** A copy of x (float32) of its own data. */
export const copyOp = (x: Tensor): Tensor => only(runCopy({ x }));
/** place ← source, in place, both of one shape and type; returns the data of `place` as a new tensor. */
export const assignOp = (place: Tensor, source: Tensor): Tensor =>
  only(place.dtype === 'int32' ? runAssignIntegers({ place, source }) : runAssign({ place, source }));

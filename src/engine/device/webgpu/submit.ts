/** The command encoder of tfjs's WebGPU backend, and handing over what it holds. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { DataId } from '@tensorflow/tfjs-core';

/** The backend's command encoding state: private in its types, ordinary properties at run time. */
interface Encoding {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<DataId>;
  dispatchCountInPass: number;
}

/** The backend's encoding state. Throws when another version of tfjs keeps it elsewhere. */
export function encodingOf(backend: object): Encoding {
  if (!(
    'commandEncoder' in backend &&
    'computePassEncoder' in backend &&
    'commandQueueOwnedIds' in backend &&
    'dispatchCountInPass' in backend
  )) {
    throw new Error("tfjs's WebGPU backend no longer encodes commands the way this build expects; pin the version named in package.json");
  }
  // The fields exist (checked above); only their types are hidden.
  return backend as Encoding;
}

/** Hands everything encoded so far to the GPU. */
export function submit(backend: WebGPUBackend): void {
  backend.endComputePassEncoder();
  if (encodingOf(backend).commandEncoder) backend.submitQueue();
}

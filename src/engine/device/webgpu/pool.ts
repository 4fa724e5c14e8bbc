/** tfjs's pool of GPU buffers: giving free ones back to the driver. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { submit } from './submit.ts';

/**
 * Destroys the buffers that tfjs keeps for later: after a step was recorded, what it took while it ran eagerly is not needed again. Throws
 * when another version of tfjs keeps them elsewhere.
 */
export function releaseFreeBuffers(backend: WebGPUBackend): void {
  submit(backend);
  const manager = backend.bufferManager;
  const free: unknown = Reflect.get(manager, 'freeBuffers');
  if (!(free instanceof Map)) {
    throw new Error("tfjs's WebGPU backend no longer pools buffers the way this build expects; pin the version named in package.json");
  }
  for (const list of free.values()) {
    if (!Array.isArray(list)) continue;
    for (const buffer of list.slice()) {
      // Taken out of the pool the ordinary way, so that its counts stay right.
      if (buffer instanceof GPUBuffer) manager.releaseBuffer(manager.acquireBuffer(buffer.size, buffer.usage), false);
    }
  }
}

/** Writes host values into a tensor's own data: live hyperparameters, and inputs that recorded work reads. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { backend } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from './kernel.ts';
import { cpuStorage, wasmStorage } from './storage.ts';
import { rangeOfTensor } from './webgpu/ranges.ts';
import { submit } from './webgpu/submit.ts';

/**
 * Replaces all values of a float32 or int32 tensor, row-major. What was asked of the device before sees the old ones, what follows the new.
 *
 * @throws when the number or the type of the values does not fit
 */
export function writeTensor(tensor: Tensor, values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): void {
  if (values.length !== sizeOf(tensor.shape) || values instanceof Int32Array !== (tensor.dtype === 'int32')) {
    throw new Error(`${values.length} values do not fit ${tensor.dtype} [${tensor.shape.join(', ')}]`);
  }
  const current = backend();
  if (current instanceof WebGPUBackend) {
    const { buffer, offset } = rangeOfTensor(current, tensor);
    submit(current);
    current.queue.writeBuffer(buffer, offset, values);
  } else {
    const storage = current instanceof BackendWasm ? wasmStorage(current) : cpuStorage(current);
    storage.view(tensor).set(values);
  }
}

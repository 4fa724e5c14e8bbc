/** Copies device tensors to the host without leaving a cached copy behind, which an update in place would make stale. */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { backend, engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { rangeOfTensor, readRange } from './webgpu/ranges.ts';

let reads = 0;
/** Number of reads so far; a recorded step must not add to it. */
export const readCount = (): number => reads;

/** The values of a float32 or int32 tensor, row-major, as a copy of their own. Everything encoded before is computed first. */
export async function readTensor(tensor: Tensor): Promise<Float32Array | Int32Array> {
  reads++;
  const current = backend();
  if (current instanceof WebGPUBackend) {
    const bytes = await readRange(current, rangeOfTensor(current, tensor));
    return tensor.dtype === 'int32' ? new Int32Array(bytes) : new Float32Array(bytes);
  }
  const values = await current.read(tensor.dataId);
  if (values instanceof Float32Array || values instanceof Int32Array) return values.slice();
  throw new Error(`cannot read a tensor of type ${tensor.dtype}`);
}

export interface Memory {
  tensors: number;
  bytes: number;
  /** GPU buffers alive, in use and pooled; 0 on other devices. */
  gpuBuffers: number;
  /** Bytes that the device has been given and not given back: GPU buffers in use and pooled, the whole memory of the WASM module. */
  held: number;
}

/** What the current device holds. */
export function memory(): Memory {
  const { numTensors, numBytes } = engine().memory();
  const current = backend();
  const gpuBuffers =
    current instanceof WebGPUBackend ? current.bufferManager.getNumUsedBuffers() + current.bufferManager.getNumFreeBuffers() : 0;
  const heap = current instanceof BackendWasm ? current.wasm.HEAPU8.byteLength : numBytes;
  const held = current instanceof WebGPUBackend ? current.bufferManager.numBytesAllocated : heap;
  return { tensors: numTensors, bytes: numBytes, gpuBuffers, held };
}

/**
 * Tensors whose data are a part of a buffer that they share with others: a population's parameters, each of an optimizer's moments. So
 * one dispatch can treat them all, and every other kernel binds just the part it needs.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { util } from '@tensorflow/tfjs-core';
import type { DataId, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { submit } from './submit.ts';

/** Where data lie, in bytes. */
export interface Range {
  buffer: GPUBuffer;
  offset: number;
  size: number;
}

/** WebGPU's default for the alignment of a binding, in bytes. */
const alignment = 256;

export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

const shared = new WeakMap<DataId, Range>();

/** Teaches tfjs's own kernels and reads about shared buffers; called once for each backend that is made. */
export function teachRanges(backend: WebGPUBackend): void {
  const stock: unknown = Reflect.get(backend, 'tensorToBinding');
  if (typeof stock !== 'function') {
    throw new Error("tfjs's WebGPU backend no longer binds tensors the way this build expects; pin the version named in package.json");
  }
  const bind = (tensor?: TensorInfo): unknown => (tensor && shared.get(tensor.dataId)) ?? stock.call(backend, tensor);
  Reflect.set(backend, 'tensorToBinding', bind);
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const range = shared.get(dataId);
    return range ? new Float32Array(await readRange(backend, range)) : read(dataId);
  };
}

/** Where the data of a tensor lie, after uploading them if need be. Throws for one without a buffer. */
export function rangeOf(backend: WebGPUBackend, dataId: DataId, bytes: number): Range {
  const range = shared.get(dataId);
  if (range) return range;
  backend.uploadToGPU(dataId);
  const { resource } = backend.tensorMap.get(dataId);
  if (!(resource instanceof GPUBuffer)) throw new Error('a tensor has no buffer on the GPU');
  return { buffer: resource, offset: 0, size: Math.min(bytes, resource.size) };
}

/** The range of a tensor's own shape. */
export const rangeOfTensor = (backend: WebGPUBackend, tensor: Tensor | TensorInfo): Range =>
  rangeOf(backend, tensor.dataId, 4 * util.sizeFromShape(tensor.shape));

/** Copies a range to the host, after everything encoded so far. */
export async function readRange(backend: WebGPUBackend, { buffer, offset, size }: Range): Promise<ArrayBuffer> {
  const staging = backend.bufferManager.acquireBuffer(size, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
  submit(backend);
  const encoder = backend.device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
  backend.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  backend.bufferManager.releaseBuffer(staging);
  return bytes;
}

/**
 * Moves the data of float32 tensors into one new buffer, side by side, and gives it; whoever asks owns it and releases it after the
 * tensors. Bind groups made before hold the old places.
 */
export function moveTogether(backend: WebGPUBackend, values: readonly { dataId: DataId; bytes: number }[]): GPUBuffer {
  const sources = values.map(({ dataId, bytes }) => ({ dataId, bytes, from: rangeOf(backend, dataId, bytes) }));
  const size = sources.reduce((sum, { bytes }) => sum + aligned(bytes), 0);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = backend.bufferManager.acquireBuffer(size, usage, false, false);
  // What was encoded before still writes to the old places.
  submit(backend);
  const encoder = backend.device.createCommandEncoder();
  let offset = 0;
  const moves = sources.map(({ dataId, bytes, from }) => {
    encoder.copyBufferToBuffer(from.buffer, from.offset, buffer, offset, bytes);
    const to: Range = { buffer, offset, size: bytes };
    offset += aligned(bytes);
    return { dataId, to };
  });
  backend.queue.submit([encoder.finish()]);
  for (const { dataId, to } of moves) {
    const data = backend.tensorMap.get(dataId);
    // A buffer of the tensor's own goes back to the pool; one that it shared belongs to whoever made it.
    if (!shared.has(dataId) && data.resource instanceof GPUBuffer) backend.bufferManager.releaseBuffer(data.resource);
    data.resource = buffer;
    data.external = true;
    shared.set(dataId, to);
  }
  return buffer;
}

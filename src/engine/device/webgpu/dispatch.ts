/**
 * Runs WGSL programs with any number of outputs and in-place inputs on the device that tfjs's WebGPU backend owns, in the
 * backend's own command encoder, so that they keep their order with tfjs's kernels.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WgslProgram } from '../kernel.ts';
import { grid, pipelineFor, shaderOf } from './pipelines.ts';
import { rangeOfTensor } from './ranges.ts';
import { encodingOf, submit } from './submit.ts';

/** Dispatches after which commands are handed to the GPU, so that encoding and computing overlap. */
const dispatchesPerSubmit = 256;

export interface Binding {
  name: string;
  info: TensorInfo;
  write: boolean;
}

/** Encodes one dispatch of the program; `write` bindings are read_write storage. The program is built once per shapes and attributes. */
export function dispatch(
  backend: WebGPUBackend,
  name: string,
  bindings: readonly Binding[],
  attributes: Readonly<Record<string, unknown>>,
  build: () => WgslProgram,
): void {
  const limit = backend.device.limits.maxComputeWorkgroupsPerDimension;
  const ranges = bindings.map(({ info }) => rangeOfTensor(backend, info));
  const writtenBuffers = new Set(ranges.filter((_, index) => bindings[index]?.write).map(({ buffer }) => buffer));
  const declarations = bindings.map(({ name: array, info }, index) => {
    const buffer = ranges[index]?.buffer;
    // All parts of a buffer that is written are bound alike: WebGPU allows no reading use beside a writing one.
    const dtype = info.dtype === 'int32' ? 'int32' : 'float32';
    const length = Math.floor((ranges[index]?.size ?? 0) / 4);
    return { name: array, dtype, write: buffer !== undefined && writtenBuffers.has(buffer), length } as const;
  });
  const shapes = bindings.map(({ info }, index) => `${declarations[index]?.write ? '!' : ''}${info.shape.join('×')}`).join(' ');
  const key = `${name} ${shapes} ${JSON.stringify(attributes)}`;
  let threads = threadCounts.get(key);
  const pipeline = pipelineFor(backend.device, key, () => {
    const program = build();
    threads = program.threads;
    threadCounts.set(key, threads);
    return shaderOf(program, declarations, limit);
  });
  if (threads === undefined) throw new Error(`${name} was compiled without its thread count`);
  const entries = ranges.map((resource, binding) => ({ binding, resource }));
  const encoding = encodingOf(backend);
  for (const { info } of bindings) encoding.commandQueueOwnedIds.add(info.dataId);
  backend.ensureCommandEncoderReady();
  if (!encoding.commandEncoder) throw new Error('no command encoder');
  encoding.computePassEncoder ??= encoding.commandEncoder.beginComputePass();
  const pass = encoding.computePassEncoder;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(...grid(threads, limit));
  encoding.dispatchCountInPass++;
  if (encoding.dispatchCountInPass >= dispatchesPerSubmit) submit(backend);
}

const threadCounts = new Map<string, number>();

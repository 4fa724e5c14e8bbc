/**
 * Runs WGSL programs with any number of outputs and in-place inputs on the device that tfjs's WebGPU backend owns, in the
 * backend's own command encoder, so that they keep their order with tfjs's kernels.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';
import type { WgslProgram } from '../kernel.ts';

const workgroupSize = 64;
/** Dispatches after which commands are handed to the GPU, so that encoding and computing overlap. */
const dispatchesPerSubmit = 256;

export interface Binding {
  name: string;
  info: TensorInfo;
  write: boolean;
}

/** The backend's command encoding state: private in its types, ordinary properties at run time. */
interface Encoding {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<DataId>;
  dispatchCountInPass: number;
}

function encodingOf(backend: object): Encoding {
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

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

function pipelineFor(device: GPUDevice, key: string, source: () => string): GPUComputePipeline {
  let known = pipelines.get(device);
  if (!known) {
    known = new Map();
    pipelines.set(device, known);
  }
  let pipeline = known.get(key);
  if (!pipeline) {
    const module = device.createShaderModule({ label: key, code: source() });
    pipeline = device.createComputePipeline({ label: key, layout: 'auto', compute: { module, entryPoint: 'main' } });
    known.set(key, pipeline);
  }
  return pipeline;
}

function grid(threads: number, limit: number): [number, number] {
  const groups = Math.max(1, Math.ceil(threads / workgroupSize));
  if (groups <= limit) return [groups, 1];
  return [limit, Math.ceil(groups / limit)];
}

function sourceOf(program: WgslProgram, bindings: readonly Binding[], limit: number): string {
  const declarations = bindings.map(
    ({ name, info, write }, index) =>
      `@group(0) @binding(${index}) var<storage, ${write ? 'read_write' : 'read'}> ${name}: array<${info.dtype === 'int32' ? 'i32' : 'f32'}>;`,
  );
  const [columns] = grid(program.threads, limit);
  // A kernel that only looks at an input's shape would lose its binding: naming it keeps it in the layout.
  const kept = bindings.map(({ name }) => `_ = &${name};`);
  return `${declarations.join('\n')}
${program.helpers ?? ''}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let i = invocation.x + invocation.y * ${columns * workgroupSize}u;
  if (i >= ${program.threads}u) { return; }
  ${kept.join(' ')}
  ${program.body}
}`;
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
  const key = `${name} ${bindings.map(({ info }) => info.shape.join('×')).join(' ')} ${JSON.stringify(attributes)}`;
  let threads = threadCounts.get(key);
  const pipeline = pipelineFor(backend.device, key, () => {
    const program = build();
    threads = program.threads;
    threadCounts.set(key, threads);
    return sourceOf(program, bindings, limit);
  });
  if (threads === undefined) throw new Error(`${name} was compiled without its thread count`);
  const entries = bindings.map(({ info }, binding) => {
    backend.uploadToGPU(info.dataId);
    const { resource } = backend.tensorMap.get(info.dataId);
    if (!(resource instanceof GPUBuffer)) throw new Error(`${name} was given a tensor without a buffer`);
    return { binding, resource: { buffer: resource } };
  });
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

/** Hands everything encoded so far to the GPU. */
export function submit(backend: WebGPUBackend): void {
  backend.endComputePassEncoder();
  if (encodingOf(backend).commandEncoder) backend.submitQueue();
}

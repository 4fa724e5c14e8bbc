/** From WGSL statements to compute pipelines: the declarations around a program's body, the grid of workgroups, and what was compiled. */
import type { Dtype, WgslProgram } from '../kernel.ts';

export const workgroupSize = 64;

/** One array of a shader, in the order of the bindings. */
export interface Declaration {
  name: string;
  dtype: Dtype;
  write: boolean;
  /** Elements: where they are known, the shader asks no binding for its size at every access (a third of a product's time in software). */
  length?: number;
}

/** Workgroups across and down for a number of invocations. */
export function grid(threads: number, limit: number): [number, number] {
  const groups = Math.max(1, Math.ceil(threads / workgroupSize));
  if (groups <= limit) return [groups, 1];
  return [limit, Math.ceil(groups / limit)];
}

/** The whole shader of a program. @param limit - most workgroups in one dimension */
export function shaderOf(program: WgslProgram, declarations: readonly Declaration[], limit: number): string {
  const arrays = declarations.map(
    ({ name, dtype, write, length }, index) =>
      `@group(0) @binding(${index}) var<storage, ${write ? 'read_write' : 'read'}> ${name}: array<${dtype === 'int32' ? 'i32' : 'f32'}${length ? `, ${length}` : ''}>;`,
  );
  const [columns] = grid(program.threads, limit);
  // A kernel that only looks at an input's shape would lose its binding: naming it keeps it in the layout.
  const kept = declarations.map(({ name }) => `_ = &${name};`);
  return `${arrays.join('\n')}
${program.helpers ?? ''}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let i = invocation.x + invocation.y * ${columns * workgroupSize}u;
  if (i >= ${program.threads}u) { return; }
  ${kept.join(' ')}
  ${program.body}
}`;
}

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** The pipeline of a shader, compiled once for each key. */
export function pipelineFor(device: GPUDevice, key: string, source: () => string): GPUComputePipeline {
  let known = pipelines.get(device);
  if (!known) {
    known = new Map();
    pipelines.set(device, known);
  }
  let pipeline = known.get(key);
  if (!pipeline) {
    const module = device.createShaderModule({ label: key.slice(0, 200), code: source() });
    pipeline = device.createComputePipeline({ label: key.slice(0, 200), layout: 'auto', compute: { module, entryPoint: 'main' } });
    known.set(key, pipeline);
  }
  return pipeline;
}

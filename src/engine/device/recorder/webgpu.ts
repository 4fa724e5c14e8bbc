/**
 * Replays a recording on WebGPU: all its dispatches, again and again, in one compute pass. Pipelines and bind groups are made once;
 * intermediates live in scratch memory, the leaves that one dispatch treats together in shared buffers.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { dimension, numberAttribute, programOf, sizeOf } from '../kernel.ts';
import type { WgslProgram } from '../kernel.ts';
import { leavesProgram } from '../webgpu/leaves.ts';
import { mergedProgram, paddedThreads } from '../webgpu/merge.ts';
import { grid, pipelineFor, shaderOf } from '../webgpu/pipelines.ts';
import type { Declaration } from '../webgpu/pipelines.ts';
import { aligned, moveTogether, rangeOf } from '../webgpu/ranges.ts';
import type { Range } from '../webgpu/ranges.ts';
import { submit } from '../webgpu/submit.ts';
import { operandOf } from './capture.ts';
import type { Operation, Value } from './capture.ts';
import { intermediates } from './lifetimes.ts';
import { sharedPlaces, bindableUnits } from './roles.ts';
import type { ScratchPool } from './scratch.ts';
import { elementwiseUnits, mergedUnits } from './units.ts';
import type { Unit } from './units.ts';

/** Larger programs fill a GPU alone; to merge them would only cost registers. */
const mergeableThreads = 16_384;

/** What the recordings of a device share. */
export interface GpuRecorder {
  backend: WebGPUBackend;
  scratch: ScratchPool<GPUBuffer>;
  /** Buffers that hold state side by side. */
  shared: GPUBuffer[];
  /** Grows when state moves, which makes older bind groups stale. */
  moves: number;
}

interface Command {
  pipeline: GPUComputePipeline;
  bindings: GPUBindGroup;
  groups: [number, number];
}

interface Binding extends Range {
  declaration: Declaration;
}

interface Shader {
  program: WgslProgram;
  bindings: Binding[];
}

/** Where every value of a recording lies. */
type Places = (value: Value) => Range;

const shapesOf =
  (operation: Operation) =>
  (name: string): number[] =>
    operandOf(operation, name).shape;

const programOfOperation = (operation: Operation): WgslProgram =>
  programOf(operation.definition, shapesOf(operation), operation.attributes);

/** Parts of a buffer that is also written are bound alike: WebGPU allows no reading use beside a writing one. */
function writeAlike(bindings: readonly Binding[]): Binding[] {
  const written = new Set(bindings.filter(({ declaration }) => declaration.write).map(({ buffer }) => buffer));
  return bindings.map((binding) => ({ ...binding, declaration: { ...binding.declaration, write: written.has(binding.buffer) } }));
}

/** Operations side by side, each value bound once. */
function shaderOfOperations(operations: readonly Operation[], places: Places): Shader {
  const names = new Map<Value, string>();
  const bindings = new Map<Value, Binding>();
  for (const { value, dtype, write } of operations.flatMap(({ operands }) => operands)) {
    const name = names.get(value) ?? `recorded_array_${names.size}`;
    names.set(value, name);
    const known = bindings.get(value);
    bindings.set(value, { ...places(value), declaration: { name, dtype, write: write || known?.declaration.write === true } });
  }
  const members = operations.map((operation) => ({
    program: programOfOperation(operation),
    arrays: Object.fromEntries(operation.operands.map(({ name, value }) => [name, names.get(value) ?? name])),
  }));
  return { program: mergedProgram(members), bindings: [...bindings.values()] };
}

/** One elementwise kernel over many leaves: buffers are bound whole, inputs of runs under their names. */
function shaderOfLeaves({ operations }: Unit, places: Places): Shader {
  const [first] = operations;
  const elementwise = first?.definition.elementwise;
  if (!first || !elementwise) throw new Error('only elementwise kernels treat many leaves at once');
  const { arrays, constants = [] } = elementwise;
  const bindings: Binding[] = [];
  const buffers: Record<string, string> = {};
  for (const name of arrays) {
    const { value, dtype, write } = operandOf(first, name);
    const { buffer } = places(value);
    const known = bindings.find((binding) => binding.buffer === buffer);
    if (known) known.declaration.write ||= write;
    else bindings.push({ buffer, offset: 0, size: buffer.size, declaration: { name: `leaf_buffer_${bindings.length}`, dtype, write } });
    buffers[name] = (known ?? bindings.at(-1))?.declaration.name ?? '';
  }
  for (const { name, value, dtype, write } of first.operands) {
    if (!arrays.includes(name)) bindings.push({ ...places(value), declaration: { name, dtype, write } });
  }
  const leaves = operations.map((operation) => {
    const { shape } = operandOf(operation, arrays[0] ?? '');
    return {
      elements: sizeOf(shape),
      perRun: sizeOf(shape) / dimension(shape, 0),
      offsets: Object.fromEntries(arrays.map((name) => [name, places(operandOf(operation, name).value).offset / 4])),
      constants: Object.fromEntries(constants.map((name) => [name, numberAttribute(operation.attributes, name)])),
    };
  });
  return { program: leavesProgram(elementwise.body(first.attributes), leaves, buffers), bindings };
}

/** Scratch for the intermediates and shared buffers for state: moves what is not yet where the units need it. */
function place(recorder: GpuRecorder, units: readonly Unit[], sets: readonly ReadonlySet<Value>[]): Places {
  const { backend, scratch } = recorder;
  for (const set of sets) {
    const values = [...set].filter(({ persistent }) => persistent);
    if (new Set(values.map(({ dataId, bytes }) => rangeOf(backend, dataId, bytes).buffer)).size < 2) continue;
    recorder.shared.push(moveTogether(backend, values));
    recorder.moves++;
  }
  const groups = sets.filter((set) => [...set].every(({ persistent }) => !persistent));
  const own = intermediates(units, groups, aligned);
  const blocks = scratch.assign(own);
  const ranges = new Map<Value, Range>();
  own.forEach(({ members }, index) => {
    const buffer = blocks[index]?.place;
    if (!buffer) throw new Error('an intermediate has no memory');
    for (const { value, offset } of members) ranges.set(value, { buffer, offset, size: value.bytes });
  });
  return (value) => ranges.get(value) ?? rangeOf(backend, value.dataId, value.bytes);
}

/** Pipelines and bind groups of a recording's dispatches, in order. */
function compile(recorder: GpuRecorder, operations: readonly Operation[]): Command[] {
  const { device } = recorder.backend;
  const { maxComputeWorkgroupsPerDimension: limit, maxStorageBuffersPerShaderStage: maxBuffers } = device.limits;
  const threads = new Map(operations.map((operation) => [operation, paddedThreads(programOfOperation(operation))]));
  const fits = (together: readonly Operation[]): boolean =>
    together.every((operation) => (threads.get(operation) ?? Infinity) <= mergeableThreads) &&
    new Set(together.flatMap(({ operands }) => operands.map(({ value }) => value))).size <= maxBuffers;
  const units = mergedUnits(bindableUnits(elementwiseUnits(operations), device.limits.maxStorageBufferBindingSize), fits);
  const places = place(recorder, units, sharedPlaces(units));
  return units.map((unit) => {
    const { program, bindings: declared } = unit.leaves ? shaderOfLeaves(unit, places) : shaderOfOperations(unit.operations, places);
    const bindings = writeAlike(declared);
    const source = shaderOf(
      program,
      bindings.map(({ declaration, size }) => ({ ...declaration, length: Math.floor(size / 4) })),
      limit,
    );
    const pipeline = pipelineFor(device, source, () => source);
    const entries = bindings.map(({ buffer, offset, size }, binding) => ({ binding, resource: { buffer, offset, size } }));
    return {
      pipeline,
      bindings: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
      groups: grid(program.threads, limit),
    };
  });
}

/** A recording's operations as dispatches. */
export function gpuReplay(
  recorder: GpuRecorder,
  operations: readonly Operation[],
): { replay(times: number): void; readonly dispatches: number } {
  let commands = compile(recorder, operations);
  let moves = recorder.moves;
  return {
    replay(times) {
      if (moves !== recorder.moves) {
        commands = compile(recorder, operations);
        moves = recorder.moves;
      }
      submit(recorder.backend);
      const encoder = recorder.backend.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let time = 0; time < times; time++) {
        for (const { pipeline, bindings, groups } of commands) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, bindings);
          pass.dispatchWorkgroups(groups[0], groups[1]);
        }
      }
      pass.end();
      recorder.backend.queue.submit([encoder.finish()]);
    },
    get dispatches() {
      return commands.length;
    },
  };
}

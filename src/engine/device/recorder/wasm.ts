/**
 * Replays a recording on WASM: the kernels' own loops, one after the other, on memory laid out beforehand, without tape, tidy or
 * tensor objects.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { runOnWasm } from '../kernel.ts';
import type { WasmAccess } from '../kernel.ts';
import { sizeOf } from '../kernel.ts';
import { operandOf } from './capture.ts';
import type { Operation, Value } from './capture.ts';
import { intermediates } from './lifetimes.ts';
import type { ScratchPool } from './scratch.ts';

/** What the recordings of a device share; places are byte offsets into the heap. */
export interface WasmRecorder {
  backend: BackendWasm;
  scratch: ScratchPool<number>;
}

/** SIMD loads like addresses that are multiples of this. */
const alignment = 64;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Scratch memory in the heap of a backend. */
export const heapAllocator = (backend: BackendWasm): { allocate(bytes: number): number; free(place: number): void } => {
  const roots = new Map<number, number>();
  return {
    allocate(bytes) {
      // malloc aligns to 16 bytes only.
      const root = backend.wasm._malloc(bytes + alignment) >>> 0;
      if (root === 0) throw new Error(`WASM has no memory for ${bytes} more bytes: choose fewer seeds, arms or units`);
      const place = aligned(root);
      roots.set(place, root);
      return place;
    },
    free(place) {
      const root = roots.get(place);
      if (root !== undefined) backend.wasm._free(root);
      roots.delete(place);
    },
  };
};

/** Access to an operation's arrays: views are kept until the heap grows, which detaches them. */
function accessOf(backend: BackendWasm, operation: Operation, places: (value: Value) => number): WasmAccess {
  const operands = new Map(operation.operands.map((operand) => [operand.name, { ...operand, offset: places(operand.value) }]));
  const floats = new Map<string, Float32Array>();
  const integers = new Map<string, Int32Array>();
  let heap: ArrayBufferLike | null = null;
  const refresh = (): void => {
    heap = backend.wasm.HEAPU8.buffer;
    for (const { name, shape, dtype, offset } of operands.values()) {
      if (dtype === 'int32') integers.set(name, new Int32Array(heap, offset, sizeOf(shape)));
      else floats.set(name, new Float32Array(heap, offset, sizeOf(shape)));
    }
  };
  const view = <View>(views: Map<string, View>, name: string): View => {
    if (heap !== backend.wasm.HEAPU8.buffer) refresh();
    const found = views.get(name);
    if (!found) throw new Error(`${operation.definition.name} has no array called ${name} of this type`);
    return found;
  };
  return {
    backend,
    f32: (name) => view(floats, name),
    i32: (name) => view(integers, name),
    shape: (name) => operandOf(operation, name).shape,
    offset: (name) => {
      const operand = operands.get(name);
      if (!operand) throw new Error(`${operation.definition.name} has no input or output called ${name}`);
      return operand.offset;
    },
  };
}

/** A recording's operations as calls. */
export function wasmReplay({ backend, scratch }: WasmRecorder, operations: readonly Operation[]): { replay(times: number): void } {
  const units = operations.map((operation) => ({ operations: [operation], leaves: false }));
  const own = intermediates(units, [], aligned);
  const blocks = scratch.assign(own);
  const offsets = new Map<Value, number>();
  own.forEach(({ members }, index) => {
    const block = blocks[index];
    if (!block) throw new Error('an intermediate has no memory');
    for (const { value, offset } of members) offsets.set(value, block.place + offset);
  });
  const places = (value: Value): number => offsets.get(value) ?? backend.getMemoryOffset(value.dataId);
  const calls = operations.map((operation) => {
    const access = accessOf(backend, operation, places);
    const { definition, attributes } = operation;
    return (): void => {
      runOnWasm(definition, access, attributes);
    };
  });
  return {
    replay(times) {
      for (let time = 0; time < times; time++) for (const call of calls) call();
    },
  };
}

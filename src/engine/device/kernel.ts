/**
 * Defines one kernel for every device: a loop over typed arrays for JavaScript and WASM (over the WASM heap), WGSL for WebGPU.
 * Shapes and attributes are baked into the WGSL, so a program needs no uniforms and can be recorded as it is.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { engine, getKernel, registerGradient, registerKernel, unregisterKernel, util } from '@tensorflow/tfjs-core';
import type { GradFunc, KernelConfig, KernelFunc, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuStorage, wasmStorage, webgpuStorage } from './storage.ts';
import type { HostArray, Storage } from './storage.ts';
import { dispatch } from './webgpu/dispatch.ts';

export type Dtype = 'float32' | 'int32';
export type Attributes = Readonly<Record<string, number | string | boolean>>;

/** Typed access to the arrays and shapes of a kernel's inputs and outputs, by name. */
export interface HostAccess {
  f32(name: string): Float32Array;
  i32(name: string): Int32Array;
  shape(name: string): number[];
}

/** The same on WASM, with the heap offsets that its own functions take. */
export interface WasmAccess extends HostAccess {
  backend: BackendWasm;
  /** Byte offset of a tensor's data in the WASM heap. */
  offset(name: string): number;
}

export interface WgslProgram {
  /** One invocation per index `i: u32` in 0 … threads − 1. */
  threads: number;
  /** Statements; every input and output is an array of its name. */
  body: string;
  /** Functions and constants in front of the entry point. */
  helpers?: string;
}

/** The shapes of all inputs and outputs, by name; throws for a name the kernel does not have. */
export type Shapes = (name: string) => number[];

/**
 * A kernel that treats element by element arrays `[R, …]` of one shape; its other inputs belong to runs. Over many leaves that lie in
 * one buffer it becomes one dispatch.
 */
export interface Elementwise {
  /** Inputs and outputs of one shape; the first gives it. */
  arrays: readonly string[];
  /** Numeric attributes that stand as constants of their names and may differ from leaf to leaf. */
  constants?: readonly string[];
  /** WGSL statements for element `i` of run `run`: arrays are only read and written as `name[i]`, inputs of runs by `run`. */
  body(attributes: Attributes): string;
}

export interface KernelDefinition {
  name: string;
  inputs: Readonly<Record<string, Dtype>>;
  /** Fresh outputs. */
  outputs?: Readonly<Record<string, Dtype>>;
  /** Inputs that are updated in place; they follow the fresh outputs in the result, as tensors of the same data. */
  updates?: readonly string[];
  /** Shape of a fresh output. */
  outputShape?(output: string, shape: Shapes, attributes: Attributes): number[];
  host(access: HostAccess, attributes: Attributes): void;
  /** Instead of `host` on WASM, for what XNNPACK does faster. */
  wasm?(access: WasmAccess, attributes: Attributes): void;
  /** The program on WebGPU; a kernel that says how it treats elements needs none. */
  wgsl?(shape: Shapes, attributes: Attributes): WgslProgram;
  elementwise?: Elementwise;
  gradient?: { inputs?: string[]; outputs?: boolean[]; function: GradFunc };
  /** tfjs has a kernel of this name: ours stands in its place on WASM and WebGPU for inputs that fit, tfjs's own does the rest. */
  replaces?: { fits(inputs: readonly TensorInfo[]): boolean };
}

/** One call of one of our kernels: all its tensors by name, fresh outputs included. */
export interface KernelCall {
  definition: KernelDefinition;
  attributes: Attributes;
  tensors: ReadonlyMap<string, TensorInfo>;
}

let observer: ((call: KernelCall) => void) | null = null;

/** Tells `next` every call of a kernel of ours during `work`. */
export function observeCalls(next: (call: KernelCall) => void, work: () => void): void {
  const outer = observer;
  observer = next;
  try {
    work();
  } finally {
    observer = outer;
  }
}

/** Names of a kernel's tensors that it writes. */
export const writtenBy = (definition: KernelDefinition): ReadonlySet<string> =>
  new Set([...Object.keys(definition.outputs ?? {}), ...(definition.updates ?? [])]);

/** The WGSL of a kernel for given shapes. Throws when it has neither a program nor an elementwise body. */
export function programOf(definition: KernelDefinition, shape: Shapes, attributes: Attributes): WgslProgram {
  const { elementwise } = definition;
  if (!elementwise) {
    if (!definition.wgsl) throw new Error(`${definition.name} has no program for WebGPU`);
    return definition.wgsl(shape, attributes);
  }
  const own = shape(elementwise.arrays[0] ?? '');
  return {
    threads: sizeOf(own),
    body: `let run = i / ${sizeOf(own) / dimension(own, 0)}u;
  ${(elementwise.constants ?? []).map((name) => `let ${name} = f32(${numberAttribute(attributes, name)});`).join(' ')}
  ${elementwise.body(attributes)}`,
  };
}

/** Reads a numeric attribute; throws when a caller left it out. */
export function numberAttribute(attributes: Attributes, name: string): number {
  const value = attributes[name];
  if (typeof value !== 'number') throw new Error(`attribute ${name} is not a number`);
  return value;
}

interface Prepared {
  all: Map<string, TensorInfo>;
  results: TensorInfo[];
}

function prepare(definition: KernelDefinition, inputs: NamedTensorInfoMap, attributes: Attributes, storage: Storage): Prepared {
  const all = new Map<string, TensorInfo>();
  for (const name of Object.keys(definition.inputs)) {
    const info = inputs[name];
    if (!info) throw new Error(`${definition.name} needs the input ${name}`);
    if (info.dtype !== definition.inputs[name])
      throw new Error(`${definition.name}: ${name} is ${info.dtype}, not ${definition.inputs[name]}`);
    all.set(name, info);
  }
  const shape = shapesOf(definition, all);
  const results: TensorInfo[] = [];
  for (const [name, dtype] of Object.entries(definition.outputs ?? {})) {
    if (!definition.outputShape) throw new Error(`${definition.name} does not say the shape of ${name}`);
    const info = storage.make(definition.outputShape(name, shape, attributes), dtype);
    all.set(name, info);
    results.push(info);
  }
  for (const name of definition.updates ?? []) {
    const { dataId, shape: own, dtype } = need(definition, all, name);
    storage.share(dataId);
    results.push({ dataId, shape: own, dtype });
  }
  return { all, results };
}

function need(definition: KernelDefinition, all: Map<string, TensorInfo>, name: string): TensorInfo {
  const info = all.get(name);
  if (!info) throw new Error(`${definition.name} has no input or output called ${name}`);
  return info;
}

function shapesOf(definition: KernelDefinition, all: Map<string, TensorInfo>): Shapes {
  return (name) => need(definition, all, name).shape;
}

/** Views are taken when asked for, after every allocation: growing the WASM heap detaches older ones. */
function hostAccess(
  definition: KernelDefinition,
  all: Map<string, TensorInfo>,
  storage: { view(info: TensorInfo): HostArray },
): HostAccess {
  return {
    f32: (name) => {
      const view = storage.view(need(definition, all, name));
      if (!(view instanceof Float32Array)) throw new Error(`${definition.name}: ${name} is not float32`);
      return view;
    },
    i32: (name) => {
      const view = storage.view(need(definition, all, name));
      if (!(view instanceof Int32Array)) throw new Error(`${definition.name}: ${name} is not int32`);
      return view;
    },
    shape: shapesOf(definition, all),
  };
}

function cpuKernel(definition: KernelDefinition): KernelConfig {
  return {
    kernelName: definition.name,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const storage = cpuStorage(backend);
      const attributes = plain(attrs);
      const { all, results } = prepare(definition, inputs, attributes, storage);
      observer?.({ definition, attributes, tensors: all });
      definition.host(hostAccess(definition, all, storage), attributes);
      return results;
    },
  };
}

/** Computes a kernel's outputs in the WASM heap. */
export function runOnWasm(definition: KernelDefinition, access: WasmAccess, attributes: Attributes): void {
  if (definition.wasm) definition.wasm(access, attributes);
  else definition.host(access, attributes);
}

function wasmKernel(definition: KernelDefinition): KernelConfig {
  return {
    kernelName: definition.name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const storage = wasmStorage(backend);
      const attributes = plain(attrs);
      const { all, results } = prepare(definition, inputs, attributes, storage);
      observer?.({ definition, attributes, tensors: all });
      const access = hostAccess(definition, all, storage);
      const offset = (name: string): number => storage.backend.getMemoryOffset(need(definition, all, name).dataId);
      runOnWasm(definition, { ...access, backend: storage.backend, offset }, attributes);
      return results;
    },
  };
}

function webgpuKernel(definition: KernelDefinition): KernelConfig {
  return {
    kernelName: definition.name,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const storage = webgpuStorage(backend);
      const attributes = plain(attrs);
      const { all, results } = prepare(definition, inputs, attributes, storage);
      observer?.({ definition, attributes, tensors: all });
      const written = writtenBy(definition);
      const bindings = [...all].map(([name, info]) => ({ name, info, write: written.has(name) }));
      dispatch(storage.backend, definition.name, bindings, attributes, () => programOf(definition, shapesOf(definition, all), attributes));
      return results;
    },
  };
}

function plain(attrs: object | undefined): Attributes {
  const attributes: Record<string, number | string | boolean> = {};
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') attributes[name] = value;
  }
  return attributes;
}

function replaceKernel(config: KernelConfig, fits: (inputs: readonly TensorInfo[]) => boolean): void {
  const { kernelName, backendName, kernelFunc } = config;
  const stock: KernelConfig | undefined = getKernel(kernelName, backendName);
  const both: KernelFunc = (parameters) => {
    const inputs = Object.values(parameters.inputs).flatMap((input) => input ?? []);
    if (stock && !fits(inputs)) return stock.kernelFunc(parameters);
    const results = kernelFunc(parameters);
    // tfjs's own operations expect one tensor, not a list of one.
    return Array.isArray(results) && results.length === 1 && results[0] ? results[0] : results;
  };
  if (stock) unregisterKernel(kernelName, backendName);
  const { setupFunc, disposeFunc } = stock ?? {};
  registerKernel({ kernelName, backendName, kernelFunc: both, ...(setupFunc && { setupFunc }), ...(disposeFunc && { disposeFunc }) });
}

/**
 * Registers a kernel on `cpu`, `wasm` and `webgpu` (one that replaces a stock kernel leaves `cpu` alone) and returns the function that runs it on tensors: fresh outputs in the
 * order declared, then the updated inputs. Throws when an input is missing or of another type.
 */
export function defineKernel(
  definition: KernelDefinition,
): (inputs: Readonly<Record<string, Tensor>>, attributes?: Attributes) => Tensor[] {
  if (definition.replaces) {
    replaceKernel(wasmKernel(definition), definition.replaces.fits);
    replaceKernel(webgpuKernel(definition), definition.replaces.fits);
  } else {
    registerKernel(cpuKernel(definition));
    registerKernel(wasmKernel(definition));
    registerKernel(webgpuKernel(definition));
  }
  if (definition.gradient) {
    registerGradient({
      kernelName: definition.name,
      ...(definition.gradient.inputs && { inputsToSave: definition.gradient.inputs }),
      ...(definition.gradient.outputs && { outputsToSave: definition.gradient.outputs }),
      gradFunc: definition.gradient.function,
    });
  }
  return (inputs, attributes = {}) => {
    const result: Tensor | Tensor[] = engine().runKernel(definition.name, { ...inputs }, { ...attributes });
    return Array.isArray(result) ? result : [result];
  };
}

/** The only result of a kernel with one. */
export function only(results: Tensor[]): Tensor {
  const [first] = results;
  if (!first) throw new Error('the kernel has no result');
  return first;
}

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => util.sizeFromShape([...shape]);

/** A dimension of a shape; throws where there is none. */
export function dimension(shape: readonly number[], axis: number): number {
  const size = shape[axis];
  if (size === undefined) throw new Error(`shape [${shape.join(', ')}] has no axis ${axis}`);
  return size;
}

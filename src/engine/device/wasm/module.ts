/**
 * Our own WASM kernels, compiled from assembly/ ahead of time, on the heap of tfjs's backend: they take byte offsets of its tensors.
 * Where the browser has the relaxed instructions, products use fused multiply-add; one browser always takes the same build.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { plain, relaxed } from './binary.ts';

type Call = (...parameters: number[]) => number;
/** What assembly/index.ts exports; the parameters are described there. */
const names = [
  'activationGradient',
  'adam',
  'addBias',
  'addPositions',
  'attentionWeights',
  'attentionWeightsGradient',
  'averagePool',
  'batchIndices',
  'columnGradientSums',
  'columnInputGradient',
  'columnStatistics',
  'combine',
  'convolution',
  'convolutionInputGradient',
  'convolutionWeightGradients',
  'convolutionWork',
  'dropout',
  'elementwise',
  'elementwiseGradient',
  'embedding',
  'embeddingGradient',
  'gatherRows',
  'maxPool',
  'maxPoolGradient',
  'moveHeads',
  'normalizeColumns',
  'normalizeSets',
  'pairwise',
  'product',
  'productWork',
  'rowSoftmax',
  'rowSoftmaxGradient',
  'scale',
  'scaleRows',
  'setAffineGradient',
  'setFixedGradient',
  'setGradientSums',
  'setInputGradient',
  'setStatistics',
  'setWindows',
  'settle',
  'softmaxCrossEntropy',
  'sumExamples',
  'sumOfSquares',
  'sumRows',
] as const;
type Functions = Readonly<Record<(typeof names)[number], Call>>;

export type KernelModule = Functions & {
  /** Byte offset of at least `bytes` that later calls may overwrite; what was there before may be lost. */
  scratch(bytes: number): number;
};

/** A function of one relaxed instruction, to ask whether the browser knows it. */
const probe = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // the header
  ...[1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b], // the type (v128, v128, v128) → v128
  ...[3, 2, 1, 0, 10, 13, 1, 11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x85, 2, 0x0b], // f32x4.relaxed_madd of its arguments
];

/** Whether the browser has the relaxed SIMD instructions. */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(new Uint8Array(probe));

const decode = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

function memoryOf(backend: BackendWasm): WebAssembly.Memory {
  const exported: unknown = Reflect.get(backend.wasm, 'asm');
  const memory: unknown = typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'memory') : undefined;
  if (memory instanceof WebAssembly.Memory) return memory;
  throw new Error('tfjs shows no memory of its WASM backend');
}

function isCall(value: unknown): value is Call {
  return typeof value === 'function';
}

function load(backend: BackendWasm): KernelModule {
  const module = new WebAssembly.Module(decode(hasRelaxedSimd() ? relaxed : plain));
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memoryOf(backend) } });
  const functions = Object.fromEntries(
    names.map((name) => {
      const value: unknown = exports[name];
      if (!isCall(value)) throw new Error(`the WASM kernels have no ${name}`);
      return [name, value];
    }),
    // The keys are exactly the names, which `fromEntries` cannot say.
  ) as Functions;
  let [offset, size] = [0, 0];
  return {
    ...functions,
    scratch: (bytes) => {
      if (bytes > size) {
        if (offset) backend.wasm._free(offset);
        offset = backend.wasm._malloc(bytes) >>> 0;
        size = bytes;
      }
      return offset;
    },
  };
}

const modules = new WeakMap<BackendWasm, KernelModule>();

/** The kernels on a backend's heap. Throws when the browser has no SIMD or the module cannot be compiled. */
export function kernelsOf(backend: BackendWasm): KernelModule {
  let module = modules.get(backend);
  if (!module) {
    module = load(backend);
    modules.set(backend, module);
  }
  return module;
}

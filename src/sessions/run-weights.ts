/**
 * The trained weights of one run as a safetensors file, from a checkpoint, with the names and shapes of PyTorch where a layer has a counterpart
 * there: `hidden1.weight` [out, in], kernels [out, in, height, width], norms `weight`, `bias`, `running_mean`, `running_var`. Other parameters
 * keep their own names and shapes.
 */
import { writeSafeTensors, type StoredTensor } from '../engine/data/safetensors.ts';
import type { HostTensor } from '../engine/training/host-state.ts';
import type { Checkpoint } from '../worker/protocol.ts';

export interface RunWeights {
  step: number;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Found {
  /** Path in the model: "hidden1/product/weights". */
  path: string;
  tensor: HostTensor;
}

/** Trainable parameters and running statistics: of the weights that stand for a run, which are kept ones where the best are kept. */
function modelTensors(tensors: Readonly<Record<string, HostTensor>>): Found[] {
  const kept = Object.keys(tensors).some((path) => path.startsWith('kept/weights/'));
  const from = kept ? 'kept/weights/' : '';
  return Object.entries(tensors).flatMap(([path, tensor]): Found[] => {
    if (path.startsWith(`${from}parameters/`)) return [{ path: path.slice(`${from}parameters/`.length), tensor }];
    // Layers name their buffers by their own path, which begins with a slash.
    const buffer = path.startsWith(`${from}buffers/`) ? path.slice(`${from}buffers/`.length).replace(/^\//, '') : '';
    return /\/(mean|variance)$/.test(buffer) ? [{ path: buffer, tensor }] : [];
  });
}

const leafNames: Readonly<Record<string, string>> = {
  weights: 'weight',
  kernels: 'weight',
  bias: 'bias',
  scale: 'weight',
  shift: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** The numbers of an array with its axes in another order. */
function permuted(data: ArrayLike<number>, shape: readonly number[], order: readonly number[]): StoredTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const next = order.map((axis) => shape[axis] ?? 1);
  const result = new Float32Array(data.length);
  for (let i = 0; i < result.length; i++) {
    let [rest, from] = [i, 0];
    for (let at = order.length - 1; at >= 0; at--) {
      const size = next[at] ?? 1;
      from += (rest % size) * (strides[order[at] ?? 0] ?? 0);
      rest = Math.floor(rest / size);
    }
    result[i] = data[from] ?? 0;
  }
  return { shape: next, data: result };
}

/** One run's part of a tensor, as PyTorch would have it. */
function stored(leaf: string, shape: readonly number[], data: ArrayLike<number>): StoredTensor {
  if (leaf === 'weights' && shape.length === 2) return permuted(data, shape, [1, 0]);
  if (leaf === 'kernels' && shape.length === 4) return permuted(data, shape, [3, 2, 0, 1]);
  return { shape: [...shape], data: Float32Array.from(data) };
}

/**
 * A parameter by its path in the model as PyTorch would name and have it.
 *
 * @param data - of one run, row by row
 */
export function asInPytorch(path: string, shape: readonly number[], data: ArrayLike<number>): [name: string, tensor: StoredTensor] {
  const parts = path.split('/');
  const leaf = parts.pop() ?? '';
  return [[...parts, leafNames[leaf] ?? leaf].join('.'), stored(leaf, shape, data)];
}

/**
 * @param run - session index
 * @param metadata - what the file says of itself, besides the step
 * @returns null where the checkpoint does not hold the run, or the run has no parameters
 */
export function runWeights(checkpoint: Checkpoint, run: number, metadata: Readonly<Record<string, string>>): RunWeights | null {
  const state = checkpoint.populations.find(({ runs }) => runs.includes(run));
  if (!state) return null;
  const row = state.runs.indexOf(run);
  const tensors: Record<string, StoredTensor> = {};
  for (const { path, tensor } of modelTensors(state.tensors)) {
    const [rows = 0, ...shape] = tensor.shape;
    // The members of an ensemble lie side by side.
    const members = rows / state.runs.length;
    if (!Number.isInteger(members) || members < 1) continue;
    const size = tensor.data.length / rows;
    for (let member = 0; member < members; member++) {
      const from = (row * members + member) * size;
      const [name, own] = asInPytorch(path, shape, tensor.data.subarray(from, from + size));
      tensors[members > 1 ? `members.${member}.${name}` : name] = own;
    }
  }
  if (Object.keys(tensors).length === 0) return null;
  return { step: state.step, bytes: writeSafeTensors({ tensors, metadata: { ...metadata, step: String(state.step) } }) };
}

/** State on the host: copies for checkpoints, and what edits between phases work on. */
import { Tensor, tensor } from '@tensorflow/tfjs-core';
import { readTensor } from '../device/read.ts';
import type { Tree } from './program.ts';
import { UnfitStateError } from './state-form.ts';
import { leaves, mapTree } from './tree.ts';

export interface HostTensor {
  shape: number[];
  dtype: 'float32' | 'int32';
  data: Float32Array | Int32Array;
}

/** The tensors of a state by path ("parameters/hidden1/weights"), each `[R, …]`. */
export type HostTensors = Record<string, HostTensor>;

export interface HostState {
  step: number;
  phase: number;
  tensors: HostTensors;
}

/** Copies a whole state to the host. */
export async function readState(state: Tree): Promise<HostTensors> {
  const tensors: HostTensors = {};
  for (const [path, leaf] of leaves(state)) {
    tensors[path] = { shape: leaf.shape, dtype: leaf.dtype === 'int32' ? 'int32' : 'float32', data: await readTensor(leaf) };
  }
  return tensors;
}

function upload(kept: HostTensor | undefined, old: Tensor, path: string, what: string): Tensor {
  if (!kept || kept.shape.join() !== old.shape.join() || kept.dtype !== old.dtype) {
    throw new UnfitStateError(`${what} does not fit this program at ${path}`);
  }
  // A copy: on `cpu` tfjs would keep the array itself, and updates in place would change it.
  return tensor(kept.data.slice(), old.shape, kept.dtype);
}

function refuseSurplus(state: Tree, given: HostTensors, what: string): void {
  const paths = leaves(state).map(([path]) => path);
  const surplus = Object.keys(given).filter((path) => !paths.includes(path));
  if (surplus.length > 0) throw new UnfitStateError(`${what} does not fit this program, which has no ${surplus.join(', ')}`);
}

/** The program's initial state with the values of a checkpoint; the initial tensors are disposed. Throws an UnfitStateError when it does not fit. */
export function restore(initial: Tree, from: HostState): Tree {
  const what = 'the checkpoint';
  const missing = leaves(initial).flatMap(([path]) => (path in from.tensors ? [] : [path]));
  if (missing.length > 0) throw new UnfitStateError(`${what} does not fit this program: it lacks ${missing.join(', ')}`);
  refuseSurplus(initial, from.tensors, what);
  return mapTree(initial, (old, path) => {
    const next = upload(from.tensors[path], old, path, what);
    old.dispose();
    return next;
  });
}

/** The tensors that an edit changed, at their paths in the state. Throws when a change does not fit. */
export function edited(state: Tree, changes: HostTensors, edit: string): Tree {
  const what = `the edit ${edit}`;
  refuseSurplus(state, changes, what);
  return pruned(state, changes, what, '');
}

function pruned(state: Tree, changes: HostTensors, what: string, prefix: string): Tree {
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, value]): [string, Tensor | Tree][] => {
      const path = prefix + name;
      if (!(value instanceof Tensor)) return [[name, pruned(value, changes, what, `${path}/`)]];
      return path in changes ? [[name, upload(changes[path], value, path, what)]] : [];
    }),
  );
}

/** Records of tensors: walking, rebuilding, disposing. */
import { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from './program.ts';

/** All tensors of a tree with their paths ("hidden1/weights"), in the order of the record's keys. */
export function leaves(tree: Tree, prefix = ''): [string, Tensor][] {
  return Object.entries(tree).flatMap(([name, value]): [string, Tensor][] =>
    value instanceof Tensor ? [[prefix + name, value]] : leaves(value, `${prefix}${name}/`),
  );
}

/** The same tree with every tensor replaced by what `replace` gives for its path. */
export function mapTree(tree: Tree, replace: (tensor: Tensor, path: string) => Tensor, prefix = ''): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      name,
      value instanceof Tensor ? replace(value, prefix + name) : mapTree(value, replace, `${prefix}${name}/`),
    ]),
  );
}

/** The tensor at a name of a record; throws when there is none. */
export function tensorAt(tree: Tree, name: string): Tensor {
  const value = tree[name];
  if (!(value instanceof Tensor)) throw new Error(`no tensor called ${name}; there are ${Object.keys(tree).join(', ')}`);
  return value;
}

/** The record at a name of a record; throws when there is none. */
export function branchAt(tree: Tree, name: string): Tree {
  const value = tree[name];
  if (value === undefined || value instanceof Tensor)
    throw new Error(`no record called ${name}; there are ${Object.keys(tree).join(', ')}`);
  return value;
}

export function disposeTree(tree: Tree): void {
  for (const [, tensor] of leaves(tree)) tensor.dispose();
}

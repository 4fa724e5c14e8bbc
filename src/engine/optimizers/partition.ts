/** Different optimizers for different parameters. */
import { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../training/program.ts';
import { branchAt, leaves, mapTree } from '../training/tree.ts';
import type { Optimizer } from './optimizer.ts';

/** The part of a tree whose tensors are wanted; records left empty go. */
function only(tree: Tree, wanted: (path: string) => boolean, prefix = ''): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): [string, Tensor | Tree][] => {
      const path = prefix + name;
      if (value instanceof Tensor) return wanted(path) ? [[name, value]] : [];
      const inner = only(value, wanted, `${path}/`);
      return Object.keys(inner).length > 0 ? [[name, inner]] : [];
    }),
  );
}

/**
 * Updates the parameters that `chosen` names by `first` and all others by `second`.
 *
 * @param chosen - from a parameter's path ("hidden1/weights") and its shape `[R, …]`
 */
export function partition(chosen: (path: string, shape: readonly number[]) => boolean, first: Optimizer, second: Optimizer): Optimizer {
  const split = (parameters: Tree): ((path: string) => boolean) => {
    const paths = new Set(
      leaves(parameters)
        .filter(([path, tensor]) => chosen(path, tensor.shape))
        .map(([path]) => path),
    );
    return (path) => paths.has(path);
  };
  return {
    // Which parameters are whose is known only with them.
    moments: Math.max(first.moments, second.moments),
    init: (population, parameters) => {
      const isFirst = split(parameters);
      return {
        first: first.init(population, only(parameters, isFirst)),
        second: second.init(
          population,
          only(parameters, (path) => !isFirst(path)),
        ),
      };
    },
    update: (parameters, gradients, state, live) => {
      const isFirst = split(parameters);
      const part = (optimizer: Optimizer, name: string, wanted: (path: string) => boolean): ReturnType<Optimizer['update']> =>
        optimizer.update(only(parameters, wanted), only(gradients, wanted), branchAt(state, name), live);
      const one = part(first, 'first', isFirst);
      const other = part(second, 'second', (path) => !isFirst(path));
      const at = new Map([...leaves(one.parameters), ...leaves(other.parameters)]);
      return {
        parameters: mapTree(parameters, (old, path) => at.get(path) ?? old),
        state: { first: one.state, second: other.state },
      };
    },
  };
}

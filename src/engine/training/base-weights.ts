/** The weights of a base model on the device: one copy for all runs where they stay, one for each run where they are trained. */
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Weights } from '../data/base-models.ts';
import type { Population } from './population.ts';
import type { Tree } from './program.ts';
import { mapTree } from './tree.ts';

/** The weights as the buffers of frozen layers, `[1, …]` each, by "/" and the path of the layer. */
export function sharedBuffers(weights: Weights): Tree {
  const buffers: Record<string, Record<string, Tensor>> = {};
  for (const [path, { shape, data }] of Object.entries(weights)) {
    const cut = path.lastIndexOf('/');
    const record = (buffers[`/${path.slice(0, cut)}`] ??= {});
    // A copy: on `cpu` tfjs would keep the array itself.
    record[path.slice(cut + 1)] = tensor(data.slice(), [1, ...shape]);
  }
  return buffers;
}

/**
 * Parameters that the base has at the same path start as its weights, in every run; those it does not have stay as they were made. A head of
 * its own starts as the table of the tokens. The replaced tensors are disposed.
 */
export function startFrom(weights: Weights, parameters: Tree, population: Population): Tree {
  return mapTree(parameters, (made, path) => {
    const base = weights[path] ?? (path === 'head/table' ? weights['tokens/table'] : undefined);
    if (!base) return made;
    const [, ...shape] = made.shape;
    if (shape.join() !== base.shape.join()) throw new Error(`the base's ${path} is [${base.shape.join(', ')}], not [${shape.join(', ')}]`);
    const values = new Float32Array(population.R * base.data.length);
    for (let run = 0; run < population.R; run++) values.set(base.data, run * base.data.length);
    made.dispose();
    return tensor(values, made.shape);
  });
}

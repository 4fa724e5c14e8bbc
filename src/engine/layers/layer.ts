/** Layers: pairs of pure functions over plain records of tensors, composed with `serial`. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Population } from '../training/population.ts';
import type { Live, Tree } from '../training/program.ts';
import { branchAt } from '../training/tree.ts';

export interface ApplyContext {
  /** Training behaves differently from evaluation in dropout. */
  training: boolean;
  live: Live;
  /** The step counter `[1]` int32. */
  t: Tensor;
  /** The key `[R, 2]` int32 of a random stream. */
  key(stream: string): Tensor;
}

export interface Layer {
  /** Trainable parameters, each `[R, …]`; `path` makes every layer's random streams its own. */
  init(population: Population, path: string): Tree;
  /** `[R, B, …]` → `[R, B, …]`. */
  apply(parameters: Tree, x: Tensor, context: ApplyContext, path: string): Tensor;
  /** Trainable parameters of one run. */
  parameters: number;
}

/** Applies named layers one after the other; parameters are kept under their names. */
export function serial(layers: Readonly<Record<string, Layer>>): Layer {
  const entries = Object.entries(layers);
  return {
    init: (population, path) =>
      Object.fromEntries(
        entries.filter(([, layer]) => layer.parameters > 0).map(([name, layer]) => [name, layer.init(population, `${path}/${name}`)]),
      ),
    apply: (parameters, x, context, path) =>
      entries.reduce(
        (input, [name, layer]) => layer.apply(layer.parameters > 0 ? branchAt(parameters, name) : {}, input, context, `${path}/${name}`),
        x,
      ),
    parameters: entries.reduce((sum, [, layer]) => sum + layer.parameters, 0),
  };
}

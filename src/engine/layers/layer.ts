/** Layers: pairs of pure functions over plain records of tensors, composed with `serial`, `residual` and `branch`. */
import { add } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { concatenateOp } from '../device/kernels/features.ts';
import type { Population } from '../training/population.ts';
import type { Live, Tree } from '../training/program.ts';
import { branchAt } from '../training/tree.ts';

/** Shape of one example, without the axes of runs and examples. */
export type Shape = readonly number[];

export interface ApplyContext {
  /** Training behaves differently from evaluation in dropout and batch normalization. */
  training: boolean;
  live: Live;
  /** The step counter `[1]` int32. */
  t: Tensor;
  /** The key `[R, 2]` int32 of a random stream. */
  key(stream: string): Tensor;
  /** What `buffers` of the model made: records by the path of the layer that uses them. */
  buffers?: Tree;
  /**
   * Takes new tensors for buffers of the layer at a path, such as running statistics, which are to stand in place of the old ones after the
   * step. Whoever takes them keeps them (tfjs's `keep`) past the gradient's scope. Absent: buffers stay as they are.
   */
  update?(path: string, record: Readonly<Record<string, Tensor>>): void;
  /** Is shown what passes `observed` layers; absent: nobody looks. */
  observe?(path: string, x: Tensor): void;
}

/** What one layer costs, for one run; activations and multiply-adds for one example. */
export interface LayerFact {
  /** Names of the layers it lies in, "/block0/attention/query". */
  path: string;
  output: number[];
  /** Trainable numbers. */
  parameters: number;
  /** Numbers in buffers: frozen weights, tables. */
  frozen: number;
  /** Multiplications with an addition in the products of the forward pass; activations and norms count as none. */
  multiplyAdds: number;
  /** Numbers made by the forward pass and kept until the gradients are there. */
  kept: number;
}

export interface Layer {
  /** Trainable parameters, each `[R, …]`; `path` makes every layer's random streams its own. */
  init(population: Population, path: string): Tree;
  /** `[R, B, …]` → `[R, B, …]`. */
  apply(parameters: Tree, x: Tensor, context: ApplyContext, path: string): Tensor;
  /** Trainable parameters of one run. */
  parameters: number;
  /**
   * Makes the tensors that no optimizer touches (frozen weights, tables, running statistics), each `[R, …]`, as records by the path of the
   * layer that uses them.
   */
  buffers?(population: Population, path: string): Tree;
  /** Shape of an example's output from that of its input; absent where they are the same. Throws when the input does not fit. */
  shape?(input: Shape): number[];
  /** What it and the layers in it cost; absent where it multiplies nothing and keeps its output only. Throws when the input does not fit. */
  facts?(input: Shape, path: string): LayerFact[];
}

export const sizeOfShape = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Shape of an example's output. */
export const outputShape = (layer: Layer, input: Shape): number[] => layer.shape?.(input) ?? [...input];

/** One line of facts for a layer without layers in it. */
export function fact(layer: Layer, input: Shape, path: string, own: Partial<LayerFact> = {}): LayerFact {
  const output = outputShape(layer, input);
  return { path, output, parameters: layer.parameters, frozen: 0, multiplyAdds: 0, kept: sizeOfShape(output), ...own };
}

/** What a layer and the layers in it cost, without making a tensor. */
export const factsOf = (layer: Layer, input: Shape, path: string): LayerFact[] => layer.facts?.(input, path) ?? [fact(layer, input, path)];

/** Parameters of a layer under its name; those of layers without are not in the record. */
export const parametersOf = (parameters: Tree, name: string, layer: Layer): Tree =>
  layer.parameters > 0 ? branchAt(parameters, name) : {};

/** The buffers of the layer at a path; throws when the model's were not given. */
export function buffersAt({ buffers }: ApplyContext, path: string): Tree {
  if (!buffers) throw new Error(`the layer at ${path} needs its buffers: they are made by the model's own buffers()`);
  return branchAt(buffers, path);
}

type Named = Readonly<Record<string, Layer>>;

/** `init`, `buffers` and `parameters` of several layers side by side, kept under their names. */
export function together(layers: Named): Required<Pick<Layer, 'init' | 'buffers' | 'parameters'>> {
  const entries = Object.entries(layers);
  return {
    init: (population, path) =>
      Object.fromEntries(
        entries.filter(([, layer]) => layer.parameters > 0).map(([name, layer]) => [name, layer.init(population, `${path}/${name}`)]),
      ),
    buffers: (population, path) =>
      Object.fromEntries(entries.flatMap(([name, layer]) => Object.entries(layer.buffers?.(population, `${path}/${name}`) ?? {}))),
    parameters: entries.reduce((sum, [, layer]) => sum + layer.parameters, 0),
  };
}

/** Applies named layers one after the other; parameters are kept under their names. */
export function serial(layers: Named): Layer {
  const entries = Object.entries(layers);
  return {
    ...together(layers),
    apply: (parameters, x, context, path) =>
      entries.reduce((input, [name, layer]) => layer.apply(parametersOf(parameters, name, layer), input, context, `${path}/${name}`), x),
    shape: (input) => entries.reduce<number[]>((shape, [, layer]) => outputShape(layer, shape), [...input]),
    facts: (input, path) => {
      let shape: Shape = input;
      return entries.flatMap(([name, layer]) => {
        const facts = factsOf(layer, shape, `${path}/${name}`);
        shape = outputShape(layer, shape);
        return facts;
      });
    },
  };
}

/** Changes nothing, and shows what passes to whoever observes the model (probes of activations). */
export function observed(): Layer {
  return {
    init: () => ({}),
    apply: (_, x, context, path) => {
      context.observe?.(path, x);
      return x;
    },
    parameters: 0,
    facts: () => [],
  };
}

/** `x + layer(x)` (He et al. 2016). Parameters are those of the layer; its output has the shape of its input. */
export function residual(layer: Layer): Layer {
  return {
    ...layer,
    apply: (parameters, x, context, path) => add(x, layer.apply(parameters, x, context, path)),
    facts: (input, path) => {
      const facts = factsOf(layer, input, path);
      const last = facts.at(-1);
      // The sum is one more tensor of the input's size.
      return last ? [...facts.slice(0, -1), { ...last, kept: last.kept + sizeOfShape(input) }] : [];
    },
  };
}

/**
 * Applies named layers to the same input and joins their outputs: `add` sums them (equal shapes), `concatenate` puts them side by side
 * along the last axis. Throws without layers.
 */
export function branch(layers: Named, join: 'add' | 'concatenate'): Layer {
  const entries = Object.entries(layers);
  if (entries.length === 0) throw new Error('a branch needs at least one layer');
  const shape = (input: Shape): number[] => {
    const [first = [], ...others] = entries.map(([, layer]) => outputShape(layer, input));
    if (join === 'add') return first;
    return [...first.slice(0, -1), others.reduce((sum, other) => sum + (other.at(-1) ?? 0), first.at(-1) ?? 0)];
  };
  return {
    ...together(layers),
    apply: (parameters, x, context, path) => {
      const outputs = entries.map(([name, layer]) => layer.apply(parametersOf(parameters, name, layer), x, context, `${path}/${name}`));
      return outputs.reduce((joined, output) => (join === 'add' ? add(joined, output) : concatenateOp(joined, output)));
    },
    shape,
    facts: (input, path) => entries.flatMap(([name, layer]) => factsOf(layer, input, `${path}/${name}`)),
  };
}

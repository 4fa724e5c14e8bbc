/** Applying the engine's layers to the tensors of a golden case. */
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ApplyContext, Layer } from '../layers/layer.ts';
import type { Tree } from '../training/program.ts';
import { arrayAt } from './fixture.ts';
import { differentiate } from './differentiate.ts';
import type { GoldenCase } from './fixture.ts';
import type { CaseContext, Result } from './suite.ts';

/** Training mode; nothing in the golden files is random. */
export const applyContext = (buffers: Tree = {}): ApplyContext => ({
  training: true,
  live: {},
  t: tensor([0], [1], 'int32'),
  key: (stream) => {
    throw new Error(`nothing here is random, but ${stream} was asked for`);
  },
  buffers,
});

/** A named input; throws when the layer asks for one that is not there. */
export function need(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = tensors[name];
  if (!found) throw new Error(`the case has no input ${name}`);
  return found;
}

/** All inputs of a case but `dy` and those named in `without`, for every run. */
export function inputsOf(one: GoldenCase, context: CaseContext, without: readonly string[] = []): Record<string, Tensor> {
  const names = Object.keys(one.inputs).filter((name) => name !== 'dy' && !without.includes(name));
  return Object.fromEntries(names.map((name) => [name, context.tensor(arrayAt(one.inputs, name))]));
}

/**
 * Output y and gradients of a layer applied to x.
 *
 * @param parameters - the layer's record from the inputs of the case
 * @param without - inputs that are no tensors to differentiate: frozen ones, indices
 */
export function applied(
  one: GoldenCase,
  context: CaseContext,
  layer: Layer,
  parameters: (inputs: Record<string, Tensor>) => Tree,
  { buffers = {}, without = [] }: { buffers?: Tree; without?: readonly string[] } = {},
): Record<string, Result> {
  const dy = context.tensor(arrayAt(one.inputs, 'dy'));
  const { value, gradients } = differentiate(
    (inputs) => layer.apply(parameters(inputs), need(inputs, 'x'), applyContext(buffers), ''),
    inputsOf(one, context, without),
    dy,
  );
  return { y: value, ...gradients };
}

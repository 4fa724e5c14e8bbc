/** What a model costs, from its declaration alone: parameters, shapes, multiply-adds and memory of every layer. Nothing is allocated. */
import { factsOf, outputShape } from './layer.ts';
import type { Layer, LayerFact, Shape } from './layer.ts';

/** The forward products, and twice as many backward: the gradients of a layer's input and of its weights are products of the same size. */
const forwardAndBackward = 3;
/** Frozen weights need no gradient of their own. */
const forwardAndThrough = 2;

/** float32. */
const bytesPerNumber = 4;

export interface FactsOptions {
  /** Examples of a batch; 1 if not given. */
  batch?: number;
  /** Runs of the population; 1 if not given. */
  runs?: number;
  /** Numbers the optimizer keeps for each parameter: 0 for plain SGD, 1 with momentum, 2 for Adam; 2 if not given. */
  moments?: number;
}

export interface LayerFacts extends LayerFact {
  /** Bytes of the population while it trains: parameters with gradients and moments, buffers, and what is kept of a batch. */
  memory: number;
}

export interface ModelFacts {
  layers: LayerFacts[];
  /** Shape of an example's output. */
  output: number[];
  /** Sums over the layers. */
  parameters: number;
  frozen: number;
  multiplyAdds: number;
  memory: number;
}

/**
 * Multiply-adds of forward and backward pass for one example of shape `input`, by the usual count: three times the forward products, and twice
 * those with frozen weights. The gradient of the first layer's input, which nobody needs, is counted too; optimizer, norms and activations are not.
 * Throws when the input does not fit the model.
 */
export function trainingMultiplyAdds(model: Layer, input: Shape): number {
  return factsOf(model, input, '').reduce((sum, { multiplyAdds, parameters, frozen }) => {
    return sum + multiplyAdds * (parameters === 0 && frozen > 0 ? forwardAndThrough : forwardAndBackward);
  }, 0);
}

/**
 * Facts of a model for examples of shape `input` (without the axes of runs and examples). Parameters, frozen numbers and multiply-adds
 * are those of one run, multiply-adds those of the forward pass of one example; the backward pass takes about twice as many.
 * Throws when the input does not fit the model.
 */
export function modelFacts(model: Layer, input: Shape, options: FactsOptions = {}): ModelFacts {
  const { batch = 1, runs = 1, moments = 2 } = options;
  const layers = factsOf(model, input, '').map((line) => ({
    ...line,
    memory: bytesPerNumber * runs * (line.parameters * (2 + moments) + line.frozen + line.kept * batch),
  }));
  const total = (of: (line: LayerFacts) => number): number => layers.reduce((sum, line) => sum + of(line), 0);
  return {
    layers,
    output: outputShape(model, input),
    parameters: total((line) => line.parameters),
    frozen: total((line) => line.frozen),
    multiplyAdds: total((line) => line.multiplyAdds),
    memory: total((line) => line.memory),
  };
}

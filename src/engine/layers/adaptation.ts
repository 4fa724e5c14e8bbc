/** Training a few numbers of a model whose weights stay: frozen layers, low-rank updates, bottleneck adapters, soft prompts. */
import { matMul } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { addScaledOp, addScaledRunsOp } from '../device/kernels/scaled.ts';
import { prependOp } from '../device/kernels/sequences.ts';
import { fillUniform } from '../random/uniform.ts';
import type { Initializer } from '../training/population.ts';
import type { Setting } from '../optimizers/optimizer.ts';
import { branchAt, tensorAt } from '../training/tree.ts';
import { dense, overRows } from './dense.ts';
import type { Activation, DenseLayer } from './dense.ts';
import { tableNormal } from './embedding.ts';
import { zeros } from './initializers.ts';
import { buffersAt, fact, factsOf, residual, serial, sizeOfShape } from './layer.ts';
import type { Layer, Shape } from './layer.ts';

/** The same layer with its parameters among the buffers: no optimizer touches them, no gradient is computed for them. */
export function frozen(layer: Layer): Layer {
  return {
    ...layer,
    init: () => ({}),
    buffers: (population, path) => {
      const own = layer.buffers?.(population, path) ?? {};
      // Buffers of the layer itself stay beside its frozen parameters.
      const beside = own[path] === undefined ? {} : branchAt(own, path);
      return { ...own, [path]: { ...beside, ...layer.init(population, path) } };
    },
    apply: (_, x, context, path) => layer.apply(buffersAt(context, path), x, context, path),
    parameters: 0,
    facts: (input, path) => factsOf(layer, input, path).map((line) => ({ ...line, parameters: 0, frozen: line.frozen + line.parameters })),
  };
}

/** Uniform within ±1 / √inputs, as the reference implementation of LoRA starts A. */
const loraUniform: Initializer = (target, shape, [key0, key1]) => {
  const bound = 1 / Math.sqrt(shape[0] ?? 1);
  fillUniform(target, key0, key1, 0);
  for (let i = 0; i < target.length; i++) target[i] = (2 * (target[i] ?? 0) - 1) * bound;
};

/**
 * Low-rank adaptation (Hu et al. 2021, 4.1): y = x · W + b + scaling · (x · A) · B with W and b frozen, A `[inputs, rank]`, B
 * `[rank, outputs]`. B starts at 0, so that the layer starts as the one it adapts. Throws when that has an activation of its own.
 *
 * @param scaling - alpha / rank: a number that stays, or the id of a live hyperparameter
 * @param kept - the layer that stays: `base` with its weights among the buffers if not given, or one whose weights all runs share
 */
export function lora(base: DenseLayer, rank: number, scaling: Setting, kept: Layer = frozen(base)): Layer {
  const { inputs, outputs, activation } = base;
  if (activation !== 'linear') throw new Error('lora adapts a layer without activation: put the activation behind it');
  const layer: Layer = {
    ...kept,
    init: (population, path) => ({
      a: population.parameter([inputs, rank], loraUniform, `a${path}`),
      b: population.parameter([rank, outputs], zeros, `b${path}`),
    }),
    apply: (parameters, x, context, path) => {
      const [a, b] = [tensorAt(parameters, 'a'), tensorAt(parameters, 'b')];
      const update = overRows(x, outputs, (rows) => matMul(matMul(rows, a), b));
      const own = kept.apply({}, x, context, path);
      return typeof scaling === 'number'
        ? addScaledOp(own, update, scaling)
        : addScaledRunsOp(own, update, tensorAt(context.live, scaling));
    },
    parameters: rank * (inputs + outputs),
    facts: (input, path) => {
      const rows = sizeOfShape(input) / inputs;
      return [
        ...factsOf(kept, input, path),
        fact(layer, input, `${path}/lora`, {
          multiplyAdds: rows * rank * (inputs + outputs),
          kept: rows * (rank + 2 * outputs),
        }),
      ];
    },
  };
  return layer;
}

/** The weights of one product that computes the same: W + (alpha / rank) · A · B, W `[R, in, out]`, A `[R, in, rank]`, B `[R, rank, out]`. */
export const mergeLora = (weights: Tensor, a: Tensor, b: Tensor, alpha: number): Tensor =>
  addScaledOp(weights, matMul(a, b), alpha / (a.shape[2] ?? 1));

/**
 * Bottleneck adapter (Houlsby et al. 2019, 2.1): y = x + activation(x · down + bias) · up + bias, over the last axis. `up` starts at 0, so
 * that it starts as the identity.
 *
 * @param activation - the name of one that a dense layer has, or a layer
 */
export function adapter(width: number, bottleneck: number, activation: Activation | Layer): Layer {
  const up = dense(bottleneck, width, 'linear', zeros);
  if (typeof activation === 'string') return residual(serial({ down: dense(width, bottleneck, activation), up }));
  return residual(serial({ down: dense(width, bottleneck), activation, up }));
}

/** Trained vectors in front of every sequence (Lester et al. 2021): `[R, B, T, width]` → `[R, B, length + T, width]`. */
export function softPrompt(length: number, width: number, initializer: Initializer = tableNormal): Layer {
  const shape = ([time = 0]: Shape): number[] => [length + time, width];
  return {
    init: (population, path) => ({ prompt: population.parameter([length, width], initializer, `prompt${path}`) }),
    apply: (parameters, x) => prependOp(tensorAt(parameters, 'prompt'), x),
    parameters: length * width,
    shape,
  };
}

/**
 * Frozen layers whose weights all runs share: one copy `[1, …]` among the buffers, whatever the number of runs. Their buffers come from
 * outside (a loaded model), by path; nothing is initialized here. They compute the same way for any number of runs, one too.
 */
import { matMul, reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { addBiasOp } from '../device/kernels/bias.ts';
import { embeddingOp } from '../device/kernels/embedding.ts';
import { normalizeOp } from '../device/kernels/normalization.ts';
import { addPositionsOp } from '../device/kernels/sequences.ts';
import { tensorAt } from '../training/tree.ts';
import { overRows } from './dense.ts';
import type { DenseLayer } from './dense.ts';
import { zeros } from './initializers.ts';
import { buffersAt, fact, sizeOfShape } from './layer.ts';
import type { Layer } from './layer.ts';

/** `[R, B, …]` as the examples of one run, and back: for what treats every example alike. */
function asOneRun(x: Tensor, work: (folded: Tensor) => Tensor): Tensor {
  const [runs, examples, ...rest] = x.shape;
  const y = work(reshape(x, [1, (runs ?? 1) * (examples ?? 1), ...rest]));
  return reshape(y, [runs ?? 1, examples ?? 1, ...y.shape.slice(2)]);
}

/**
 * `x · weights + bias` with the weights `[1, inputs, outputs]` of the buffers and the bias there, or with a trained bias of each run.
 *
 * @param bias - `frozen`: among the buffers; `trained`: the only parameter, as in BitFit (Ben Zaken et al. 2022)
 */
export function sharedDense(inputs: number, outputs: number, bias: 'frozen' | 'trained' = 'frozen'): DenseLayer {
  const trained = bias === 'trained';
  const layer: DenseLayer = {
    inputs,
    outputs,
    activation: 'linear',
    init: (population, path) => (trained ? { bias: population.parameter([outputs], zeros, `bias${path}`) } : {}),
    apply: (parameters, x, context, path) => {
      const own = buffersAt(context, path);
      return overRows(x, outputs, (rows) =>
        addBiasOp(matMul(rows, tensorAt(own, 'weights')), trained ? tensorAt(parameters, 'bias') : tensorAt(own, 'bias')),
      );
    },
    parameters: trained ? outputs : 0,
    shape: (input) => [...input.slice(0, -1), outputs],
    facts: (input, path) => [
      fact(layer, input, path, { frozen: inputs * outputs + (trained ? 0 : outputs), multiplyAdds: sizeOfShape(input) * outputs }),
    ],
  };
  return layer;
}

/** Rows of the table `[1, vocabulary, width]` of the buffers: ids `[R, B, T]` int32 → `[R, B, T, width]`. */
export function sharedEmbedding(vocabulary: number, width: number): Layer {
  const layer: Layer = {
    init: () => ({}),
    apply: (_, ids, context, path) => asOneRun(ids, (folded) => embeddingOp(tensorAt(buffersAt(context, path), 'table'), folded)),
    parameters: 0,
    shape: (input) => [...input, width],
    facts: (input, path) => [fact(layer, input, path, { frozen: vocabulary * width })],
  };
  return layer;
}

/** Adds the vectors of the positions from the table `[1, context, width]` of the buffers: `[R, B, T, width]` → the same shape. */
export function sharedPositions(length: number, width: number): Layer {
  const layer: Layer = {
    init: () => ({}),
    apply: (_, x, context, path) => asOneRun(x, (folded) => addPositionsOp(folded, tensorAt(buffersAt(context, path), 'table'))),
    parameters: 0,
    facts: (input, path) => [fact(layer, input, path, { frozen: length * width })],
  };
  return layer;
}

/** Layer normalization over the last axis with scale and shift `[1, features]` of the buffers, or with a trained shift of each run. */
export function sharedLayerNorm(features: number, shift: 'frozen' | 'trained' = 'frozen', epsilon = 1e-5): Layer {
  const trained = shift === 'trained';
  const sets = { members: 1, groups: 1, width: features, centred: true, divisor: features, epsilon };
  const layer: Layer = {
    init: (population, path) => (trained ? { shift: population.parameter([features], zeros, `shift${path}`) } : {}),
    apply: (parameters, x, context, path) => {
      const own = buffersAt(context, path);
      const scale = tensorAt(own, 'scale');
      if (!trained) return asOneRun(x, (folded) => normalizeOp(folded, scale, tensorAt(own, 'shift'), sets).y);
      const scaled = asOneRun(x, (folded) => normalizeOp(folded, scale, null, sets).y);
      return overRows(scaled, features, (rows) => addBiasOp(rows, tensorAt(parameters, 'shift')));
    },
    parameters: trained ? features : 0,
    facts: (input, path) => [fact(layer, input, path, { frozen: trained ? features : 2 * features })],
  };
  return layer;
}

/** The logits of a head without bias from the table `[1, vocabulary, width]` at `tokens` of the buffers. */
export function sharedHead(vocabulary: number, tokens: string): Layer {
  const layer: Layer = {
    init: () => ({}),
    apply: (_, x, context) => overRows(x, vocabulary, (rows) => matMul(rows, tensorAt(buffersAt(context, tokens), 'table'), false, true)),
    parameters: 0,
    shape: (input) => [...input.slice(0, -1), vocabulary],
    facts: (input, path) => [fact(layer, input, path, { multiplyAdds: sizeOfShape(input) * vocabulary })],
  };
  return layer;
}

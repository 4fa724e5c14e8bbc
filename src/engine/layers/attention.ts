/** Multi-head attention, with the projections of any layers and optionally a trained prefix of keys and values. */
import { matMul, reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dimension } from '../device/kernel.ts';
import { attentionWeightsOp, joinHeadsOp, splitHeadsOp } from '../device/kernels/attention.ts';
import { prependOp } from '../device/kernels/sequences.ts';
import { branchAt, tensorAt } from '../training/tree.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { tableNormal } from './embedding.ts';
import { factsOf, parametersOf, together } from './layer.ts';
import type { Layer } from './layer.ts';

export type Projection = 'query' | 'key' | 'value' | 'output';

export interface AttentionOptions {
  /** Position i sees positions up to i only. */
  causal?: boolean;
  /** Makes each projection; `dense` if not given. With `lora` or `frozen` layers it adapts a model. */
  linear?: (name: Projection, inputs: number, outputs: number) => Layer;
  /** Trained keys and values in front of those of the sequence, after projection, seen by every query (prefix tuning, Li & Liang 2021). */
  prefix?: number;
  /** Live hyperparameter: rate of the dropout of the attention weights. */
  dropout?: string;
}

/** `[R, B, T, D]`; throws for another rank. */
function sequenceShape(shape: readonly number[]): void {
  if (shape.length !== 4) throw new Error(`attention needs sequences [R, B, T, D], got [${shape.join(', ')}]`);
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, 3.2): `[R, B, T, width]` → the same shape. Queries, keys and values are projections
 * of x, split into `heads` consecutive slices of width d = width / heads; each head is softmax(q · kᵀ / √d) · v; their join is projected
 * once more. Throws when `heads` does not divide `width`.
 */
export function attention(width: number, heads: number, options: AttentionOptions = {}): Layer {
  const { causal = false, prefix = 0 } = options;
  const linear = options.linear ?? ((_: Projection, inputs: number, outputs: number) => dense(inputs, outputs));
  if (width % heads !== 0) throw new Error(`${width} features do not split into ${heads} heads`);
  const project = (name: Projection): Layer => linear(name, width, width);
  const projections = { query: project('query'), key: project('key'), value: project('value'), output: project('output') };
  const parts = together(projections);
  const drop = options.dropout === undefined ? undefined : dropout(options.dropout);

  return {
    parameters: parts.parameters + 2 * prefix * width,
    buffers: parts.buffers,
    init: (population, path) => ({
      ...(prefix > 0 && {
        prefix: {
          keys: population.parameter([prefix, width], tableNormal, `keys${path}/prefix`),
          values: population.parameter([prefix, width], tableNormal, `values${path}/prefix`),
        },
      }),
      ...parts.init(population, path),
    }),
    apply: (parameters, x, context, path) => {
      sequenceShape(x.shape);
      const projected = (name: Projection, input: Tensor): Tensor =>
        projections[name].apply(parametersOf(parameters, name, projections[name]), input, context, `${path}/${name}`);
      const inFront = (name: 'keys' | 'values', rows: Tensor): Tensor =>
        prefix > 0 ? prependOp(tensorAt(branchAt(parameters, 'prefix'), name), rows) : rows;
      const queries = splitHeadsOp(projected('query', x), heads);
      const keys = splitHeadsOp(inFront('keys', projected('key', x)), heads);
      const values = splitHeadsOp(inFront('values', projected('value', x)), heads);
      const weights = attentionWeightsOp(matMul(queries, keys, false, true), 1 / Math.sqrt(width / heads), causal);
      const dropped = drop
        ? reshape(drop.apply({}, reshape(weights, [dimension(x.shape, 0), -1]), context, `${path}/dropout`), weights.shape)
        : weights;
      return projected('output', joinHeadsOp(matMul(dropped, values), dimension(x.shape, 0), heads));
    },
    facts: (input, path) => {
      const [length = 0] = input;
      const seen = length + prefix;
      const inner = (name: Projection) => factsOf(projections[name], input, `${path}/${name}`);
      // Scores, weights and their mask; queries, keys, values and the result once more, head by head.
      const kept = (drop ? 4 : 2) * heads * length * seen + 3 * length * width + 2 * seen * width + (prefix > 0 ? 2 * seen * width : 0);
      return [
        ...inner('query'),
        ...inner('key'),
        ...inner('value'),
        {
          path: `${path}/heads`,
          output: [length, width],
          parameters: 2 * prefix * width,
          frozen: 0,
          multiplyAdds: 2 * length * seen * width,
          kept,
        },
        ...inner('output'),
      ];
    },
  };
}

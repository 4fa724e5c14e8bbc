/** Transformer blocks, and a language model made of them. */
import { matMul } from '@tensorflow/tfjs-core';
import { dropRowsOp } from '../device/kernels/sequences.ts';
import { branchAt, tensorAt } from '../training/tree.ts';
import { activation } from './activations.ts';
import { softPrompt } from './adaptation.ts';
import { attention } from './attention.ts';
import type { AttentionOptions, Projection } from './attention.ts';
import { dense, overRows } from './dense.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { fact, factsOf, parametersOf, residual, serial, sizeOfShape, together } from './layer.ts';
import type { Layer } from './layer.ts';
import { layerNorm } from './normalization.ts';
import { learnedPositions } from './positions.ts';

export interface BlockOptions extends Omit<AttentionOptions, 'linear' | 'dropout'> {
  width: number;
  heads: number;
  /** Width of the layer inside the perceptron; four times `width` if not given. */
  hidden?: number;
  /** `pre`: x + f(norm(x)), as in GPT-2; `post`: norm(x + f(x)), as in Vaswani et al. 2017. `pre` if not given. */
  norm?: 'pre' | 'post';
  /** Makes a normalization over so many features; `layerNorm` if not given. */
  normalization?: (features: number) => Layer;
  /** Makes the activation between the two layers of the perceptron; GELU with tanh, as in GPT-2, if not given. */
  activation?: () => Layer;
  /** Makes each matrix; `dense` if not given. With `lora` or `frozen` layers it adapts a model. */
  linear?: (name: Projection | 'up' | 'down', inputs: number, outputs: number) => Layer;
  /** Live hyperparameter: rate of the dropout of attention weights and of both branches. */
  dropout?: string;
  /** Makes a layer behind each branch, inside its residual connection (adapters, Houlsby et al. 2019). */
  after?: (width: number) => Layer;
}

/**
 * Attention and a perceptron, each with a residual connection and a normalization: `[R, B, T, width]` → the same shape (Vaswani et al.
 * 2017, 3.1, with the norm behind the sum; Radford et al. 2019, 2.3, with the norm in front). Parameters: `norm1`, `attention`, `norm2`,
 * `perceptron`.
 */
export function transformerBlock(options: BlockOptions): Layer {
  const { width, heads, hidden = 4 * width, norm = 'pre', normalization = layerNorm } = options;
  const linear = options.linear ?? ((_: string, inputs: number, outputs: number) => dense(inputs, outputs));
  const drop = options.dropout === undefined ? {} : { dropout: dropout(options.dropout) };
  const after = options.after ? { adapter: options.after(width) } : {};
  const branches = {
    attention: serial({ attention: attention(width, heads, { ...options, linear }), ...drop, ...after }),
    perceptron: serial({
      up: linear('up', width, hidden),
      activation: options.activation?.() ?? activation('geluTanh'),
      down: linear('down', hidden, width),
      ...drop,
      ...after,
    }),
  };
  const [norm1, norm2] = [normalization(width), normalization(width)];
  if (norm === 'post') {
    return serial({ attention: residual(branches.attention), norm1, perceptron: residual(branches.perceptron), norm2 });
  }
  return serial({
    attention: residual(serial({ norm: norm1, branch: branches.attention })),
    perceptron: residual(serial({ norm: norm2, branch: branches.perceptron })),
  });
}

export interface LanguageModelOptions extends BlockOptions {
  vocabulary: number;
  /** Longest sequence. */
  context: number;
  /** Number of blocks. */
  layers: number;
  /** The head uses the table of the tokens (Press & Wolf 2017); true if not given. */
  tied?: boolean;
  /** Makes the positions; learned if not given. */
  positions?: (context: number, width: number) => Layer;
  /** Makes the table of the tokens, ids → vectors; trained if not given. With one of its own there must be a `head`. */
  embedding?: (vocabulary: number, width: number) => Layer;
  /** Makes the head, vectors → logits, whatever `tied` says. */
  head?: (width: number, vocabulary: number) => Layer;
  /** Trained vectors in front of every sequence, behind the positions (prompt tuning, Lester et al. 2021): how many. */
  prompt?: number;
}

/**
 * A language model as GPT-2 (Radford et al. 2019): ids `[R, B, T]` int32 → logits `[R, B, T, vocabulary]`. Tables of tokens and positions,
 * causal blocks, a last norm (with norms in front only) and a head without bias.
 */
export function languageModel(options: LanguageModelOptions): Layer {
  const { vocabulary, context, width, layers, tied = true, positions = learnedPositions, prompt = 0 } = options;
  const tokens = (options.embedding ?? embedding)(vocabulary, width);
  const head = options.head?.(width, vocabulary) ?? (tied ? undefined : dense(width, vocabulary, 'linear', undefined, false));
  const body = serial({
    positions: positions(context, width),
    ...(prompt > 0 && { prompt: softPrompt(prompt, width) }),
    ...Object.fromEntries(Array.from({ length: layers }, (_, i) => [`block${i}`, transformerBlock({ causal: true, ...options })])),
    ...(options.norm !== 'post' && { norm: (options.normalization ?? layerNorm)(width) }),
  });
  const named = { tokens, body, ...(head && { head }) };
  const model: Layer = {
    ...together(named),
    apply: (parameters, ids, context, path) => {
      const vectors = tokens.apply(parametersOf(parameters, 'tokens', tokens), ids, context, `${path}/tokens`);
      const all = body.apply(parametersOf(parameters, 'body', body), vectors, context, `${path}/body`);
      const last = prompt > 0 ? dropRowsOp(all, prompt) : all;
      if (head) return head.apply(parametersOf(parameters, 'head', head), last, context, `${path}/head`);
      const table = tensorAt(branchAt(parameters, 'tokens'), 'table');
      return overRows(last, vocabulary, (rows) => matMul(rows, table, false, true));
    },
    shape: (input) => [...input, vocabulary],
    facts: (input, path) => {
      const vectors = [...input, width];
      const last = head
        ? factsOf(head, vectors, `${path}/head`)
        : [fact(model, input, `${path}/head`, { parameters: 0, multiplyAdds: sizeOfShape(vectors) * vocabulary })];
      return [...factsOf(tokens, input, `${path}/tokens`), ...factsOf(body, vectors, `${path}/body`), ...last];
    },
  };
  return model;
}

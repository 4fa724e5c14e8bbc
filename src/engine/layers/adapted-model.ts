/** Ways to adapt a language model to new text, most of them over one copy of its weights that all runs share. */
import { matMul } from '@tensorflow/tfjs-core';
import { tensorAt } from '../training/tree.ts';
import { activation } from './activations.ts';
import { adapter, lora } from './adaptation.ts';
import { adapts } from './adaptation-methods.ts';
import type { Adaptation, ModelSizes } from './adaptation-methods.ts';
import { overRows } from './dense.ts';
import { tableNormal } from './embedding.ts';
import { fact, sizeOfShape } from './layer.ts';
import type { Layer } from './layer.ts';
import { sharedDense, sharedEmbedding, sharedHead, sharedLayerNorm, sharedPositions } from './shared.ts';
import { languageModel } from './transformer.ts';
import type { LanguageModelOptions } from './transformer.ts';

/** The model as it is pre-trained: everything is trained, the head is the table of the tokens. */
export const baseModel = (vocabulary: number, sizes: ModelSizes): Layer => languageModel({ vocabulary, ...sizes });

/** A trained head apart from the table: logits = x · tableᵀ, table `[R, vocabulary, width]`. */
function trainedHead(width: number, vocabulary: number): Layer {
  const layer: Layer = {
    init: (population, path) => ({ table: population.parameter([vocabulary, width], tableNormal, `table${path}`) }),
    apply: (parameters, x) => overRows(x, vocabulary, (rows) => matMul(rows, tensorAt(parameters, 'table'), false, true)),
    parameters: vocabulary * width,
    shape: (input) => [...input.slice(0, -1), vocabulary],
    facts: (input, path) => [fact(layer, input, path, { multiplyAdds: sizeOfShape(input) * vocabulary })],
  };
  return layer;
}

/** The frozen base, as options that a method changes. */
const frozenBase = (vocabulary: number, sizes: ModelSizes): LanguageModelOptions => ({
  vocabulary,
  ...sizes,
  embedding: sharedEmbedding,
  positions: sharedPositions,
  normalization: (features) => sharedLayerNorm(features),
  linear: (_, inputs, outputs) => sharedDense(inputs, outputs),
  head: (_, tokens) => sharedHead(tokens, '/tokens'),
});

function adaptedOptions(base: LanguageModelOptions, adaptation: Adaptation): Partial<LanguageModelOptions> {
  const { method, rank, scaling, matrices, bottleneck, length } = adaptation;
  switch (method) {
    case 'lora':
      return {
        linear: (name, inputs, outputs) => {
          const kept = sharedDense(inputs, outputs);
          return adapts(matrices, name) ? lora(kept, rank, scaling, kept) : kept;
        },
      };
    case 'adapters':
      return { after: (width) => adapter(width, bottleneck, activation('geluTanh')) };
    case 'prefix':
      return { prefix: length };
    case 'prompt':
      return { prompt: length };
    case 'bitfit':
      return {
        normalization: (features) => sharedLayerNorm(features, 'trained'),
        linear: (_, inputs, outputs) => sharedDense(inputs, outputs, 'trained'),
      };
    case 'head':
      return { head: trainedHead };
    default:
      return base;
  }
}

/**
 * A model that starts as the base and trains what the method says: `full` everything, `head` a head of its own that starts as the table of the
 * tokens, `lora` low-rank updates of chosen matrices (Hu et al. 2021), `adapters` bottlenecks behind both branches of every block (Houlsby et
 * al. 2019), `prefix` keys and values in front of those of every block (Li & Liang 2021), `prompt` vectors in front of the sequence (Lester et
 * al. 2021), `bitfit` biases and shifts (Ben Zaken et al. 2022), `none` nothing. All but `full` read the base from the context's buffers, apply
 * with path ''. Ids `[R, B, T]` int32 → logits `[R, B, T, vocabulary]`.
 */
export function adaptedModel(vocabulary: number, sizes: ModelSizes, adaptation: Adaptation): Layer {
  if (adaptation.method === 'full') return baseModel(vocabulary, sizes);
  const base = frozenBase(vocabulary, sizes);
  return languageModel({ ...base, ...adaptedOptions(base, adaptation) });
}

/** Embedding of tokens: a table of vectors. */
import { embeddingOp } from '../device/kernels/embedding.ts';
import type { Initializer } from '../training/population.ts';
import { tensorAt } from '../training/tree.ts';
import { normal } from './initializers.ts';
import { fact } from './layer.ts';
import type { Layer } from './layer.ts';

/** Normal with standard deviation 0.02, as GPT-2 starts its tables (Radford et al. 2019). */
export const tableNormal = normal(0.02);

/** `table[id]` for every id, `[R, B, …]` int32 → `[R, B, …, width]`; table `[vocabulary, width]`. Ids are 0 … vocabulary − 1. */
export function embedding(vocabulary: number, width: number, initializer: Initializer = tableNormal): Layer {
  const layer: Layer = {
    init: (population, path) => ({ table: population.parameter([vocabulary, width], initializer, `table${path}`) }),
    apply: (parameters, ids) => embeddingOp(tensorAt(parameters, 'table'), ids),
    parameters: vocabulary * width,
    shape: (input) => [...input, width],
    facts: (input, path) => [fact(layer, input, path)],
  };
  return layer;
}

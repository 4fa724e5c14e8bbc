/** Pre-trained language models that ship with the site: sizes and weights, checked when they are read. */
import type { ModelSizes } from '../layers/adaptation-methods.ts';
import { DataError } from './data-error.ts';
import type { FetchBytes } from './data-set.ts';
import { readSafeTensors } from './safetensors.ts';
import type { StoredTensor } from './safetensors.ts';

export const baseModelIds = ['small', 'base'] as const;
export type BaseModelId = (typeof baseModelIds)[number];

/** What `npm run pretrain` trains under these names. */
export const baseModelSizes: Readonly<Record<BaseModelId, ModelSizes>> = {
  small: { width: 64, heads: 4, layers: 2, context: 64 },
  base: { width: 128, heads: 4, layers: 4, context: 64 },
};

/** Below the site's root. */
export const baseModelPath = (id: BaseModelId): string => `models/${id}.safetensors`;

/** Weights by the path of the layer and their name ("body/block0/attention/norm/scale"), without a run axis. */
export type Weights = Readonly<Record<string, StoredTensor>>;

/** The paths and shapes that a model of these sizes has. */
export function expectedShapes(vocabulary: number, { width, layers, context }: ModelSizes): Record<string, number[]> {
  const shapes: Record<string, number[]> = {
    'tokens/table': [vocabulary, width],
    'body/positions/table': [context, width],
    'body/norm/scale': [width],
    'body/norm/shift': [width],
  };
  const dense = (path: string, inputs: number, outputs: number): void => {
    shapes[`${path}/weights`] = [inputs, outputs];
    shapes[`${path}/bias`] = [outputs];
  };
  for (let i = 0; i < layers; i++) {
    const block = `body/block${i}`;
    for (const branch of ['attention', 'perceptron']) {
      shapes[`${block}/${branch}/norm/scale`] = [width];
      shapes[`${block}/${branch}/norm/shift`] = [width];
    }
    for (const projection of ['query', 'key', 'value', 'output']) dense(`${block}/attention/branch/attention/${projection}`, width, width);
    dense(`${block}/perceptron/branch/up`, width, 4 * width);
    dense(`${block}/perceptron/branch/down`, 4 * width, width);
  }
  return shapes;
}

/** The weights in a file. Throws DataError when it is malformed, or has not these shapes. */
export function checkedWeights(id: string, bytes: Uint8Array, shapes: Readonly<Record<string, readonly number[]>>): Weights {
  const { tensors } = readSafeTensors(bytes);
  const again = 'Reload the page without its cache; if it stays so, publish the site’s models again.';
  for (const [path, shape] of Object.entries(shapes)) {
    const found = tensors[path];
    if (!found) throw new DataError(`The model ${id} has no ${path}. ${again}`);
    if (found.shape.join() !== shape.join() || !(found.data instanceof Float32Array)) {
      throw new DataError(`The model ${id} has a ${path} of [${found.shape.join(', ')}] instead of [${shape.join(', ')}]. ${again}`);
    }
  }
  return tensors;
}

/** Reads a base model. Throws DataError when the file is missing, malformed, or of other sizes. */
export const loadBaseModel = async (id: BaseModelId, vocabulary: number, fetchBytes: FetchBytes): Promise<Weights> =>
  checkedWeights(id, await fetchBytes(baseModelPath(id)), expectedShapes(vocabulary, baseModelSizes[id]));

/**
 * Low-rank updates as files: a safetensors file with the names and shapes of PyTorch (`lora_A.weight` `[rank, in]`, `lora_B.weight`
 * `[out, rank]`), and the configuration that Hugging Face's PEFT keeps beside it (`peft-configuration.ts`).
 */
import { adaptedBases, placesOf, sizesOfBase } from './adapted-bases.ts';
import type { AdaptedBase, AdaptedSizes, Place } from './adapted-bases.ts';
import type { Weights } from './base-models.ts';
import { AdapterError, adapterFailure } from './adapter-fault.ts';
import { peftConfiguration, readConfiguration } from './peft-configuration.ts';
import type { LoraSettings, PeftConfiguration } from './peft-configuration.ts';
import { readSafeTensors, SafeTensorsError, writeSafeTensors } from './safetensors.ts';
import type { StoredTensor } from './safetensors.ts';

/** `[columns, rows]` from `[rows, columns]`. */
function transposed(data: ArrayLike<number>, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

/** A and B of an adapted matrix: their names here and in files, and their shape here, which files have the other way round. */
const partsOf = ({ path, module, inputs, outputs }: Place, rank: number) =>
  [
    { path: `${path}/a`, file: `${module}.lora_A.weight`, rows: inputs, columns: rank },
    { path: `${path}/b`, file: `${module}.lora_B.weight`, rows: rank, columns: outputs },
  ] as const;

/** Numbers in an adapter. */
export const adapterSize = (sizes: AdaptedSizes, { rank, matrices }: Omit<LoraSettings, 'alpha'>): number =>
  placesOf(sizes, matrices).reduce((sum, { inputs, outputs }) => sum + rank * (inputs + outputs), 0);

/**
 * The two files of one run's LoRA.
 *
 * @param parameters - A `[in, rank]` and B `[rank, out]` of every adapted matrix, by their path ("body/block0/…/query/a"), without a run axis
 * @throws when one is missing or has another shape
 */
export function writeAdapter(
  parameters: Weights,
  sizes: AdaptedSizes,
  settings: LoraSettings,
  base: string,
): { weights: Uint8Array<ArrayBuffer>; configuration: PeftConfiguration } {
  const tensors: Record<string, StoredTensor> = {};
  for (const place of placesOf(sizes, settings.matrices)) {
    for (const { path, file, rows, columns } of partsOf(place, settings.rank)) {
      const found = parameters[path];
      if (found?.shape.join() !== [rows, columns].join()) throw new Error(`${path} is not [${rows}, ${columns}]`);
      tensors[file] = { shape: [columns, rows], data: transposed(found.data, rows, columns) };
    }
  }
  return { weights: writeSafeTensors({ tensors, metadata: { format: 'pt' } }), configuration: peftConfiguration(sizes, settings, base) };
}

function tensorsOf(weights: Uint8Array): Readonly<Record<string, StoredTensor>> {
  try {
    return readSafeTensors(weights).tensors;
  } catch (error) {
    if (error instanceof SafeTensorsError) throw new AdapterError(error.message, { code: 'file', stored: error.stored });
    throw error;
  }
}

/**
 * Reads the weights of an adapter: parameters by path, as `writeAdapter` takes them.
 *
 * @throws AdapterError when they are not those of this rank on these matrices of a model of these sizes
 */
export function readAdapterWeights(
  weights: Uint8Array,
  sizes: AdaptedSizes,
  { rank, matrices }: Omit<LoraSettings, 'alpha'>,
): Record<string, StoredTensor> {
  const tensors = tensorsOf(weights);
  const parameters: Record<string, StoredTensor> = {};
  const parts = placesOf(sizes, matrices).flatMap((place) => partsOf(place, rank));
  for (const { path, file, rows, columns } of parts) {
    const found = tensors[file];
    if (!found)
      throw adapterFailure({ code: 'missingTensor', name: file }, `it has no ${file}`, 'Choose the two files that were saved together.');
    if (found.shape.join() !== [columns, rows].join()) {
      throw adapterFailure(
        { code: 'shape', name: file, got: `[${found.shape.join(', ')}]`, wanted: `[${columns}, ${rows}]` },
        `${file} is [${found.shape.join(', ')}] instead of [${columns}, ${rows}]`,
        'Choose the two files that were saved together, of an adapter for this base.',
      );
    }
    if (!found.data.every(Number.isFinite))
      throw adapterFailure({ code: 'notFinite', name: file }, `${file} has numbers that are not finite`);
    parameters[path] = { shape: [rows, columns], data: transposed(found.data, columns, rows) };
  }
  if (Object.keys(tensors).length > parts.length) {
    throw adapterFailure(
      { code: 'surplus' },
      'it adapts more than its configuration says',
      'Choose the two files that were saved together.',
    );
  }
  return parameters;
}

/**
 * Reads the two files back.
 *
 * @throws AdapterError when they do not belong to a model of these sizes
 */
export function readAdapter(
  weights: Uint8Array,
  configuration: string,
  sizes: AdaptedSizes,
): { parameters: Record<string, StoredTensor>; settings: LoraSettings & { base: string } } {
  const settings = readConfiguration(configuration);
  return { parameters: readAdapterWeights(weights, sizes, settings), settings };
}

/**
 * Reads the two files of an adapter for one of the site's models, which its configuration names.
 *
 * @throws AdapterError with a sentence for people when the files do not belong together, or to no model of this site
 */
export function openAdapter(
  weights: Uint8Array,
  configuration: string,
): { base: AdaptedBase; parameters: Record<string, StoredTensor>; settings: LoraSettings } {
  const { base: named } = readConfiguration(configuration);
  const base = adaptedBases.find((id) => id === named);
  if (!base) {
    throw adapterFailure(
      { code: 'otherModel', named, known: adaptedBases.join(', ') },
      `it was trained on the model ${named || 'without a name'}, and here are ${adaptedBases.join(', ')}`,
      'Choose an adapter for one of these; base_model_name_or_path in adapter_config.json names it.',
    );
  }
  return { base, ...readAdapter(weights, configuration, sizesOfBase(base)) };
}

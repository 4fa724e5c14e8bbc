/**
 * Low-rank updates as files: a safetensors file with the names and shapes of PyTorch (`lora_A.weight` `[rank, in]`, `lora_B.weight`
 * `[out, rank]`), and the configuration that Hugging Face's PEFT keeps beside it (`adapter_config.json`).
 */
import type { Adaptation, Matrices, ModelSizes } from '../layers/adapted-model.ts';
import { adapts, matrixChoices } from '../layers/adapted-model.ts';
import { DataError } from './data-error.ts';
import { readSafeTensors, writeSafeTensors } from './safetensors.ts';
import type { StoredTensor } from './safetensors.ts';

type LoraSettings = Pick<Adaptation, 'rank' | 'matrices'> & { alpha: number };

/** The fields of `adapter_config.json` that say what an adapter is. */
export interface PeftConfiguration {
  peft_type: 'LORA';
  task_type: 'CAUSAL_LM';
  base_model_name_or_path: string;
  r: number;
  lora_alpha: number;
  lora_dropout: number;
  target_modules: string[];
  bias: 'none';
  fan_in_fan_out: boolean;
  inference_mode: boolean;
}

const matrices = ['query', 'key', 'value', 'output', 'up', 'down'] as const;
type Matrix = (typeof matrices)[number];
const branchOf = (matrix: Matrix): string => (matrix === 'up' || matrix === 'down' ? 'perceptron/branch' : 'attention/branch/attention');
const moduleOf = (matrix: Matrix): string => (matrix === 'up' || matrix === 'down' ? `perceptron.${matrix}` : `attention.${matrix}`);

interface Place {
  /** Of the layer among the parameters. */
  path: string;
  /** Of the module in the file. */
  module: string;
  inputs: number;
  outputs: number;
}

/** The adapted matrices of a model, in order. */
function placesOf({ width, layers }: ModelSizes, chosen: Matrices): Place[] {
  return Array.from({ length: layers }, (_, block) =>
    matrices
      .filter((matrix) => adapts(chosen, matrix))
      .map((matrix) => ({
        path: `body/block${block}/${branchOf(matrix)}/${matrix}`,
        module: `base_model.model.blocks.${block}.${moduleOf(matrix)}`,
        inputs: matrix === 'down' ? 4 * width : width,
        outputs: matrix === 'up' ? 4 * width : width,
      })),
  ).flat();
}

/** `[columns, rows]` from `[rows, columns]`. */
function transposed(data: ArrayLike<number>, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

/**
 * The two files of one run's LoRA.
 *
 * @param parameters - A `[in, rank]` and B `[rank, out]` of every adapted matrix, by their path ("body/block0/…/query/a"), without a run axis
 * @throws when one is missing or has another shape
 */
export function writeAdapter(
  parameters: Readonly<Record<string, StoredTensor>>,
  sizes: ModelSizes,
  settings: LoraSettings,
  base: string,
): { weights: Uint8Array<ArrayBuffer>; configuration: PeftConfiguration } {
  const { rank, alpha } = settings;
  const tensors: Record<string, StoredTensor> = {};
  for (const { path, module, inputs, outputs } of placesOf(sizes, settings.matrices)) {
    for (const [name, file, rows, columns] of [
      ['a', 'lora_A', inputs, rank],
      ['b', 'lora_B', rank, outputs],
    ] as const) {
      const found = parameters[`${path}/${name}`];
      if (found?.shape.join() !== [rows, columns].join()) throw new Error(`${path}/${name} is not [${rows}, ${columns}]`);
      tensors[`${module}.${file}.weight`] = { shape: [columns, rows], data: transposed(found.data, rows, columns) };
    }
  }
  const configuration: PeftConfiguration = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    target_modules: matrices.filter((matrix) => adapts(settings.matrices, matrix)),
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
  };
  return { weights: writeSafeTensors({ tensors, metadata: { format: 'pt' } }), configuration };
}

const failure = (why: string): DataError => new DataError(`This adapter cannot be used here: ${why}. Choose another one.`);

/** What the configuration says, checked. Throws DataError for anything but LoRA on matrices that can be adapted here. */
export function readConfiguration(text: string): LoraSettings & { base: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failure('its configuration is no JSON');
  }
  if (typeof value !== 'object' || value === null) throw failure('its configuration is no record');
  const {
    peft_type: type,
    r,
    lora_alpha: alpha,
    target_modules: targets,
    base_model_name_or_path: base,
  } = value as Partial<Record<string, unknown>>;
  if (type !== 'LORA') throw failure(`it is of type ${String(type)}, not LORA`);
  if (typeof r !== 'number' || !Number.isInteger(r) || r < 1) throw failure(`its rank is ${String(r)}`);
  if (typeof alpha !== 'number' || !Number.isFinite(alpha)) throw failure(`its alpha is ${String(alpha)}`);
  const wanted = Array.isArray(targets) ? targets.map(String).sort().join() : '';
  const chosen = matrixChoices.find(
    (choice) =>
      matrices
        .filter((matrix) => adapts(choice, matrix))
        .sort()
        .join() === wanted,
  );
  if (!chosen) throw failure(`it adapts ${wanted || 'nothing'}, which is no choice of matrices here`);
  return { rank: r, alpha, matrices: chosen, base: typeof base === 'string' ? base : '' };
}

/**
 * Reads the two files back: parameters by path, as `writeAdapter` takes them.
 *
 * @throws DataError when they do not belong to a model of these sizes
 */
export function readAdapter(
  weights: Uint8Array,
  configuration: string,
  sizes: ModelSizes,
): { parameters: Record<string, StoredTensor>; settings: LoraSettings & { base: string } } {
  const settings = readConfiguration(configuration);
  const { tensors } = readSafeTensors(weights);
  const parameters: Record<string, StoredTensor> = {};
  const places = placesOf(sizes, settings.matrices);
  for (const { path, module, inputs, outputs } of places) {
    for (const [name, file, rows, columns] of [
      ['a', 'lora_A', inputs, settings.rank],
      ['b', 'lora_B', settings.rank, outputs],
    ] as const) {
      const found = tensors[`${module}.${file}.weight`];
      if (!found) throw failure(`it has no ${module}.${file}.weight`);
      if (found.shape.join() !== [columns, rows].join()) {
        throw failure(`${module}.${file}.weight is [${found.shape.join(', ')}] instead of [${columns}, ${rows}]`);
      }
      parameters[`${path}/${name}`] = { shape: [rows, columns], data: transposed(found.data, columns, rows) };
    }
  }
  if (Object.keys(tensors).length > 2 * places.length) throw failure('it adapts more than its configuration says');
  return { parameters, settings };
}

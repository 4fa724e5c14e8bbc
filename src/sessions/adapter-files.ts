/** The files of an adapter that a run has trained, as PEFT keeps them, from what the run's probe hands out. */
import { adaptedBases, sizesOfBase } from '../engine/data/adapted-bases.ts';
import { writeAdapter } from '../engine/data/lora-files.ts';
import { scalingPath } from '../engine/training/program.ts';
import type { StoredTensor } from '../engine/data/safetensors.ts';
import type { WeightsProbe } from '../worker/protocol.ts';

export interface AdapterFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The two files of the run at a place among the probe's runs; null where it has trained no adapter.
 *
 * @throws when the base is not a model of this site
 */
export function adapterFilesOf(probe: Omit<WeightsProbe, 'kind' | 'step'>, index: number): AdapterFile[] | null {
  const { layout, lora, values, runs } = probe;
  if (layout.length === 0) return null;
  const base = adaptedBases.find((id) => id === lora.base);
  if (!base) throw new Error(`there is no base model ${lora.base}`);
  let offset = (index * values.length) / runs.length;
  const parameters: Record<string, StoredTensor> = {};
  for (const { path, shape } of layout) {
    const size = shape.reduce((product, one) => product * one, 1);
    parameters[path] = { shape, data: values.slice(offset, offset + size) };
    offset += size;
  }
  const scaling = parameters[scalingPath]?.data[0];
  if (scaling === undefined) throw new Error('the adapter has no scaling');
  const alpha = Number((lora.rank * shortest(scaling)).toPrecision(12));
  const { weights, configuration } = writeAdapter(parameters, sizesOfBase(base), { ...lora, alpha }, base);
  const text = new TextEncoder().encode(`${JSON.stringify(configuration, null, 2)}\n`);
  return [
    { name: 'adapter_model.safetensors', bytes: weights },
    { name: 'adapter_config.json', bytes: text },
  ];
}

/** The decimal number with the fewest digits that single precision keeps as this one: 0.3 in place of 0.30000001192092896. */
function shortest(single: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(single.toPrecision(digits));
    if (Math.fround(rounded) === single) return rounded;
  }
  return Number(single.toPrecision(9));
}

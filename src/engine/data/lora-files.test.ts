/** Adapters as files: PyTorch's names and shapes, back again to the bit, and refusals. */
import { describe, expect, it } from 'vitest';
import { values } from '../testing/tensors.ts';
import { AdapterError } from './adapter-fault.ts';
import { openAdapter, readAdapter, writeAdapter } from './lora-files.ts';
import { readConfiguration } from './peft-configuration.ts';
import { readSafeTensors } from './safetensors.ts';
import type { StoredTensor } from './safetensors.ts';

const sizes = { width: 4, heads: 2, layers: 2, context: 8 };
const settings = { rank: 3, alpha: 6, matrices: 'all' } as const;

const parameters: Record<string, StoredTensor> = {};
for (const block of [0, 1]) {
  for (const [path, inputs, outputs] of [
    ['attention/branch/attention/query', 4, 4],
    ['attention/branch/attention/key', 4, 4],
    ['attention/branch/attention/value', 4, 4],
    ['attention/branch/attention/output', 4, 4],
    ['perceptron/branch/up', 4, 16],
    ['perceptron/branch/down', 16, 4],
  ] as const) {
    const layer = `body/block${block}/${path}`;
    parameters[`${layer}/a`] = { shape: [inputs, 3], data: values([inputs, 3], `${layer}/a`) };
    parameters[`${layer}/b`] = { shape: [3, outputs], data: values([3, outputs], `${layer}/b`) };
  }
}

describe('adapters as files', () => {
  const { weights, configuration } = writeAdapter(parameters, sizes, settings, 'small');
  const text = JSON.stringify(configuration);

  it('have the names and shapes of PyTorch, and numbers turned accordingly', () => {
    const { tensors, metadata } = readSafeTensors(weights);
    expect(metadata).toEqual({ format: 'pt' });
    expect(Object.keys(tensors)).toHaveLength(24);
    const up = tensors['base_model.model.blocks.1.perceptron.up.lora_A.weight'];
    expect(up?.shape).toEqual([3, 4]);
    expect(up?.data[1 * 4 + 2]).toBe(parameters['body/block1/perceptron/branch/up/a']?.data[2 * 3 + 1]);
    expect(tensors['base_model.model.blocks.0.perceptron.up.lora_B.weight']?.shape).toEqual([16, 3]);
    expect(configuration).toMatchObject({
      peft_type: 'LORA',
      r: 3,
      lora_alpha: 6,
      base_model_name_or_path: 'small',
      fan_in_fan_out: false,
    });
    expect(configuration.target_modules).toEqual(['query', 'key', 'value', 'output', 'up', 'down']);
  });

  it('come back to the bit', () => {
    const read = readAdapter(weights, text, sizes);
    expect(read.settings).toEqual({ ...settings, base: 'small' });
    expect(read.parameters).toEqual(parameters);
  });

  it('say what does not fit', () => {
    expect(() => readAdapter(weights, text, { ...sizes, layers: 3 })).toThrow('blocks.2.attention.query.lora_A.weight');
    expect(() => readAdapter(weights, text, { ...sizes, layers: 1 })).toThrow('more than its configuration says');
    expect(() => readAdapter(weights, text, { ...sizes, width: 8 })).toThrow('instead of [3, 8]');
    expect(() => readConfiguration('{')).toThrow('no JSON');
    expect(() => readConfiguration(JSON.stringify({ ...configuration, peft_type: 'IA3' }))).toThrow('of type IA3');
    expect(() => readConfiguration(JSON.stringify({ ...configuration, r: 0 }))).toThrow('rank is 0');
    expect(() => readConfiguration(JSON.stringify({ ...configuration, target_modules: ['query'] }))).toThrow('adapts query');
    const changed = (fields: object) => () => readConfiguration(JSON.stringify({ ...configuration, ...fields }));
    expect(changed({ use_dora: true })).toThrow('DoRA');
    expect(changed({ rank_pattern: { query: 4 } })).toThrow('different ranks');
    expect(changed({ bias: 'all' })).toThrow('trains biases');
    expect(changed({ modules_to_save: ['head'] })).toThrow('whole modules');
    expect(changed({ target_modules: 'query|value' })).toThrow('Write the names of the modules out');
    // What PEFT writes beside, unset, is no hindrance; with rsLoRA alpha is divided by the root of the rank.
    expect(changed({ use_dora: false, rank_pattern: {}, modules_to_save: null, revision: null })()).toMatchObject({ rank: 3, alpha: 6 });
    expect(changed({ r: 4, use_rslora: true })().alpha).toBe(12);
    expect(() => openAdapter(weights, JSON.stringify({ ...configuration, base_model_name_or_path: 'gpt2' }))).toThrow('gpt2');
    expect(() => openAdapter(weights.subarray(0, 99), text)).toThrow('longer than the file');
    // As codes too, for each language to say: of what is stored in half precision, as many adapters are, the tensor and its type.
    const half = new TextEncoder().encode(JSON.stringify({ a: { dtype: 'BF16', shape: [1], data_offsets: [0, 2] } }));
    const file = new Uint8Array(8 + half.length + 2);
    file[0] = half.length;
    file.set(half, 8);
    const fault = (read: () => unknown): unknown => {
      try {
        return read();
      } catch (error) {
        return error instanceof AdapterError ? error.fault : error;
      }
    };
    expect(fault(() => openAdapter(file, text))).toEqual({ code: 'file', stored: { name: 'a', dtype: 'BF16' } });
    expect(fault(() => openAdapter(weights.subarray(0, 99), text))).toEqual({ code: 'file', stored: null });
    expect(fault(changed({ use_dora: true }))).toEqual({ code: 'variant', variant: 'use_dora' });
    expect(fault(() => readAdapter(weights, text, { ...sizes, layers: 1 }))).toEqual({ code: 'surplus' });
    const broken = { ...parameters };
    const first = Object.keys(broken)[0] ?? '';
    broken[first] = { shape: [4, 3], data: new Float32Array(12).fill(NaN) };
    expect(() => readAdapter(writeAdapter(broken, sizes, settings, 'small').weights, text, sizes)).toThrow('not finite');
    expect(() => writeAdapter({}, sizes, settings, 'small')).toThrow('is not [4, 3]');
  });
});

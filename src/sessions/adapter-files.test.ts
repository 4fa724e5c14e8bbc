/** Files of an adapter: of the right run, and readable again. */
import { expect, it } from 'vitest';
import { baseModelSizes } from '../engine/data/base-models.ts';
import { readAdapter } from '../engine/data/lora-files.ts';
import { adapterFilesOf } from './adapter-files.ts';

const lora = { rank: 1, matrices: 'query-value', base: 'small' } as const;
const layout = [
  ...[0, 1].flatMap((block) =>
    ['query', 'value'].flatMap((matrix) => [
      { path: `body/block${block}/attention/branch/attention/${matrix}/a`, shape: [64, 1] },
      { path: `body/block${block}/attention/branch/attention/${matrix}/b`, shape: [1, 64] },
    ]),
  ),
  { path: 'scaling', shape: [] },
];
/** Of the second run the scaling is 0.3, which single precision does not hold exactly. */
const values = Float32Array.from({ length: 2 * 513 }, (_, i) => (i === 2 * 513 - 1 ? 0.3 : i));

it('holds the numbers of one run, and comes back', () => {
  const files = adapterFilesOf({ runs: [3, 8], layout, lora, values }, 1);
  expect(files?.map(({ name }) => name)).toEqual(['adapter_model.safetensors', 'adapter_config.json']);
  const [weights, configuration] = files ?? [];
  const read = readAdapter(weights?.bytes ?? new Uint8Array(), new TextDecoder().decode(configuration?.bytes), baseModelSizes.small);
  expect(read.settings).toEqual({ ...lora, alpha: 0.3 });
  expect([...(read.parameters[layout[1]?.path ?? '']?.data ?? [])]).toEqual([...values.slice(513 + 64, 513 + 128)]);
});

it('is not there for a run that trains otherwise, nor for an unknown base', () => {
  expect(adapterFilesOf({ runs: [0], layout: [], lora, values: Float32Array.of(0) }, 0)).toBeNull();
  expect(() => adapterFilesOf({ runs: [0], layout, lora: { ...lora, base: 'other' }, values }, 0)).toThrow('no base model other');
});

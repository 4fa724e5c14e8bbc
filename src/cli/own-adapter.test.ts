import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { catalogue } from '../../experiments/catalogue.ts';
import { placesOf, sizesOfBase } from '../engine/data/adapted-bases.ts';
import { writeAdapter } from '../engine/data/lora-files.ts';
import type { StoredTensor } from '../engine/data/safetensors.ts';
import { values } from '../engine/testing/tensors.ts';
import { readCommand, UsageError } from './options.ts';
import { withOwnAdapter } from './own-adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'ablate-adapter-'));
const sizes = sizesOfBase('small');
const settings = { rank: 2, alpha: 1, matrices: 'query-value' } as const;
const parameters: Record<string, StoredTensor> = {};
for (const { path, inputs, outputs } of placesOf(sizes, settings.matrices)) {
  parameters[`${path}/a`] = { shape: [inputs, 2], data: values([inputs, 2], `${path}/a`) };
  parameters[`${path}/b`] = { shape: [2, outputs], data: values([2, outputs], `${path}/b`) };
}
const { weights, configuration: written } = writeAdapter(parameters, sizes, settings, 'small');
writeFileSync(join(folder, 'adapter_model.safetensors'), weights);
writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify(written));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...args: string[]) {
  const command = readCommand(['lora', '--adapter', folder, ...args], catalogue);
  if (command.do !== 'run' || command.adapter === null) throw new Error('no adapter is to be read');
  return withOwnAdapter(command.experiment, command.configuration, command.adapter);
}

it('becomes an arm that the configuration names by its hash, and goes along', async () => {
  const { configuration, files } = await read('--arms', 'full,lora');
  const [, , arm] = configuration.arms;
  expect(arm).toMatchObject({ id: 'adapter', values: { method: 'lora', learningRate: 0.02 } });
  const text = String(arm?.values['adapter']);
  expect(text).toMatch(/^adapter:[0-9a-f]{16}:small:2:query-value:0\.5$/);
  expect(Object.keys(files)).toEqual([`own/${text.split(':')[1] ?? ''}`]);
  // A link that names it is given the file, and no arm more.
  const named = await read('--arms', 'full,mine', '--set', `mine.adapter=${text}`);
  expect(named.configuration.arms.map(({ id }) => id)).toEqual(['full', 'mine']);
  expect(Object.keys(named.files)).toEqual(Object.keys(files));
});

it('is refused with what would be right', async () => {
  await expect(read('--arms', 'full,mine', '--set', 'mine.adapter=adapter:0123456789abcdef:small:2:all:2')).rejects.toThrow(
    'is not the adapter that the settings name',
  );
  await expect(read('--preset', 'base')).rejects.toThrow('choose “small” as the session’s model first');
  const command = readCommand(['lora', '--adapter', join(folder, 'none')], catalogue);
  if (command.do !== 'run') throw new Error('it is to be run');
  await expect(withOwnAdapter(command.experiment, command.configuration, command.adapter ?? '')).rejects.toThrow(UsageError);
  expect(() => readCommand(['dropout', '--adapter', folder], catalogue)).toThrow('adapts no model');
});

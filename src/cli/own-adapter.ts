/** An adapter of the person's own from a folder: read as the page reads it, and named in the configuration by its hash, through the same schema. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { adapterArmValues } from '../experiment/adapter-arm.ts';
import { describeProblem, parseConfiguration, resolveArms, withOwn, type Configuration } from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { adapterPath, ownAdapterOf } from '../experiment/own-adapter.ts';
import { AdapterError, packAdapter, type PackedAdapter } from '../sessions/own-adapters.ts';
import { UsageError } from './options.ts';

/**
 * The configuration with an arm that starts from the adapter, unless it has one already, and the bytes of the adapter by the path that a
 * program asks for.
 *
 * @param folder - with `adapter_model.safetensors` and `adapter_config.json`
 * @throws UsageError when it holds no adapter that can be trained here, or not the one that the configuration names
 */
export async function withOwnAdapter(
  experiment: Experiment,
  configuration: Configuration,
  folder: string,
): Promise<{ configuration: Configuration; files: Record<string, Uint8Array<ArrayBuffer>> }> {
  const { own, bytes } = await opened(folder);
  const files = { [adapterPath(own)]: bytes };
  const arms = resolveArms(experiment, configuration);
  const named = arms.flatMap(({ values }) => Object.values(values)).flatMap((value) => ownAdapterOf(value) ?? []);
  if (named.some(({ hash }) => hash === own.hash)) return { configuration, files };
  const [other] = named;
  if (other)
    throw new UsageError(`--adapter ${folder} is not the adapter that the settings name: its hash is ${own.hash}, not ${other.hash}.`);
  const values = adapterArmValues(experiment, arms, own);
  const wanted = { ...configuration, arms: withOwn(experiment, configuration, { id: 'adapter', values }) };
  const result = parseConfiguration(experiment, { sweep: null, ...wanted });
  if (!result.ok) throw new UsageError([...new Set(result.errors.map(describeProblem))].join('\n'));
  return { configuration: result.configuration, files };
}

async function opened(folder: string): Promise<PackedAdapter> {
  const read = (name: string): Promise<Buffer> =>
    readFile(join(folder, name)).catch((error: unknown) => {
      throw new UsageError(`--adapter ${folder}: ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    });
  const [weights, configuration] = await Promise.all([read('adapter_model.safetensors'), read('adapter_config.json')]);
  try {
    return await packAdapter(weights, configuration.toString('utf8'), basename(folder));
  } catch (error) {
    if (error instanceof AdapterError) throw new UsageError(`--adapter ${folder}: ${error.message}`);
    throw error;
  }
}

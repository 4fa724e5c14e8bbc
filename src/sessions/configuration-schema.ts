/** The form in which configurations are stored beside results. What they mean is checked against the experiment when they are used. */
import * as v from 'valibot';
import { deviceChoices, type Configuration } from '../experiment/configuration.ts';

const fork = v.exactOptional(v.object({ of: v.string(), step: v.number() }));
const values = v.record(v.string(), v.union([v.number(), v.string()]));

export const configurationSchema: v.GenericSchema<unknown, Configuration> = v.object({
  experiment: v.string(),
  preset: v.string(),
  sweep: v.exactOptional(v.object({ hyperparameter: v.string(), values: v.array(v.number()) })),
  arms: v.array(v.object({ id: v.string(), values, name: v.exactOptional(v.string()), fork, unswept: v.exactOptional(v.literal(true)) })),
  values,
  seeds: v.number(),
  sessionSeed: v.number(),
  steps: v.nullable(v.number()),
  device: v.picklist(deviceChoices),
  events: v.exactOptional(v.array(v.object({ step: v.number(), arms: v.array(v.string()), id: v.string(), value: v.number() }))),
});

export const deviceSchema = v.object({
  kind: v.picklist(['webgpu', 'wasm', 'cpu']),
  description: v.string(),
  software: v.boolean(),
  workers: v.number(),
});

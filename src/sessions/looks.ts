/**
 * Looks at data. The same settings and session seed give the same numbers, however often they are trained: whoever runs them again looks at them
 * again, and has seen nothing new. Another number of seeds is a further look, which may only spend half the error of the one before.
 */
import * as v from 'valibot';
import { encodeConfiguration, type Configuration } from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { textHash } from './share/digest.ts';

/** A number of seeds at which a verdict on some data has been seen, and which look at them it was, from 1. */
export interface Look {
  data: string;
  seeds: number;
  look: number;
}

/** The newest are remembered. */
const most = 2000;

/**
 * Names the data that seeds of a configuration come from: everything that their numbers depend on but for how many there are. Neither names nor
 * the device belong to it, nor which of the declared arms are there: leaving one out makes no fresh data of the others.
 */
export function dataOf(experiment: Experiment, configuration: Configuration): string {
  const plain = ({ id, values }: Configuration['arms'][number]): boolean =>
    Object.keys(values).length === 0 && experiment.arms.some((declared) => declared.id === id);
  const arms = configuration.arms
    .filter((arm) => !plain(arm))
    .map(({ name: _, ...arm }) => arm)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const text = encodeConfiguration({ ...configuration, arms, seeds: experiment.defaultSeeds, device: 'auto' }, experiment);
  return `${experiment.id} ${textHash(text).toString(36)}`;
}

/**
 * Which look it is to see these data with so many seeds: the one that it was, or one more than all so far. So every number of seeds has a share of
 * the error of its own, and all shares together stay under it, in whatever order they were seen.
 */
export function lookAt(ledger: readonly Look[], data: string, seeds: number): number {
  const seen = ledger.filter((one) => one.data === data);
  return seen.find((one) => one.seeds === seeds)?.look ?? 1 + Math.max(0, ...seen.map(({ look }) => look));
}

/** The ledger with a look on top; of one that is there the later number holds, since a verdict never gets cheaper. */
export function withLook(ledger: readonly Look[], { data, seeds, look }: Look): Look[] {
  const same = (one: Look): boolean => one.data === data && one.seeds === seeds;
  const before = ledger.find(same)?.look ?? 0;
  return [{ data, seeds, look: Math.max(look, before) }, ...ledger.filter((one) => !same(one))].slice(0, most);
}

const schema: v.GenericSchema<unknown, Look[]> = v.array(
  v.object({
    data: v.string(),
    seeds: v.pipe(v.number(), v.integer(), v.minValue(1)),
    look: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
);

/** What was read from storage; nothing when it is not a ledger. */
export function parseLooks(input: unknown): Look[] {
  const result = v.safeParse(schema, input);
  return result.success ? result.output : [];
}

/** The last verdicts of each experiment, kept in the browser so that the catalogue can show them. */
import * as v from 'valibot';
import type { Verdict } from '../experiment/claim.ts';
import { dateSchema, verdictSchema } from './verdict-schema.ts';

/** What is needed of `localStorage`; any of it may throw (closed, full). */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface LastVerdicts {
  /** When the session ended: ISO date and time in UTC. */
  date: string;
  preset: string;
  seeds: number;
  /** What it ran on, for people. */
  device: string;
  verdicts: readonly Verdict[];
}

const schema: v.GenericSchema<unknown, LastVerdicts> = v.object({
  date: dateSchema,
  preset: v.string(),
  seeds: v.pipe(v.number(), v.integer(), v.minValue(1)),
  device: v.string(),
  verdicts: v.array(verdictSchema),
});

const keyOf = (experiment: string): string => `ablate.verdicts.${experiment}`;

/** The last verdicts of an experiment, or null. What cannot be read (an older form, a foreign hand) is removed. */
export function readLastVerdicts(storage: StorageLike, experiment: string): LastVerdicts | null {
  const key = keyOf(experiment);
  try {
    const text = storage.getItem(key);
    if (text === null) return null;
    const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    if (result.success) return result.output;
    storage.removeItem(key);
  } catch {
    // Closed storage holds nothing.
  }
  return null;
}

/** Keeps them in place of the earlier ones. False when the storage is closed or full. */
export function saveLastVerdicts(storage: StorageLike, experiment: string, last: LastVerdicts): boolean {
  try {
    storage.setItem(keyOf(experiment), JSON.stringify(last));
    return true;
  } catch {
    return false;
  }
}

/** A session as it is kept in the browser: what was asked for, what came of it, and what a person wrote about it. */
import * as v from 'valibot';
import type { Verdict } from '../experiment/claim.ts';
import { limits, type Configuration } from '../experiment/configuration.ts';
import type { DeviceDescription } from '../worker/protocol.ts';
import { configurationSchema, deviceSchema } from './configuration-schema.ts';
import { keptFactsEntries, type KeptFacts } from './kept-facts.ts';
import { pastEventSchema, type PastEvent } from './past-event.ts';
import type { SessionRecord } from './record.ts';
import { dateSchema, verdictSchema } from './verdict-schema.ts';

export interface KeptSession extends KeptFacts {
  id: string;
  experiment: string;
  /** Empty until a person gives one. */
  name: string;
  note: string;
  starred: boolean;
  /** ISO dates and times in UTC. */
  started: string;
  changed: string;
  configuration: Configuration;
  device: DeviceDescription | null;
  /** Steps that every run has taken, of how many. */
  step: number;
  steps: number;
  /** Of training, without pauses. */
  seconds: number;
  finished: boolean;
  verdicts: readonly Verdict[];
  /** When it was deleted; it can be restored until it is forgotten. */
  deleted: string | null;
  /** What happened to it beside what it was asked for, in order; absent: nothing. */
  past?: readonly PastEvent[];
  /** Which look at the data its seeds are, from 1: seeds that were doubled j times are look j + 1. Absent: the first. */
  look?: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const fields = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  experiment: v.string(),
  name: v.string(),
  note: v.string(),
  starred: v.boolean(),
  started: dateSchema,
  changed: dateSchema,
  configuration: configurationSchema,
  device: v.nullable(deviceSchema),
  step: count,
  steps: v.pipe(count, v.maxValue(limits.steps.max)),
  seconds: v.pipe(v.number(), v.finite(), v.minValue(0)),
  finished: v.boolean(),
  verdicts: v.array(verdictSchema),
  deleted: v.nullable(dateSchema),
  past: v.exactOptional(v.array(pastEventSchema)),
  look: v.exactOptional(v.pipe(count, v.minValue(1))),
  ...keptFactsEntries,
});

const schema: v.GenericSchema<unknown, KeptSession> = v.pipe(
  fields,
  v.check(({ step, steps }) => step <= steps, 'no session is further than its end'),
);

/** What was read from storage, or null when it is not a session of this form (an older one, a foreign hand). */
export function parseKeptSession(input: unknown): KeptSession | null {
  const result = v.safeParse(schema, input);
  return result.success ? result.output : null;
}

/** One measure of all runs: `values[i · runs + r]` is run r at `steps[i]`; NaN is not there, +∞ was not finite. */
export interface KeptMeasure {
  measure: string;
  runs: number;
  steps: Int32Array;
  values: Float32Array;
}

const measuresSchema: v.GenericSchema<unknown, KeptMeasure[]> = v.array(
  v.pipe(
    v.object({ measure: v.string(), runs: count, steps: v.instance(Int32Array), values: v.instance(Float32Array) }),
    v.check(({ runs, steps, values }) => values.length === runs * steps.length, 'a measure has a value for every run and step'),
    v.check(({ steps }) => steps.every((step, i) => step > (steps[i - 1] ?? -1)), 'steps ascend from 0'),
  ),
);

/** The measures that were read from storage; none when they are not of this form. */
export function parseKeptMeasures(input: unknown): KeptMeasure[] {
  const result = v.safeParse(measuresSchema, input);
  return result.success ? result.output : [];
}

/** Copies of everything that was measured; derived measures are derived again. */
export function keptMeasures(record: SessionRecord): KeptMeasure[] {
  const runs = record.arms.length * record.seeds;
  return record.measures
    .filter(({ source }) => source.kind !== 'derived')
    .map(({ id }) => {
      const steps = record.steps(id).slice();
      const values = new Float32Array(steps.length * runs);
      for (let run = 0; run < runs; run++) {
        const column = record.values(id, Math.floor(run / record.seeds), run % record.seeds);
        for (let i = 0; i < steps.length; i++) values[i * runs + run] = column[i] ?? NaN;
      }
      return { measure: id, runs, steps, values };
    });
}

/** Puts kept measures into an empty record of the same arms and seeds; those that it does not have are left out. */
export function fillRecord(record: SessionRecord, measures: readonly KeptMeasure[]): void {
  const known = new Set(record.measures.map(({ id }) => id));
  const expected = record.arms.length * record.seeds;
  record.filling(() => {
    for (const { measure, runs, steps, values } of measures) {
      if (!known.has(measure) || runs !== expected) continue;
      for (let run = 0; run < runs; run++) {
        const present = Array.from(steps.keys()).filter((i) => !Number.isNaN(values[i * runs + run] ?? NaN));
        if (present.length === 0) continue;
        record.add({
          measure,
          steps: Int32Array.from(present, (i) => steps[i] ?? 0),
          runs: [run],
          values: Float32Array.from(present, (i) => values[i * runs + run] ?? NaN),
        });
      }
    }
  });
}

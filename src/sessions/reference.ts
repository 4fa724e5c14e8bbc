/** The recorded reference session of an experiment: `reference.json`, so that an empty page shows real curves. */
import * as v from 'valibot';
import type { Verdict } from '../experiment/claim.ts';
import { departures, sameSweep, type Configuration } from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { DeviceDescription } from '../worker/protocol.ts';
import { configurationSchema, deviceSchema } from './configuration-schema.ts';
import type { SessionRecord } from './record.ts';
import { dateSchema, verdictSchema } from './verdict-schema.ts';

/** Points kept of each curve. */
export const referencePoints = 200;
/** The same with a sweep, whose curves are many and of which the ends matter. */
const sweepPoints = 12;
const significantDigits = 5;

/** Arrays of equal length; null where nothing counts. */
export interface ReferenceCurve {
  steps: number[];
  mean: (number | null)[];
  /** 95 % t interval of the mean. */
  lower: (number | null)[];
  upper: (number | null)[];
}

export interface ReferenceArm {
  id: string;
  /** The steps at which runs diverged. */
  divergedAt: number[];
  /** By measure. */
  measures: Record<string, ReferenceCurve>;
}

export interface ReferenceSession {
  configuration: Configuration;
  /** Steps really taken. */
  steps: number;
  arms: ReferenceArm[];
  verdicts: Verdict[];
  timing: { wallMs: number; stepsPerSecond: number };
}

export interface Reference {
  experiment: string;
  /** ISO date and time in UTC. */
  date: string;
  device: DeviceDescription;
  /** By preset. */
  presets: Record<string, ReferenceSession>;
}

const points = v.array(v.nullable(v.number()));
const curve = v.pipe(
  v.object({ steps: v.array(v.number()), mean: points, lower: points, upper: points }),
  v.check(
    ({ steps, mean, lower, upper }) => [mean, lower, upper].every((list) => list.length === steps.length),
    'steps, mean, lower and upper must be equally long',
  ),
);

const schema: v.GenericSchema<unknown, Reference> = v.object({
  experiment: v.string(),
  date: dateSchema,
  device: deviceSchema,
  presets: v.record(
    v.string(),
    v.object({
      configuration: configurationSchema,
      steps: v.number(),
      arms: v.array(v.object({ id: v.string(), divergedAt: v.array(v.number()), measures: v.record(v.string(), curve) })),
      verdicts: v.array(verdictSchema),
      timing: v.object({ wallMs: v.number(), stepsPerSecond: v.number() }),
    }),
  ),
});

/** Checks the content of a `reference.json`. Throws an Error that names the place where it is not one. */
export function readReference(input: unknown): Reference {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`The reference session is not readable at "${v.getDotPath(issue) ?? ''}": ${issue.message}. Record it again.`);
}

/** The text of a `reference.json`: checked, five significant digits, one line per list of numbers. */
export function writeReference(reference: Reference): string {
  const text = JSON.stringify(readReference(reference), null, 1);
  const listOfNumbers = /\[\s+((?:-?[\d.e+-]+|null)(?:,\s+(?:-?[\d.e+-]+|null))*)\s+\]/g;
  return `${text.replace(listOfNumbers, (_, list: string) => `[${list.replace(/\s+/g, '')}]`)}\n`;
}

/** What is kept of a finished session under its preset. */
export function referenceSession(
  record: SessionRecord,
  configuration: Configuration,
  { steps, verdicts, timing }: Pick<ReferenceSession, 'steps' | 'verdicts' | 'timing'>,
): ReferenceSession {
  const arms = record.arms.map((id, arm): ReferenceArm => ({
    id,
    divergedAt: record.runsOf(arm).flatMap((run) => record.divergedAt(run) ?? []),
    measures: Object.fromEntries(
      record.measures.map((measure) => [measure.id, thinned(record, measure.id, arm, configuration.sweep ? sweepPoints : referencePoints)]),
    ),
  }));
  return {
    configuration,
    steps,
    arms,
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      effect: rounded(verdict.effect),
      interval: verdict.interval && [round(verdict.interval[0]), round(verdict.interval[1])],
      p: rounded(verdict.p),
      signFlipP: rounded(verdict.signFlipP),
    })),
    timing: { wallMs: round(timing.wallMs), stepsPerSecond: round(timing.stepsPerSecond) },
  };
}

/** At most `points` evenly spaced entries of the curve, the first and the last among them: values as they are, not averages. */
function thinned(record: SessionRecord, measure: string, arm: number, points: number): ReferenceCurve {
  const { steps, mean, lower, upper } = record.curve(measure, arm);
  const count = Math.min(steps.length, points);
  const indices = Array.from({ length: count }, (_, i) => (count > 1 ? Math.round((i * (steps.length - 1)) / (count - 1)) : 0));
  const pick = (list: Float64Array): (number | null)[] => indices.map((i) => rounded(list[i] ?? null));
  return { steps: indices.map((i) => steps[i] ?? 0), mean: pick(mean), lower: pick(lower), upper: pick(upper) };
}

function rounded(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? round(value) : null;
}

function round(value: number): number {
  return Number(value.toPrecision(significantDigits));
}

/** True when a recorded session says something about a configuration: declared settings, and the same arms in the same roles. */
export function referenceApplies(experiment: Experiment, reference: ReferenceSession, configuration: Configuration): boolean {
  const arms = ({ arms: all }: { arms: readonly { id: string }[] }): string => all.map(({ id }) => id).join();
  const recorded = reference.configuration;
  if (!sameSweep(recorded.sweep, configuration.sweep)) return false;
  return arms(recorded) === arms(configuration) && departures(experiment, configuration).length === 0;
}

/** What happened to a session beside what it was asked for. It changes no numbers on one device, and is told beside them. */
import * as v from 'valibot';
import type { DeviceDescription } from '../worker/protocol.ts';
import type { KeptFacts } from './kept-facts.ts';

const step = v.pipe(v.number(), v.integer(), v.minValue(0));

export type PastEvent =
  /** Its workers died at a step, or it was left there, and it went on from an earlier one; `unfit`: its checkpoints did not fit this build. */
  | { kind: 'recovery' | 'resumption'; step: number; from: number; unfit?: true }
  /** From this step on its numbers come from another device. */
  | { kind: 'device'; step: number; before: string; after: string }
  /** From this step on another build of the page, or another browser, trains it. */
  | { kind: 'build'; step: number; before: string; after: string };

export const pastEventSchema: v.GenericSchema<unknown, PastEvent> = v.union([
  v.object({ kind: v.picklist(['recovery', 'resumption']), step, from: step, unfit: v.exactOptional(v.literal(true)) }),
  v.object({ kind: v.picklist(['device', 'build']), step, before: v.string(), after: v.string() }),
]);

const names: Readonly<Record<DeviceDescription['kind'], string>> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'JavaScript' };

/** The event that a session which ran on one device goes on on another; none when it is the same. */
export function deviceSwitch(before: DeviceDescription | null, after: DeviceDescription, step: number): PastEvent[] {
  const name = ({ kind, description }: DeviceDescription): string => description || names[kind];
  return before && name(before) !== name(after) ? [{ kind: 'device', step, before: name(before), after: name(after) }] : [];
}

/** The event that another build or browser goes on with a session; none when it is the same, or not known what trained it before. */
export function buildChange(
  before: Pick<KeptFacts, 'build' | 'browser'>,
  after: Pick<KeptFacts, 'build' | 'browser'>,
  step: number,
): PastEvent[] {
  const differs = (key: 'build' | 'browser'): boolean => before[key] !== undefined && before[key] !== after[key];
  const name = ({ build = '', browser = '' }: Pick<KeptFacts, 'build' | 'browser'>): string =>
    [build, browser].filter((part) => part !== '').join(' · ');
  return differs('build') || differs('browser') ? [{ kind: 'build', step, before: name(before), after: name(after) }] : [];
}

/**
 * Live changes of a session, as they are kept, linked and replayed: a hyperparameter of some arms takes another value when so many steps are
 * done. Written as `120:*.learningRate=0.03` (every arm) or `120:none/half.dropout=0.2`.
 */
import type { Experiment } from './experiment.ts';
import type { NumberHyperparameter, Value, Values } from './hyperparameter.ts';
import { nearestName, type NameOf, type Problem } from './problem.ts';
import type { Configuration } from './settings.ts';
import { sessionArms, sweptFrom } from './sweep.ts';

export interface LiveEvent {
  /** Made when so many steps are done. */
  step: number;
  /** Ids of the session's arms; with a sweep each stands for all its swept ones. */
  arms: readonly string[];
  /** Of a live hyperparameter. */
  id: string;
  value: number;
}

export const eventLimits = { events: { min: 0, max: 1000 }, step: { min: 0, max: 1_000_000 } } as const;

type Arms = Pick<Configuration, 'arms' | 'sweep'>;

/**
 * Hyperparameters that may change while a session trains, in all of some arms: live numbers, but for one that is swept, whose values are the
 * session's arms; those outside the sweep may change it too.
 */
export function changeable(
  experiment: Experiment,
  { arms, sweep }: Arms,
  among: readonly string[] = arms.map(({ id }) => id),
): NumberHyperparameter[] {
  const swept = arms.some(({ id, unswept }) => among.includes(id) && !unswept) ? sweep?.hyperparameter : undefined;
  return experiment.hyperparameters.filter((one): one is NumberHyperparameter => one.kind === 'number' && one.live && one.id !== swept);
}

/** Events from anywhere: checked, ascending by step, else in the order given, their arms in the session's order; or what is wrong with them. */
export function checkEvents(experiment: Experiment, arms: Arms, input: unknown): { events: LiveEvent[]; problems: Problem[] } {
  if (!Array.isArray(input)) return { events: [], problems: [wrongType('events', 'list', input)] };
  const given = input as unknown[];
  const { max } = eventLimits.events;
  if (given.length > max) return { events: [], problems: [{ path: 'events', code: 'eventCount', max, got: given.length }] };
  const checked = given.map((one, index) => checkEvent(experiment, arms, one, `events.${index}`));
  const events = checked.flatMap(({ event }) => (event ? [event] : []));
  return { events: events.sort((a, b) => a.step - b.step), problems: checked.flatMap(({ problems }) => problems) };
}

function checkEvent(experiment: Experiment, session: Arms, input: unknown, path: string): { event?: LiveEvent; problems: Problem[] } {
  if (typeof input === 'string') return { problems: [{ path, code: 'eventForm', got: input.slice(0, 60) }] };
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { problems: [wrongType(path, 'object', input)] };
  const { step, arms, id, value } = input as { step?: unknown; arms?: unknown; id?: unknown; value?: unknown };
  const known = session.arms.map((arm) => arm.id);
  const possible = changeable(
    experiment,
    session,
    Array.isArray(arms) ? (arms as unknown[]).filter((arm) => typeof arm === 'string') : known,
  );
  const found = possible.find((one) => one.id === id);
  const problems: Problem[] = numberProblems(`${path}.step`, 'step', { ...eventLimits.step, integer: true }, step);
  if (found) problems.push(...numberProblems(`${path}.value`, found.id, found, value));
  else {
    const ids = possible.map((one) => one.id);
    problems.push(unknownName(`${path}.id`, 'live', id, ids));
  }
  if (!Array.isArray(arms) || arms.length === 0) problems.push(wrongType(`${path}.arms`, 'list', arms));
  else {
    const strange = (arms as unknown[]).filter((arm) => !known.some((one) => one === arm));
    problems.push(...strange.map((arm) => unknownName(`${path}.arms`, 'arm', arm, known)));
  }
  if (problems.length > 0 || !found || typeof step !== 'number' || typeof value !== 'number' || !Array.isArray(arms)) return { problems };
  // −0 becomes 0: a link cannot tell them apart.
  return { event: { step: step + 0, arms: known.filter((arm) => arms.includes(arm)), id: found.id, value: value + 0 }, problems };
}

function unknownName(path: string, kind: NameOf, name: unknown, possible: readonly string[]): Problem {
  const got = typeof name === 'string' ? name.slice(0, 60) : typeof name;
  return { path, code: 'unknownName', kind, got, possible, nearest: nearestName(got, possible) };
}

function wrongType(path: string, expected: 'list' | 'object', got: unknown): Problem {
  return { path, code: 'wrongType', id: path, expected, got: Array.isArray(got) && got.length === 0 ? 'an empty list' : typeof got };
}

function numberProblems(path: string, id: string, range: { min: number; max: number; integer?: boolean }, value: unknown): Problem[] {
  const { min, max, integer } = range;
  if (typeof value !== 'number' || Number.isNaN(value)) return [{ path, code: 'notNumber', id, min, max, got: String(value).slice(0, 60) }];
  if (value < min || value > max) return [{ path, code: 'range', id, min, max, got: value }];
  return integer === true && !Number.isInteger(value) ? [{ path, code: 'notInteger', id, min, max, got: value }] : [];
}

/** Of events, those that still mean something after the session's arms or sweep have changed. */
export function fittingEvents(experiment: Experiment, session: Arms, events: readonly LiveEvent[]): LiveEvent[] {
  const changes = new Map(session.arms.map(({ id }) => [id, new Set(changeable(experiment, session, [id]).map((one) => one.id))]));
  return events
    .map((event) => ({ ...event, arms: event.arms.filter((arm) => changes.get(arm)?.has(event.id)) }))
    .filter(({ arms }) => arms.length > 0);
}

/** A configuration with one more event, after those of its step. Where they become too many, those that nothing depends on go. */
export function withEvent(configuration: Configuration, event: LiveEvent): Configuration {
  const events = [...(configuration.events ?? []), event].sort((a, b) => a.step - b.step);
  return { ...configuration, events: events.length > eventLimits.events.max ? coalesced(events) : events };
}

/** Events without those that others of the same step overrule in all their arms: the numbers are the same. */
export function coalesced(events: readonly LiveEvent[]): LiveEvent[] {
  const overruled = new Set<string>();
  const kept = events.toReversed().filter(({ step, arms, id }) => {
    const keys = arms.map((arm) => `${step}/${id}/${arm}`);
    const needed = keys.some((key) => !overruled.has(key));
    for (const key of keys) overruled.add(key);
    return needed;
  });
  return kept.reverse();
}

/** Whether some more events still fit. */
export function hasRoomFor(events: readonly LiveEvent[], more: number): boolean {
  const { max } = eventLimits.events;
  return events.length + more <= max || coalesced(events).length + more <= max;
}

/** Events that are the same in the same order, however they were put together. */
export function sameEvents(a: readonly LiveEvent[] = [], b: readonly LiveEvent[] = []): boolean {
  const sameArms = (own: readonly string[], others: readonly string[]): boolean =>
    own.length === others.length && own.every((arm) => others.includes(arm));
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other?.step === one.step && other.id === one.id && other.value === one.value && sameArms(one.arms, other.arms);
    })
  );
}

/** Events when an arm has been copied: what changes the original changes the copy. */
export const withCopiedArm = (events: readonly LiveEvent[], original: string, copy: string): LiveEvent[] =>
  events.map((event) => (event.arms.includes(original) ? { ...event, arms: [...event.arms, copy] } : event));

/** As workers take them: arms as indices of those that are really trained. What has one value for all arms changes in all of them. */
export function liveChanges(
  experiment: Experiment,
  configuration: Pick<Configuration, 'preset' | 'values' | 'arms' | 'sweep' | 'events'>,
): { step: number; arms: number[]; id: string; value: number }[] {
  const trained = sessionArms(experiment, configuration);
  return (configuration.events ?? []).map(({ step, arms, id, value }) => ({
    step,
    arms: trainedArms(experiment, trained, arms, id),
    id,
    value,
  }));
}

/** Indices of the trained arms that a change of a hyperparameter in some of the session's arms concerns. */
export function trainedArms(experiment: Experiment, trained: readonly { id: string }[], arms: readonly string[], id: string): number[] {
  const everywhere = experiment.hyperparameters.some((one) => one.id === id && one.scope === 'session');
  return trained.flatMap((arm, index) => (everywhere || arms.includes(sweptFrom(arm.id).arm) ? [index] : []));
}

/**
 * What became of wanted changes, in the order of both: events at the step of the made ones, in the arms of which some trained one was changed.
 *
 * @param indices - the trained arms of an arm
 */
export function eventsMade(
  wanted: readonly Omit<LiveEvent, 'step'>[],
  made: readonly { step: number; arms: readonly number[] }[],
  indices: (arm: string, id: string) => readonly number[],
): LiveEvent[] {
  return wanted.flatMap((one, index) => {
    const { step, arms: changed } = made[index] ?? { step: 0, arms: [] };
    const arms = one.arms.filter((arm) => indices(arm, one.id).some((trained) => changed.includes(trained)));
    return arms.length > 0 ? [{ ...one, arms, step }] : [];
  });
}

/** An arm's values after its events up to a step, this included. */
export function valuesAfter(values: Values, arm: string, events: readonly LiveEvent[], step = Infinity): Values {
  const changed: Record<string, Value> = { ...values };
  for (const event of events) if (event.step <= step && event.arms.includes(arm)) changed[event.id] = event.value;
  return changed;
}

export function eventText({ step, arms, id, value }: LiveEvent, session: Pick<Configuration, 'arms'>): string {
  return `${step}:${arms.length === session.arms.length ? '*' : arms.join('/')}.${id}=${value}`;
}

/** Reads what `eventText` wrote and people typed (no arm: every arm), for `checkEvents` to judge; a text of another form stays one. */
export function eventFromText(text: string, session: readonly string[]): unknown {
  const [, step, arms = '*', id, value] = /^\s*([^:=.]+):(?:([^.=]+)\.)?([^.=]+)=(.+)$/.exec(text) ?? [];
  if (step === undefined || id === undefined || value === undefined) return text;
  const named = arms.trim() === '*' ? session : arms.split('/').map((arm) => arm.trim());
  return { step: number(step), arms: named, id: id.trim(), value: number(value) };
}

function number(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? text : value;
}

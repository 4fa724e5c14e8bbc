/** Undoing live changes: an event is taken back by its inverse, made now; what it has undone need not be undone again. */
import type { LiveEvent } from './events.ts';
import { valuesAfter } from './events.ts';
import type { Values } from './hyperparameter.ts';

type Arms = readonly { id: string; values: Values }[];
export type Change = Omit<LiveEvent, 'step'>;

/** The number that a hyperparameter of an arm has after some events; NaN where it has none. */
function valueOf(arms: Arms, arm: string, id: string, events: readonly LiveEvent[]): number {
  const value = valuesAfter(arms.find((one) => one.id === arm)?.values ?? {}, arm, events)[id];
  return typeof value === 'number' ? value : NaN;
}

/** The values that the arms of an event had before it, in their order; `arms` are the session's, with what they began with. */
export function valuesBefore(arms: Arms, events: readonly LiveEvent[], event: LiveEvent): number[] {
  const earlier = events.slice(0, events.indexOf(event));
  return event.arms.map((arm) => valueOf(arms, arm, event.id, earlier));
}

/** What undoes an event: one change for each value that some of its arms had before, without the arms in which it is undone already. */
export function inverseOf(arms: Arms, events: readonly LiveEvent[], event: LiveEvent): Change[] {
  const before = valuesBefore(arms, events, event);
  const left = standingEvents(arms, events).find((one) => one.event === event)?.left;
  return [...new Set(before)].filter(Number.isFinite).flatMap((value) => {
    const own = event.arms.filter((arm, index) => before[index] === value && (left?.has(arm) ?? true));
    return own.length > 0 ? [{ id: event.id, value, arms: own }] : [];
  });
}

/** Whether nothing has changed the same hyperparameter in one of its arms since: only then its inverse restores what was before. */
export function isLatest(events: readonly LiveEvent[], event: LiveEvent): boolean {
  const later = events.slice(events.indexOf(event) + 1);
  return !later.some(({ id, arms }) => id === event.id && arms.some((arm) => event.arms.includes(arm)));
}

/** An event that is not undone, or not in all its arms, and the values that undo it in those that are left. */
interface Standing {
  event: LiveEvent;
  left: ReadonlyMap<string, number>;
}

/** In the order of the events, without those that undid others. */
function standingEvents(arms: Arms, events: readonly LiveEvent[]): Standing[] {
  const standing: Standing[] = [];
  for (const event of events) {
    const index = standing.findLastIndex((one) => one.event.id === event.id && event.arms.some((arm) => one.event.arms.includes(arm)));
    const found = standing[index];
    if (found && event.arms.every((arm) => found.left.get(arm) === event.value)) {
      const left = new Map([...found.left].filter(([arm]) => !event.arms.includes(arm)));
      standing.splice(index, 1, ...(left.size > 0 ? [{ event: found.event, left }] : []));
    } else {
      const before = valuesBefore(arms, events, event);
      standing.push({ event, left: new Map(event.arms.map((arm, at) => [arm, before[at] ?? NaN])) });
    }
  }
  return standing;
}

/** The last event that is neither undone nor itself the undoing of another; null without one. Of one that is undone in some arms the rest can be. */
export const lastUndoable = (arms: Arms, events: readonly LiveEvent[]): LiveEvent | null =>
  standingEvents(arms, events).at(-1)?.event ?? null;

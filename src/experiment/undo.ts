/** Undoing live changes: an event is taken back by its inverse, made now; what it has undone need not be undone again. */
import type { LiveEvent } from './events.ts';
import type { Values } from './hyperparameter.ts';

type Arms = readonly { id: string; values: Values }[];
export type Change = Omit<LiveEvent, 'step'>;

/** An event that is not undone, or not in all its arms, and the values that undo it in those that are left. */
interface Standing {
  event: LiveEvent;
  left: ReadonlyMap<string, number>;
}

/**
 * What can be said of a history of live changes, from one pass over it: a page asks of each of a thousand with every new one.
 * `arms` are the session's, with what they began with; `events` ascend.
 */
export class Changes {
  readonly #before = new Map<LiveEvent, readonly number[]>();
  /** Of each hyperparameter of an arm the event that changed it last. */
  readonly #last = new Map<string, LiveEvent>();
  /** In the order of the events, without those that undid others. */
  readonly #standing: Standing[] = [];

  constructor(arms: Arms, events: readonly LiveEvent[]) {
    const given = new Map(arms.map(({ id, values }) => [id, values]));
    const values = new Map<string, number>();
    for (const event of events) {
      const { id } = event;
      const before = event.arms.map((arm) => {
        const began = given.get(arm)?.[id];
        return values.get(`${id}/${arm}`) ?? (typeof began === 'number' ? began : NaN);
      });
      this.#before.set(event, before);
      for (const arm of event.arms) {
        values.set(`${id}/${arm}`, event.value);
        this.#last.set(`${id}/${arm}`, event);
      }
      this.#stand(event, before);
    }
  }

  /** The last event that is neither undone nor itself the undoing of another; null without one. Of one that is undone in some arms the rest can be. */
  get undoable(): LiveEvent | null {
    return this.#standing.at(-1)?.event ?? null;
  }

  /** The values that the arms of an event had before it, in their order: NaN where there was none. */
  before(event: LiveEvent): readonly number[] {
    return this.#before.get(event) ?? [];
  }

  /** Whether nothing has changed the same hyperparameter in one of its arms since: only then its inverse restores what was before. */
  isLatest(event: LiveEvent): boolean {
    return this.#before.has(event) && event.arms.every((arm) => this.#last.get(`${event.id}/${arm}`) === event);
  }

  /** What undoes an event: one change for each value that some of its arms had before, without the arms in which it is undone already. */
  inverseOf(event: LiveEvent): Change[] {
    const before = this.before(event);
    const left = this.#standing.find((one) => one.event === event)?.left;
    return [...new Set(before)].filter(Number.isFinite).flatMap((value) => {
      const own = event.arms.filter((arm, index) => before[index] === value && (left?.has(arm) ?? true));
      return own.length > 0 ? [{ id: event.id, value, arms: own }] : [];
    });
  }

  #stand(event: LiveEvent, before: readonly number[]): void {
    const index = this.#standing.findLastIndex(
      (one) => one.event.id === event.id && event.arms.some((arm) => one.event.arms.includes(arm)),
    );
    const found = this.#standing[index];
    if (found && event.arms.every((arm) => found.left.get(arm) === event.value)) {
      const left = new Map([...found.left].filter(([arm]) => !event.arms.includes(arm)));
      this.#standing.splice(index, 1, ...(left.size > 0 ? [{ event: found.event, left }] : []));
    } else {
      this.#standing.push({ event, left: new Map(event.arms.map((arm, at) => [arm, before[at] ?? NaN])) });
    }
  }
}

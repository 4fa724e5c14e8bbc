/** Laws of undo: the inverse of an event gives its arms the values back, and what has been undone is not undone again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesAfter, type LiveEvent } from './events.ts';
import { Changes, type Change } from './undo.ts';

const arms = [
  { id: 'a', values: { rate: 0, decay: 1 } },
  { id: 'b', values: { rate: 0.5, decay: 1 } },
  { id: 'c', values: { rate: 0.5, decay: 2 } },
];
const event = (step: number, of: string[], id: string, value: number): LiveEvent => ({ step, arms: of, id, value });

const history = fc
  .array(
    fc.record({
      step: fc.nat(20),
      arms: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      id: fc.constantFrom('rate', 'decay'),
      value: fc.integer({ min: 3, max: 1000 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((events) => events.sort((x, y) => x.step - y.step));

const lastUndoable = (of: typeof arms, events: readonly LiveEvent[]): LiveEvent | null => new Changes(of, events).undoable;
const inverseOf = (of: typeof arms, events: readonly LiveEvent[], which: LiveEvent): Change[] => new Changes(of, events).inverseOf(which);

const now = (events: readonly LiveEvent[]): unknown => arms.map(({ id, values }) => valuesAfter(values, id, events));
const undone = (events: readonly LiveEvent[], which: LiveEvent): LiveEvent[] => [
  ...events,
  ...inverseOf(arms, events, which).map((one) => ({ ...one, step: 20 })),
];

describe('undo', () => {
  it('gives all arms of the last event the values that they had before it', () => {
    fc.assert(
      fc.property(history, (events) => {
        const last = events.at(-1);
        if (!last) return;
        expect(now(undone(events, last))).toEqual(now(events.slice(0, -1)));
      }),
    );
  });

  it('of an event that nothing has overtaken gives its arms its values before', () => {
    fc.assert(
      fc.property(history, (events) => {
        const changes = new Changes(arms, events);
        for (const one of events.filter((candidate) => changes.isLatest(candidate))) {
          const after = undone(events, one);
          const before = changes.before(one);
          one.arms.forEach((arm, index) => {
            const values = arms.find(({ id }) => id === arm)?.values ?? {};
            expect(valuesAfter(values, arm, after)[one.id]).toBe(before[index]);
          });
        }
      }),
    );
  });

  it('again and again leads back to the beginning and ends there', () => {
    fc.assert(
      fc.property(history, (made) => {
        let events: LiveEvent[] = made;
        let presses = 0;
        for (let last = lastUndoable(arms, events); last; last = lastUndoable(arms, events)) {
          events = undone(events, last);
          expect(++presses).toBeLessThanOrEqual(made.length);
        }
        expect(now(events)).toEqual(now([]));
      }),
    );
  });

  it('is over in one press, whatever values its arms had: what it adds lies at one step and is not undone in turn', () => {
    fc.assert(
      fc.property(history, (events) => {
        const last = lastUndoable(arms, events);
        if (!last || !new Changes(arms, events).isLatest(last)) return;
        const after = undone(events, last);
        expect(lastUndoable(arms, after) === last).toBe(false);
        const earlier = events.slice(
          0,
          events.findIndex((one) => one === last),
        );
        if (lastUndoable(arms, earlier) === null) expect(lastUndoable(arms, after)).toBeNull();
      }),
    );
  });

  it('of an event that was taken back in some arms takes back the others only', () => {
    const made = [event(0, ['a', 'b', 'c'], 'rate', 3), event(1, ['a', 'b', 'c'], 'rate', 574), event(1, ['b', 'c'], 'rate', 3)];
    const last = lastUndoable(arms, made);
    expect(last).toBe(made[1]);
    if (!last) return;
    expect(inverseOf(arms, made, last)).toEqual([{ id: 'rate', value: 3, arms: ['a'] }]);
    expect(lastUndoable(arms, undone(made, last))).toBe(made[0]);
  });

  it('takes arms that had different values back with one change for each value', () => {
    const all = event(5, ['a', 'b', 'c'], 'rate', 0.9);
    expect(inverseOf(arms, [all], all)).toEqual([
      { id: 'rate', value: 0, arms: ['a'] },
      { id: 'rate', value: 0.5, arms: ['b', 'c'] },
    ]);
    const half = [all, event(6, ['a'], 'rate', 0)];
    expect(lastUndoable(arms, half)).toBe(all);
    expect(lastUndoable(arms, [...half, event(6, ['b', 'c'], 'rate', 0.5)])).toBe(null);
  });

  it('tells of each event what it changed from, and whether anything has overtaken it', () => {
    fc.assert(
      fc.property(history, (events) => {
        const changes = new Changes(arms, events);
        events.forEach((one, index) => {
          const earlier = events.slice(0, index);
          const values = (id: string) => arms.find((arm) => arm.id === id)?.values ?? {};
          expect(changes.before(one)).toEqual(one.arms.map((arm) => valuesAfter(values(arm), arm, earlier)[one.id]));
          const later = events.slice(index + 1).filter(({ id }) => id === one.id);
          expect(changes.isLatest(one)).toBe(!later.some((other) => other.arms.some((arm) => one.arms.includes(arm))));
        });
      }),
    );
  });

  it('looks at each of a thousand events a few times, not at all of them for each', () => {
    let looks = 0;
    const watched = (step: number): LiveEvent => {
      const one = event(step, ['a', 'b'], 'rate', 3 + step);
      return {
        ...one,
        get value() {
          looks++;
          return one.value;
        },
      };
    };
    const many = Array.from({ length: 1000 }, (_, step) => watched(step));
    const changes = new Changes(arms, many);
    expect(many.map((one) => changes.before(one)[0])).toEqual([0, ...Array.from({ length: 999 }, (_, i) => 3 + i)]);
    expect(many.filter((one) => changes.isLatest(one))).toHaveLength(1);
    expect(looks).toBeLessThan(10_000);
  });
});

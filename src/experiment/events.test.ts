import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration, departures, describeProblem, encodeConfiguration, parseConfiguration } from './configuration.ts';
import {
  coalesced,
  eventLimits,
  eventsMade,
  fittingEvents,
  hasRoomFor,
  liveChanges,
  sameEvents,
  valuesAfter,
  withEvent,
  type LiveEvent,
} from './events.ts';
import { sample } from './sample.ts';

const event = (step: number, arms: string[], id: string, value: number): LiveEvent => ({ step, arms, id, value });
const base = defaultConfiguration(sample);
const rates = [event(120, ['none', 'half', 'adam'], 'learningRate', 0.03), event(180, ['half'], 'rate', 0.2)];
const sweep = { hyperparameter: 'learningRate', values: [0.001, 0.01] };

const sentences = (events: unknown, others: object = {}): string[] => {
  const result = parseConfiguration(sample, { ...others, events });
  return result.ok ? [] : result.errors.map(describeProblem);
};

describe('events of a configuration', () => {
  it('are kept ascending by step, else in the order given, their arms in the order of the session', () => {
    const result = parseConfiguration(sample, {
      events: [event(9, ['half'], 'rate', 0.1), event(5, ['adam', 'none'], 'rate', 0.2), event(9, ['half'], 'rate', 0)],
    });
    expect(result.ok && result.configuration.events).toEqual([
      event(5, ['none', 'adam'], 'rate', 0.2),
      event(9, ['half'], 'rate', 0.1),
      event(9, ['half'], 'rate', 0),
    ]);
    // As a session makes them: the same events, put together in another way.
    const made = [5, 9].flatMap((step) =>
      eventsMade([{ id: 'rate', value: 0.1, arms: ['none', 'half'] }], [{ step, arms: [0, 1] }], (arm) => [arm === 'none' ? 0 : 1]),
    );
    const parsed = parseConfiguration(sample, { events: made });
    expect(parsed.ok && sameEvents(made, parsed.configuration.events)).toBe(true);
    expect(parsed.ok && sameEvents(made, parsed.configuration.events?.with(1, event(9, ['none', 'half'], 'rate', 0.2)))).toBe(false);
    expect(sameEvents(made, made.slice(1))).toBe(false);
    expect(sameEvents(made.slice(1), [event(9, ['half'], 'rate', 0.1)])).toBe(false);
    const none = parseConfiguration(sample, { events: [] });
    expect(none.ok && 'events' in none.configuration).toBe(false);
  });

  it('are refused at the door with what would be right', () => {
    expect(sentences([event(1, ['half'], 'optimizer', 1)])[0]).toContain('There is no live hyperparameter "optimizer". Possible: ');
    expect(sentences([event(1, ['half'], 'rat', 0.1)])[0]).toContain('did you mean "rate"');
    expect(sentences([event(1, ['hafl'], 'rate', 0.1)])[0]).toContain('There is no arm "hafl": did you mean "half"');
    expect(sentences([event(1, ['half'], 'rate', 2)])).toEqual(['rate must be from 0 to 0.9, not 2.']);
    expect(sentences([event(1.5, ['half'], 'rate', 0.1)])).toEqual(['step must be a whole number from 0 to 1000000, not 1.5.']);
    expect(sentences([event(1, [], 'rate', 0.1)])).toEqual(['events.0.arms must be a list, not an empty list.']);
    expect(sentences(['1:half.rate'])[0]).toContain('step:name=value');
    expect(sentences([null])[0]).toContain('events.0 must be an object');
    expect(sentences(7)[0]).toContain('events must be a list');
    expect(sentences([event(1, ['half'], 'learningRate', 0.1)], { sweep })[0]).toContain('There is no live hyperparameter "learningRate"');
  });

  it('are readable in a link', () => {
    expect(encodeConfiguration({ ...base, events: rates }, sample)).toBe('events=120:*.learningRate=0.03,180:half.rate=0.2');
  });

  it('make a session exploratory, but not by what is only shown', () => {
    expect(departures(sample, { ...base, events: rates })).toEqual([{ code: 'events', count: 2 }]);
    const hyperparameters = sample.hyperparameters.map((one) => ({ ...one, ...(one.id === 'rate' && { shows: true as const }) }));
    expect(departures({ ...sample, hyperparameters }, { ...base, events: rates.slice(1) })).toEqual([]);
  });

  it('mean all swept arms of an arm, and all arms where there is one value for all', () => {
    const changes = liveChanges(sample, { ...base, sweep, events: rates.slice(1) });
    expect(changes).toEqual([{ step: 180, arms: [2, 3], id: 'rate', value: 0.2 }]);
    const hyperparameters = sample.hyperparameters.map((one) => ({ ...one, ...(one.id === 'rate' && { scope: 'session' as const }) }));
    const wide = liveChanges({ ...sample, hyperparameters }, { ...base, events: rates.slice(1) });
    expect(wide.map(({ arms }) => arms)).toEqual([[0, 1, 2]]);
  });

  it('that fit other arms or a sweep are a configuration again', () => {
    const arms = [{ id: 'none', values: {} }];
    expect(fittingEvents(sample, { arms }, rates)).toEqual([event(120, ['none'], 'learningRate', 0.03)]);
    expect(fittingEvents(sample, { ...base, sweep }, rates)).toEqual(rates.slice(1));
  });

  it('leave an arm with the last value made up to a step', () => {
    const made = fc.array(fc.record({ step: fc.nat(20), arms: fc.subarray(['none', 'half']), id: fc.constant('rate'), value: fc.nat(9) }));
    fc.assert(
      fc.property(made, fc.nat(20), (changes, step) => {
        const events = changes.toSorted((a, b) => a.step - b.step);
        const last = events.findLast((one) => one.step <= step && one.arms.includes('half'));
        expect(valuesAfter({ rate: 0.5 }, 'half', events, step)).toEqual({ rate: last?.value ?? 0.5 });
      }),
    );
  });

  describe('past the most that a session keeps', () => {
    const { max } = eventLimits.events;
    const many = Array.from({ length: max }, (_, i) => event(i + 1, ['half'], 'rate', (i % 9) / 10));

    it('have no room, unless some are overruled at their own step', () => {
      expect(hasRoomFor(many.slice(1), 1)).toBe(true);
      expect(hasRoomFor(many, 1)).toBe(false);
      const twice = many.with(1, event(1, ['none', 'half'], 'rate', 0.4));
      expect(hasRoomFor(twice, 1)).toBe(true);
      const grown = withEvent({ ...base, events: twice }, event(max, ['none'], 'learningRate', 0.1)).events ?? [];
      expect(grown).toHaveLength(max);
      expect(grown).not.toContain(twice[0]);
      expect(parseConfiguration(sample, { events: grown }).ok).toBe(true);
    });

    it('leave all arms with the same values at every step without those that are overruled', () => {
      const made = fc.array(
        fc.record({
          step: fc.nat(3),
          arms: fc.subarray(['none', 'half', 'adam'], { minLength: 1 }),
          id: fc.constantFrom('rate', 'learningRate'),
          value: fc.nat(9),
        }),
      );
      fc.assert(
        fc.property(made, (changes) => {
          const events = changes.toSorted((a, b) => a.step - b.step);
          const fewer = coalesced(events);
          for (const arm of ['none', 'half', 'adam'])
            for (const step of [0, 1, 2, 3]) expect(valuesAfter({}, arm, fewer, step)).toEqual(valuesAfter({}, arm, events, step));
          expect(coalesced(fewer)).toEqual(fewer);
        }),
      );
    });
  });
});

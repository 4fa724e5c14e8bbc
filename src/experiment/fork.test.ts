/** Forks: what they change, what they share with their parents, that they survive a link, and when they are forks no longer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  departures,
  decodeConfiguration,
  encodeConfiguration,
  defaultConfiguration,
  liveChanges,
  parseConfiguration,
  resolveArms,
  runCount,
  sessionArms,
  sweptFrom,
  withoutArm,
  withoutSweep,
} from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { fittingEvents, valuesAfter, withEvent } from './events.ts';
import { changedFrom, forkOf, forkable, withFork } from './fork.ts';
import { sample } from './sample.ts';

const base: Configuration = {
  ...defaultConfiguration(sample),
  events: [
    { step: 10, arms: ['half'], id: 'learningRate', value: 0.2 },
    { step: 30, arms: ['none', 'half'], id: 'learningRate', value: 0.1 },
    { step: 60, arms: ['half'], id: 'rate', value: 0.9 },
  ],
};
const forked = withFork(sample, base, { of: 'half', step: 30, changes: { rate: 0.25 } });
const [id = ''] = forked.arms.slice(-1).map((arm) => arm.id);
/** An arm's values by step. */
const valuesAt = (configuration: Configuration, arm: string, step: number): unknown =>
  valuesAfter(resolveArms(sample, configuration).find((one) => one.id === arm)?.values ?? {}, arm, configuration.events ?? [], step);

describe('a fork', () => {
  it('is changed alone from its step on, though it is still on its way there, and stays a fork', () => {
    const from = (arms: string[], over: string[] = []): number => changedFrom(forked, [{ arms }], (arm) => over.includes(arm));
    expect(from([id])).toBe(30);
    expect(from([id, 'half'])).toBe(0);
    // Its parent is done, so that a change of all is one of the fork alone.
    expect(from([id, 'half', 'none'], ['half', 'none'])).toBe(30);
    expect(from(['half', 'none'])).toBe(0);
    const changed = (step: number): Configuration => withEvent(forked, { step, arms: [id], id: 'learningRate', value: 0.7 });
    expect(forkOf(sample, changed(30), id)).toEqual({ of: 'half', step: 30 });
    expect(forkOf(sample, changed(29), id)).toBeNull();
  });

  it('is its parent up to its step, changes there, and what its parent does later is not its own', () => {
    expect(forked.arms.at(-1)?.fork).toEqual({ of: 'half', step: 30 });
    for (const step of [0, 10, 29]) expect(valuesAt(forked, id, step)).toEqual(valuesAt(forked, 'half', step));
    expect(valuesAt(forked, id, 30)).toEqual({ ...Object(valuesAt(forked, 'half', 30)), rate: 0.25 });
    expect(valuesAt(forked, id, 99)).toEqual(valuesAt(forked, id, 30));
    expect(valuesAt(forked, 'half', 99)).toEqual(valuesAt(base, 'half', 99));
    expect(forkOf(sample, forked, id)).toEqual({ of: 'half', step: 30 });
    expect(forkOf(sample, forked, 'half')).toBeNull();
  });

  it('is checked, survives a link, replays as changes of its own index, and makes the session exploratory', () => {
    const parsed = parseConfiguration(sample, { sweep: null, ...forked });
    expect(parsed).toEqual({ ok: true, configuration: forked });
    const link = encodeConfiguration(forked, sample);
    expect(link).toContain(`${id}.fork=half@30`);
    expect(decodeConfiguration(sample, link)).toEqual({ ok: true, configuration: forked });
    expect(liveChanges(sample, forked).at(-2)).toEqual({ step: 30, arms: [forked.arms.length - 1], id: 'rate', value: 0.25 });
    expect(departures(sample, forked).map(({ code }) => code)).toContain('arm');
  });

  it('of a fork is the fork up to its own step', () => {
    const twice = withFork(sample, forked, { of: id, step: 40, name: 'third', changes: { learningRate: 0.5 } });
    const last = twice.arms.at(-1);
    expect(last).toMatchObject({ name: 'third', fork: { of: id, step: 40 } });
    for (const step of [0, 10, 30, 39]) expect(valuesAt(twice, last?.id ?? '', step)).toEqual(valuesAt(twice, id, step));
    expect(valuesAt(twice, last?.id ?? '', 40)).toMatchObject({ learningRate: 0.5, rate: 0.25 });
    expect(parseConfiguration(sample, { sweep: null, ...twice }).ok).toBe(true);
  });

  it('agrees with its parent up to its step whatever happens', () => {
    const events = fc.array(
      fc.record({
        step: fc.nat(99),
        arms: fc.constantFrom(['none'], ['half'], ['none', 'half']),
        id: fc.constantFrom('learningRate', 'rate'),
        value: fc.constantFrom(0.1, 0.2, 0.3),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(events, fc.constantFrom('none', 'half'), fc.nat(99), (made, of, step) => {
        const before = { ...base, events: [...made].sort((a, b) => a.step - b.step) };
        const after = withFork(sample, before, { of, step, changes: { rate: 0.4 } });
        const own = after.arms.at(-1)?.id ?? '';
        for (let at = 0; at < step; at += 7) expect(valuesAt(after, own, at)).toEqual(valuesAt(after, of, at));
        expect(valuesAt(after, own, 99)).toEqual({ ...Object(valuesAt(after, of, step)), rate: 0.4 });
        expect(forkOf(sample, after, own)).toEqual({ of, step });
        expect(decodeConfiguration(sample, encodeConfiguration(after, sample))).toEqual({ ok: true, configuration: after });
      }),
    );
  });

  it('can change what is live and may differ between arms', () => {
    expect(forkable(sample, base, 'half').map((one) => one.id)).toEqual(['learningRate', 'rate']);
  });

  it('is none any more when its parent goes, or one of them is set otherwise', () => {
    const alone = { ...forked, arms: withoutArm(forked, 'half') };
    expect(alone.arms.at(-1)).not.toHaveProperty('fork');
    const changed = {
      ...forked,
      arms: forked.arms.map((arm) => (arm.id === 'half' ? { ...arm, values: { ...arm.values, rate: 0.7 } } : arm)),
    };
    expect(forkOf(sample, changed, id)).toBeNull();
    const earlier = { ...forked, events: [{ step: 5, arms: ['half'], id: 'rate', value: 0.3 }, ...(forked.events ?? [])] };
    expect(forkOf(sample, earlier, id)).toBeNull();
  });

  it('of an arm that is not there, or comes later, is refused', () => {
    const refuse = (fork: unknown): unknown => {
      const arms = forked.arms.map((arm) => (arm.id === id ? { ...arm, fork } : arm));
      const result = parseConfiguration(sample, { ...forked, arms });
      return result.ok ? null : result.errors[0];
    };
    expect(refuse({ of: 'nobody', step: 3 })).toMatchObject({ code: 'unknownName', kind: 'arm', got: 'nobody' });
    expect(refuse({ of: id, step: 3 })).toMatchObject({ code: 'unknownName', kind: 'arm' });
    expect(refuse({ of: 'half', step: -1 })).toMatchObject({ path: `arms.${forked.arms.length - 1}.fork.step` });
    expect(refuse({ of: 'half', step: 1.5 })).toMatchObject({ path: `arms.${forked.arms.length - 1}.fork.step` });
    expect(() => withFork(sample, base, { of: 'nobody', step: 1, changes: {} })).toThrow(RangeError);
    expect(decodeConfiguration(sample, `arms=none,half,x&x.rate=0.2&x.fork=half`).ok).toBe(false);
  });

  describe('under a sweep', () => {
    const swept: Configuration = {
      ...base,
      sweep: { hyperparameter: 'learningRate', values: [0.01, 0.1, 0.5] },
      events: [{ step: 10, arms: ['half'], id: 'rate', value: 0.3 }],
    };
    const of = 'half@1';
    const grown = withFork(sample, swept, { of, step: 30, changes: { learningRate: 0.2 } });
    const own = grown.arms.at(-1)?.id ?? '';
    const trainedAt = (configuration: Configuration, arm: string, step: number): unknown => {
      const values = sessionArms(sample, configuration).find((one) => one.id === arm)?.values ?? {};
      return valuesAfter(values, sweptFrom(arm).arm, configuration.events ?? [], step);
    };

    it('is trained once, outside the sweep, and is the arm of that value up to its step', () => {
      expect(
        sessionArms(sample, grown)
          .map((arm) => arm.id)
          .slice(-4),
      ).toEqual(['adam@0', 'adam@1', 'adam@2', own]);
      expect(runCount(grown)).toBe((3 * swept.arms.length + 1) * swept.seeds);
      for (const step of [0, 10, 29]) expect(trainedAt(grown, own, step)).toEqual(trainedAt(grown, of, step));
      expect(trainedAt(grown, own, 30)).toEqual({ ...Object(trainedAt(grown, of, 30)), learningRate: 0.2 });
      expect(forkOf(sample, grown, own)).toEqual({ of, step: 30 });
      expect(forkable(sample, swept, of).map((one) => one.id)).toEqual(['learningRate', 'rate']);
      expect(liveChanges(sample, grown).at(-1)).toEqual({ step: 30, arms: [9], id: 'learningRate', value: 0.2 });
    });

    it('is checked, survives a link, and is forked again', () => {
      expect(parseConfiguration(sample, grown)).toEqual({ ok: true, configuration: grown });
      const link = encodeConfiguration(grown, sample);
      expect(link).toContain(`${own}.fork=half@1@30&${own}.sweep=none`);
      const twice = withFork(sample, grown, { of: own, step: 40, changes: { rate: 0.1 } });
      const last = twice.arms.at(-1)?.id ?? '';
      expect(forkOf(sample, twice, last)).toEqual({ of: own, step: 40 });
      expect(trainedAt(twice, last, 50)).toEqual({ ...Object(trainedAt(twice, own, 50)), rate: 0.1 });
      for (const one of [grown, twice]) {
        expect(decodeConfiguration(sample, encodeConfiguration(one, sample))).toEqual({ ok: true, configuration: one });
      }
      expect(decodeConfiguration(sample, `${link}&${own}.sweep=some`).ok).toBe(false);
      expect(() => withFork(sample, swept, { of: 'half', step: 1, changes: {} })).toThrow(RangeError);
      expect(() => withFork(sample, swept, { of: 'half@9', step: 1, changes: {} })).toThrow(RangeError);
    });

    it('lets what is swept change in itself alone', () => {
      const change = (arms: string[]): boolean =>
        parseConfiguration(sample, { ...grown, events: [{ step: 50, arms, id: 'learningRate', value: 0.3 }] }).ok;
      expect(change([own])).toBe(true);
      expect(change(['half'])).toBe(false);
      expect(change(['half', own])).toBe(false);
      const events = fittingEvents(sample, grown, [{ step: 50, arms: ['half', own], id: 'learningRate', value: 0.3 }]);
      expect(events).toEqual([{ step: 50, arms: [own], id: 'learningRate', value: 0.3 }]);
    });

    it('stays outside when its parent goes or the values change, and is an arm like any other when the sweep ends', () => {
      const alone = { ...grown, arms: withoutArm(grown, 'half') };
      expect(alone.arms.at(-1)).toEqual({ id: own, values: { learningRate: 0.1, rate: 0.5 }, unswept: true });
      const others = { ...grown, sweep: { hyperparameter: 'learningRate', values: [0.02, 0.2] } };
      expect(forkOf(sample, others, own)).toBeNull();
      expect(sessionArms(sample, others).at(-1)?.values['learningRate']).toBe(0.1);
      const { sweep: _, ...plain } = grown;
      const ended = parseConfiguration(sample, { ...plain, sweep: null });
      expect(ended).toEqual({ ok: true, configuration: withoutSweep(grown) });
      expect(withoutSweep(grown).arms.at(-1)).toEqual({ id: own, values: { learningRate: 0.1, rate: 0.5 } });
    });
  });
});

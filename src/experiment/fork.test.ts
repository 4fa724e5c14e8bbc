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
  withoutArm,
} from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { valuesAfter } from './events.ts';
import { forkOf, forkable, withFork } from './fork.ts';
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
});

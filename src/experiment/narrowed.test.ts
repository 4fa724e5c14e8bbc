/** Parts of a declaration that belong to some settings, and presets that open with arms of their own. */
import { describe, expect, it } from 'vitest';
import {
  decodeConfiguration,
  defaultConfiguration,
  departures,
  encodeConfiguration,
  parseConfiguration,
  resolveArms,
} from './configuration.ts';
import type { Experiment } from './experiment.ts';
import { holds } from './hyperparameter.ts';
import { narrowed } from './narrowed.ts';
import { sample } from './sample.ts';

const parted: Experiment = {
  ...sample,
  presets: [
    ...sample.presets,
    {
      id: 'duel',
      values: { learningRate: 0.5 },
      arms: [
        { id: 'none', values: { learningRate: 0.02 } },
        { id: 'adam', values: {} },
      ],
      expected: {},
    },
  ],
  measures: sample.measures.map((measure) => (measure.id === 'fittedLoss' ? { ...measure, when: { optimizer: ['adam'] } } : measure)),
  claims: sample.claims.map((claim) => (claim.id === 'loss' ? { ...claim, when: { steps: [500, 100], optimizer: ['sgd'] } } : claim)),
  variedUnder: ({ optimizer }) => (optimizer === 'adam' ? ['noise'] : ['start']),
};

describe('conditions', () => {
  it('hold where every hyperparameter named has one of the values', () => {
    expect(holds(undefined, {})).toBe(true);
    expect(holds({}, { a: 1 })).toBe(true);
    expect(holds({ a: [1, 2], b: ['x'] }, { a: 2, b: 'x' })).toBe(true);
    expect(holds({ a: [1, 2], b: ['x'] }, { a: 2, b: 'y' })).toBe(false);
    expect(holds({ a: [1] }, {})).toBe(false);
  });

  it('leave the measures and claims that apply, and say what varies', () => {
    const under = narrowed(parted, { optimizer: 'sgd', steps: 100 });
    expect(under.measures.map(({ id }) => id)).toEqual(['trainingLoss', 'validationLoss', 'gap']);
    expect(under.claims.map(({ id }) => id)).toEqual(['gap', 'loss']);
    expect(under.varied).toEqual(['start']);
    const other = narrowed(parted, { optimizer: 'adam', steps: 100 });
    expect(other.measures).toHaveLength(4);
    expect(other.claims.map(({ id }) => id)).toEqual(['gap']);
    expect(other.varied).toEqual(['noise']);
    expect(narrowed(sample, {})).toEqual({ ...sample, varied: sample.varied });
  });
});

describe('a preset with arms', () => {
  const duel = defaultConfiguration(parted, 'duel');

  it('opens with them, and what it sets in one lies over the declared values and under the session’s', () => {
    expect(duel.arms).toEqual([
      { id: 'none', values: {} },
      { id: 'adam', values: {} },
    ]);
    expect(resolveArms(parted, duel)).toMatchObject([
      { id: 'none', values: { learningRate: 0.02, rate: 0 } },
      { id: 'adam', values: { learningRate: 0.5, optimizer: 'adam' } },
    ]);
    const changed = {
      ...duel,
      values: { learningRate: 0.3 },
      arms: [
        { id: 'none', values: { rate: 0.1 } },
        { id: 'half', values: {} },
      ],
    };
    expect(resolveArms(parted, changed)).toMatchObject([
      { id: 'none', values: { learningRate: 0.02, rate: 0.1 } },
      { id: 'half', values: { learningRate: 0.3, rate: 0.5 } },
    ]);
  });

  it('is no departure, and its arms are not written into a link', () => {
    expect(departures(parted, duel)).toEqual([]);
    expect(encodeConfiguration(duel, parted)).toBe('preset=duel');
    const all = { ...duel, arms: parted.arms.map(({ id }) => ({ id, values: {} })) };
    expect(encodeConfiguration(all, parted)).toBe('preset=duel&arms=none,half,adam');
    for (const configuration of [duel, all]) {
      expect(decodeConfiguration(parted, encodeConfiguration(configuration, parted))).toEqual({ ok: true, configuration });
    }
    expect(parseConfiguration(parted, { preset: 'duel' })).toEqual({ ok: true, configuration: duel });
  });
});

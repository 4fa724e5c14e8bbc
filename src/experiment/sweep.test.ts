/** Sweeps: what is trained, how they are written, what is refused, and that the declared one is no departure. */
import { describe, expect, it } from 'vitest';
import {
  decodeConfiguration,
  defaultConfiguration,
  departures,
  describeProblem,
  encodeConfiguration,
  parseConfiguration,
  runCount,
  sessionArms,
  spaced,
  sweptFrom,
  type Configuration,
} from './configuration.ts';
import type { Experiment } from './experiment.ts';
import { narrowed } from './narrowed.ts';
import { sample } from './sample.ts';

const rates = spaced(1e-4, 1, 9, 'log');
const swept: Experiment = {
  ...sample,
  sweep: { hyperparameter: 'learningRate', values: rates },
  presets: [...sample.presets, { id: 'fair', values: {}, sweep: true, expected: {} }],
  claims: sample.claims.map((claim) =>
    claim.id === 'loss' ? { ...claim, endpoint: { ...claim.endpoint, over: { what: 'width', factor: 2 } } } : claim,
  ),
};
const base = defaultConfiguration(swept);
const read = (text: string): Configuration => {
  const result = decodeConfiguration(swept, text);
  if (!result.ok) throw new Error(result.errors.map(describeProblem).join('\n'));
  return result.configuration;
};
const complaint = (text: string): string => {
  const result = decodeConfiguration(swept, text);
  return result.ok ? 'none' : result.errors.map(describeProblem).join('\n');
};

describe('a sweep', () => {
  it('spaces its values as the scale of the hyperparameter says', () => {
    expect(rates).toEqual([1e-4, 3.162e-4, 1e-3, 3.162e-3, 0.01, 0.03162, 0.1, 0.3162, 1]);
    expect(spaced(0, 0.9, 4, 'linear')).toEqual([0, 0.3, 0.6, 0.9]);
    expect(spaced(2, 512, 5, 'log', true)).toEqual([2, 8, 32, 128, 512]);
    expect(spaced(1, 4, 3, 'linear', true)).toEqual([1, 3, 4]);
  });

  it('trains every arm once at every value, over whatever the arm sets itself', () => {
    const configuration: Configuration = {
      ...base,
      seeds: 3,
      arms: [
        { id: 'half', values: {} },
        { id: 'adam', values: { learningRate: 0.5 } },
      ],
      sweep: { hyperparameter: 'learningRate', values: [0.01, 0.1] },
    };
    const arms = sessionArms(swept, configuration);
    expect(arms.map(({ id, values }) => [sweptFrom(id), values['learningRate'], values['optimizer'], values['rate']])).toEqual([
      [{ arm: 'half', index: 0 }, 0.01, 'sgd', 0.5],
      [{ arm: 'half', index: 1 }, 0.1, 'sgd', 0.5],
      [{ arm: 'adam', index: 0 }, 0.01, 'adam', 0],
      [{ arm: 'adam', index: 1 }, 0.1, 'adam', 0],
    ]);
    expect(runCount(configuration)).toBe(12);
    expect(sessionArms(swept, base).map(({ id }) => sweptFrom(id))).toEqual(base.arms.map(({ id }) => ({ arm: id, index: null })));
  });

  it('is written as a range or a list, as declared or none, and read back', () => {
    const list = { ...base, sweep: { hyperparameter: 'rate', values: [0.1, 0.2, 0.5] } };
    expect(encodeConfiguration(list, swept)).toBe('sweep=rate:0.1,0.2,0.5');
    const range = { ...base, sweep: { hyperparameter: 'learningRate', values: spaced(1e-3, 0.1, 5, 'log') } };
    expect(encodeConfiguration(range, swept)).toBe('sweep=learningRate:0.001..0.1/5');
    const fair = defaultConfiguration(swept, 'fair');
    expect(fair.sweep).toEqual(swept.sweep);
    expect(encodeConfiguration(fair, swept)).toBe('preset=fair');
    const { sweep: _, ...without } = fair;
    expect(encodeConfiguration(without, swept)).toBe('preset=fair&sweep=none');
    expect(encodeConfiguration({ ...base, ...(swept.sweep && { sweep: swept.sweep }) }, swept)).toBe('sweep=declared');
    for (const one of [list, range, fair, without]) expect(read(encodeConfiguration(one, swept))).toEqual(one);
    expect(read('sweep=learningRate=1e-4..1/9').sweep).toEqual(swept.sweep);
    expect(read('sweep=rate:0.5,0.1,0.5').sweep?.values).toEqual([0.1, 0.5]);
    expect(parseConfiguration(swept, { preset: 'fair', sweep: null })).toEqual({ ok: true, configuration: without });
  });

  it('is refused in a sentence where it makes no sense', () => {
    expect(complaint('sweep=leraningRate:0.1,1')).toBe(
      'There is no hyperparameter "leraningRate": did you mean "learningRate"? Possible: learningRate, rate.',
    );
    // One value for all arms, or a choice: nothing to sweep.
    expect(complaint('sweep=steps:10,20')).toContain('There is no hyperparameter "steps"');
    expect(complaint('sweep=rate:0.1,2')).toBe('rate must be from 0 to 0.9, not 2.');
    expect(complaint('sweep=rate:0.1,x')).toBe('rate must be a number from 0 to 0.9, not x.');
    expect(complaint('sweep=rate:0.1')).toBe('A sweep goes over 2 to 25 different values, not 1.');
    expect(complaint('sweep=learningRate:0..1/9')).toContain('learningRate must be from 0.00001 to 1, not 0.');
    expect(complaint('sweep=rate:0..0.9/26')).toContain('A sweep goes over 2 to 25');
    expect(complaint('sweep=')).toContain('There is no hyperparameter ""');
    expect(parseConfiguration(swept, { sweep: 'rate' })).toMatchObject({ ok: false });
    expect(parseConfiguration(swept, { sweep: { hyperparameter: 'rate', values: 3 } })).toMatchObject({ ok: false });
  });

  it('poses the claims about sweeps and no others, and departs only where it is not the declared one', () => {
    expect(narrowed(swept, {}, true).claims.map(({ id }) => id)).toEqual(['loss']);
    expect(narrowed(swept, {}).claims.map(({ id }) => id)).toEqual(['gap']);
    expect(departures(swept, read('sweep=declared'))).toEqual([]);
    expect(departures(swept, read('preset=fair&sweep=none'))).toEqual([]);
    expect(departures(swept, read('sweep=rate:0.1,0.5'))).toEqual([
      { code: 'sweep', declared: 'learningRate:0.0001..1/9', got: 'rate:0.1,0.5' },
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeConfiguration,
  defaultConfiguration,
  departures,
  describeProblem,
  encodeConfiguration,
  nearestName,
  parseConfiguration,
  resolveArms,
  resolveSteps,
  type Configuration,
  type Problem,
} from './configuration.ts';
import { sample } from './sample.ts';

const problemsOf = (input: unknown): Problem[] => {
  const result = parseConfiguration(sample, input);
  return result.ok ? [] : result.errors;
};

const sentencesOf = (input: unknown): string[] => problemsOf(input).map(describeProblem);

describe('parseConfiguration', () => {
  it('fills in what is missing', () => {
    expect(parseConfiguration(sample, {})).toEqual({ ok: true, configuration: defaultConfiguration(sample) });
    const parsed = parseConfiguration(sample, { preset: 'large', arms: [{ id: 'half' }], device: 'cpu' });
    expect(parsed.ok && parsed.configuration).toMatchObject({
      preset: 'large',
      arms: [{ id: 'half', values: {} }],
      device: 'cpu',
      seeds: 8,
    });
  });

  it('keeps the default of one parse apart from the next', () => {
    const first = parseConfiguration(sample, {});
    if (first.ok) first.configuration.arms.push({ id: 'other', values: {} });
    expect(parseConfiguration(sample, {})).toEqual({ ok: true, configuration: defaultConfiguration(sample) });
  });

  it('says what is wrong and what would be right', () => {
    expect(problemsOf({ values: { learningRate: 3 } })).toEqual([
      { path: 'values.learningRate', code: 'range', id: 'learningRate', min: 1e-5, max: 1, got: 3 },
    ]);
    expect(sentencesOf({ values: { learningRate: 3 } })).toEqual(['learningRate must be from 0.00001 to 1, not 3.']);
    expect(sentencesOf({ values: { steps: 10.5 } })).toEqual(['steps must be a whole number from 10 to 5000, not 10.5.']);
    expect(sentencesOf({ values: { rate: 'much' } })).toEqual(['rate must be a number from 0 to 0.9, not much.']);
    expect(sentencesOf({ values: { rate: NaN } })).toEqual(['rate must be a number from 0 to 0.9, not NaN.']);
    expect(sentencesOf({ values: { leraningRate: 1 } })).toEqual([
      'There is no hyperparameter "leraningRate": did you mean "learningRate"? Possible: learningRate, rate, steps, optimizer.',
    ]);
    expect(sentencesOf({ values: { optimizer: 'adma' } })).toEqual([
      'optimizer cannot be "adma": did you mean "adam"? Possible: sgd, adam.',
    ]);
    expect(sentencesOf({ preset: 'xyz' })).toEqual(['There is no preset "xyz". Possible: small, large.']);
    expect(sentencesOf({ experiment: 'samples' })[0]).toContain('did you mean "sample"');
    expect(sentencesOf({ device: 'gpu' })[0]).toContain('There is no device "gpu"');
    expect(sentencesOf(JSON.parse('{"__proto__":{},"arms":[{"id":"half","constructor":1}]}'))).toEqual([
      expect.stringContaining('There is no field "__proto__"'),
      expect.stringContaining('There is no field "constructor"'),
    ]);
    expect(sentencesOf({ seds: 3 })[0]).toContain('There is no field "seds": did you mean "seeds"');
    expect(sentencesOf({ seeds: 65 })).toEqual(['seeds must be from 1 to 64, not 65.']);
    expect(sentencesOf({ seeds: 2.5 })[0]).toContain('whole number from 1 to 64');
    expect(sentencesOf({ steps: 0 })[0]).toContain('steps must be from 1');
    expect(sentencesOf({ arms: [] })).toEqual(['A session has 1 to 16 arms, not 0.']);
    expect(sentencesOf({ arms: [{ id: 'none' }, { id: 'none' }] })).toEqual(['Arm "none" is listed twice: name each arm once.']);
    expect(sentencesOf({ arms: [{ id: 'hafl' }] })[0]).toContain('There is no arm "hafl": did you mean "half"');
    expect(sentencesOf({ arms: [{ id: 'a b', values: { rate: 0.1 } }] })[0]).toContain('letters, digits');
    expect(sentencesOf({ arms: [{ id: 'half', values: { steps: 20 } }] })).toEqual([
      'steps has one value for all arms: set it for the session, not for arm "half".',
    ]);
    expect(problemsOf({ arms: [{ id: 'none' }, { id: 'half', values: { rate: 2 } }] })[0]?.path).toBe('arms.1.values.rate');
    expect(sentencesOf(null)).toEqual(['The configuration must be an object, not null.']);
    expect(sentencesOf({ arms: 'none' })).toEqual(['arms must be a list, not none.']);
  });

  it('reports everything at once', () => {
    expect(problemsOf({ seeds: 0, values: { a: 1, b: 2 }, preset: 'x' })).toHaveLength(4);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (input) =>
        problemsOf(input)
          .map(describeProblem)
          .every((text) => text.endsWith('.')),
      ),
    );
  });
});

describe('nearestName', () => {
  it('finds swaps and slips, and nothing for something else', () => {
    expect(nearestName('Leraningrate', ['learningRate', 'rate'])).toBe('learningRate');
    expect(nearestName('momentum', ['learningRate', 'rate'])).toBe(null);
  });
});

describe('resolveArms', () => {
  it('layers defaults < preset < session < declared arm < arm override', () => {
    const configuration: Configuration = {
      ...defaultConfiguration(sample, 'large'),
      values: { rate: 0.3, optimizer: 'adam' },
      arms: [
        { id: 'half', values: {} },
        { id: 'none', values: { rate: 0.1 } },
        { id: 'mine', values: { learningRate: 0.5 } },
      ],
    };
    expect(resolveArms(sample, configuration)).toEqual([
      { id: 'half', values: { learningRate: 0.001, rate: 0.5, steps: 500, optimizer: 'adam' } },
      { id: 'none', values: { learningRate: 0.001, rate: 0.1, steps: 500, optimizer: 'adam' } },
      { id: 'mine', values: { learningRate: 0.5, rate: 0.3, steps: 500, optimizer: 'adam' } },
    ]);
    expect(resolveSteps(sample, { ...configuration, values: { steps: 70 } })).toBe(70);
    expect(resolveSteps(sample, { ...configuration, steps: 7 })).toBe(7);
  });
});

describe('departures', () => {
  it('leave out what only changes what is shown', () => {
    const hyperparameters = sample.hyperparameters.map((one) => (one.id === 'rate' ? { ...one, shows: true as const } : one));
    const changed = { ...defaultConfiguration(sample), values: { rate: 0.3, learningRate: 0.1 } };
    expect(
      departures({ ...sample, hyperparameters, arms: [{ id: 'none', values: {} }] }, { ...changed, arms: [{ id: 'none', values: {} }] }),
    ).toEqual([{ code: 'value', id: 'learningRate', arm: null, declared: 0.01, got: 0.1 }]);
  });

  const base = defaultConfiguration(sample);

  it('finds none in seeds, device, preset, order and absence of arms', () => {
    const arms = [
      { id: 'half', values: {} },
      { id: 'none', values: {} },
    ];
    expect(departures(sample, { ...base, preset: 'large', seeds: 16, sessionSeed: 9, device: 'wasm', arms } as Configuration)).toEqual([]);
  });

  it('finds none in overrides that repeat or are hidden by the declaration', () => {
    expect(departures(sample, { ...base, values: { learningRate: 0.01 }, steps: 500 })).toEqual([]);
    expect(departures(sample, { ...base, arms: [{ id: 'half', values: { rate: 0.5 } }] })).toEqual([]);
  });

  it('finds changed values, steps and arms', () => {
    expect(departures(sample, { ...base, values: { learningRate: 0.1 } })).toEqual([
      { code: 'value', id: 'learningRate', arm: null, declared: 0.01, got: 0.1 },
    ]);
    // Two arms set `rate` themselves, so only the third changes.
    expect(departures(sample, { ...base, values: { rate: 0.2 } })).toEqual([
      { code: 'value', id: 'rate', arm: 'adam', declared: 0, got: 0.2 },
    ]);
    expect(departures(sample, { ...base, steps: 400 })).toEqual([{ code: 'steps', declared: 500, got: 400 }]);
    expect(departures(sample, { ...base, arms: [...base.arms, { id: 'mine', values: { rate: 0.1 } }] })).toEqual([
      { code: 'arm', arm: 'mine' },
    ]);
  });
});

describe('the link', () => {
  it('is empty for the default', () => {
    expect(encodeConfiguration(defaultConfiguration(sample), sample)).toBe('');
    expect(decodeConfiguration(sample, '')).toEqual({ ok: true, configuration: defaultConfiguration(sample) });
  });

  it('is readable', () => {
    const configuration: Configuration = {
      ...defaultConfiguration(sample),
      arms: [
        { id: 'half', values: { rate: 0.3 } },
        { id: 'none', values: {} },
      ],
      values: { steps: 200 },
      seeds: 16,
    };
    expect(encodeConfiguration(configuration, sample)).toBe('arms=half,none&seeds=16&*.steps=200&half.rate=0.3');
  });

  it('reports what it does not know', () => {
    const errors = (query: string, ignore: string[] = []): string[] => {
      const result = decodeConfiguration(sample, query, ignore);
      return result.ok ? [] : result.errors.map(describeProblem);
    };
    expect(errors('seds=3')[0]).toContain('did you mean "seeds"');
    expect(errors('hafl.rate=3')[0]).toContain('did you mean "half"');
    expect(errors('*.rate=')[0]).toContain('rate must be a number');
    expect(errors('seeds=1e1')).toEqual([]);
    expect(errors('seeds=0x10')[0]).toContain('not 0x10');
    expect(errors('view=chart', ['view'])).toEqual([]);
    expect(errors('arms=')[0]).toContain('letters, digits');
    for (const name of ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty']) {
      expect(errors(`*.${name}=1`)).toEqual([expect.stringContaining(`There is no hyperparameter "${name}"`)]);
      expect(errors(`half.${name}=1`)).toEqual([expect.stringContaining(`There is no hyperparameter "${name}"`)]);
    }
  });

  it('decodes what it encoded', () => {
    const values = fc.record(
      {
        learningRate: fc.double({ min: 1e-5, max: 1, noNaN: true }),
        rate: fc.double({ min: 0, max: 0.9, noNaN: true }),
        optimizer: fc.constantFrom('sgd', 'adam'),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    const shared = fc.record({ steps: fc.integer({ min: 10, max: 5000 }) }, { requiredKeys: [], noNullPrototype: true });
    const id = fc.oneof(fc.constantFrom('none', 'half', 'adam'), fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/));
    const input = fc.record({
      experiment: fc.constant('sample'),
      preset: fc.constantFrom('small', 'large'),
      arms: fc.uniqueArray(fc.record({ id, values }), { minLength: 1, maxLength: 5, selector: (arm) => arm.id }),
      values: fc.tuple(values, shared).map(([a, b]) => ({ ...a, ...b })),
      seeds: fc.integer({ min: 1, max: 64 }),
      sessionSeed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      steps: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
      device: fc.constantFrom('auto', 'webgpu', 'wasm', 'cpu'),
    });
    const change = fc.record({
      step: fc.integer({ min: 0, max: 1_000_000 }),
      which: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
      what: fc.oneof(
        fc.record({ id: fc.constant('learningRate'), value: fc.double({ min: 1e-5, max: 1, noNaN: true }) }),
        fc.record({ id: fc.constant('rate'), value: fc.double({ min: 0, max: 0.9, noNaN: true }) }),
      ),
    });
    const withEvents = fc.tuple(input, fc.array(change, { maxLength: 6 })).map(([one, changes]) => ({
      ...one,
      events: changes.map(({ step, which, what }) => ({
        step,
        arms: which.map((index) => one.arms[index % one.arms.length]?.id),
        ...what,
      })),
    }));
    fc.assert(
      fc.property(withEvents, (candidate) => {
        const parsed = parseConfiguration(sample, candidate);
        fc.pre(parsed.ok);
        expect(decodeConfiguration(sample, encodeConfiguration(parsed.configuration, sample))).toEqual(parsed);
      }),
    );
  });
});

/** Laws of a declaration: ids, ranges, texts in every locale, claims and presets that refer to what there is. */
import { expect, it } from 'vitest';
import { locales } from '../../src/experiment/experiment.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import type { Hyperparameter, Value, Values } from '../../src/experiment/hyperparameter.ts';
import { ownKinds } from '../../src/experiment/own-data.ts';
import { parseNetwork, printNetwork } from '../../src/experiment/network/text.ts';
import { narrowed } from '../../src/experiment/narrowed.ts';
import { parseConfiguration } from '../../src/experiment/schema.ts';
import { defaultConfiguration, resolveArms, resolveSteps, sessionValues } from '../../src/experiment/settings.ts';

const statuses = ['supported', 'refuted', 'inconclusive'];
const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
const sorted = (keys: readonly string[]): string[] => [...keys].sort();

/** What is wrong with a value, or null. */
function problemOf(hyperparameter: Hyperparameter, value: Value): string | null {
  const says = `${hyperparameter.id} is ${value}`;
  if ('options' in hyperparameter) return hyperparameter.options.includes(String(value)) ? null : `${says}, which is no option`;
  if (hyperparameter.kind === 'network') {
    const parsed = parseNetwork(String(value));
    return parsed.ok && printNetwork(parsed.network) === value ? null : `${says}, which is no network in its canonical form`;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${says}, which is no number`;
  if (value < hyperparameter.min || value > hyperparameter.max) return `${says}, outside ${hyperparameter.min} … ${hyperparameter.max}`;
  return hyperparameter.integer === true && !Number.isInteger(value) ? `${says}, which is not whole` : null;
}

function problemsOf(experiment: Experiment, values: Values): string[] {
  return Object.entries(values).flatMap(([id, value]) => {
    const hyperparameter = experiment.hyperparameters.find((one) => one.id === id);
    const problem = hyperparameter ? problemOf(hyperparameter, value) : `there is no hyperparameter ${id}`;
    return problem === null ? [] : [problem];
  });
}

/** The values of every arm of every preset. */
const allValues = (experiment: Experiment): Values[] =>
  experiment.presets.flatMap(({ id }) => resolveArms(experiment, defaultConfiguration(experiment, id)).map(({ values }) => values));

/** Data of a person's own: a number by one feature and by several, and classes. */
const ownSets = ['1x1', '3x1', '3x2'].map((size) => `own:0123456789abcdef:20x${size}`);

/** The same with every data set that there is, and with data of a person's own where they may be. */
const valuesWithData = (experiment: Experiment): Values[] =>
  experiment.hyperparameters
    .flatMap((one) => (one.kind === 'data' ? [...one.options, ...ownSets].map((set) => ({ [one.id]: set })) : []))
    .flatMap((data) => allValues(experiment).map((values) => ({ ...values, ...data })))
    .concat(allValues(experiment));

/** States the laws as tests. */
export function declarationLaws(experiment: Experiment): void {
  it('names everything in ASCII, once', () => {
    for (const list of [experiment.hyperparameters, experiment.presets, experiment.arms, experiment.measures, experiment.claims]) {
      expect(new Set(ids(list)).size).toBe(list.length);
      for (const id of ids(list)) expect(id).toMatch(/^[a-zA-Z][a-zA-Z0-9-]*$/);
    }
    expect(experiment.id).toMatch(/^[a-z][a-z0-9-]*$/);
    // In links and on the command line that is what an arm is called.
    expect(ids(experiment.hyperparameters)).not.toContain('name');
    expect(experiment.presets.length).toBeGreaterThan(0);
    expect(experiment.arms.length).toBeGreaterThan(0);
  });

  it.each(locales)('has every text in %s, and no other', (locale) => {
    const texts = experiment.texts[locale];
    const options = experiment.hyperparameters.flatMap((one) =>
      'options' in one ? one.options.map((option) => `${one.id}.${option}`) : [],
    );
    const probes = new Set(valuesWithData(experiment).flatMap((values) => ids(experiment.probes(values))));
    expect(sorted(Object.keys(texts.arms))).toEqual(sorted(ids(experiment.arms)));
    expect(sorted(Object.keys(texts.presets))).toEqual(sorted(ids(experiment.presets)));
    expect(sorted(Object.keys(texts.hyperparameters))).toEqual(sorted(ids(experiment.hyperparameters)));
    expect(sorted(Object.keys(texts.options))).toEqual(sorted(options));
    expect(sorted(Object.keys(texts.measures))).toEqual(sorted(ids(experiment.measures)));
    expect(sorted(Object.keys(texts.claims))).toEqual(sorted(ids(experiment.claims)));
    expect(sorted(Object.keys(texts.probes))).toEqual(sorted([...probes]));
    const words = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(words) : [];
    for (const text of words(texts)) expect(text.trim()).not.toBe('');
  });

  it('has claims whose roles, measures and sentences exist', () => {
    for (const claim of experiment.claims) {
      expect(claim.roles.length).toBe(claim.weights.length);
      for (const role of claim.roles) expect(ids(experiment.arms)).toContain(role);
      expect(ids(experiment.measures)).toContain(claim.endpoint.measure);
      const measure = experiment.measures.find(({ id }) => id === claim.endpoint.measure);
      expect(measure?.source.kind, 'a claim rests on evaluations').not.toBe('minibatch');
      // Every arm that plays a role is named in the sentence for other arms: "{0}", "{1}" …
      for (const locale of locales) {
        const generic = experiment.texts[locale].claims[claim.id]?.generic ?? '';
        for (const index of claim.roles.keys()) expect(generic).toContain(`{${index}}`);
        expect(generic.match(/\{\d+\}/g)?.every((slot) => Number(slot.slice(1, -1)) < claim.roles.length)).toBe(true);
      }
    }
  });

  it('expects verdicts of its claims', () => {
    for (const { expected } of experiment.presets) {
      for (const [claim, status] of Object.entries(expected)) {
        expect(ids(experiment.claims)).toContain(claim);
        expect(statuses).toContain(status);
      }
    }
  });

  it('derives measures from measures that it has', () => {
    for (const { source } of experiment.measures) {
      if (source.kind !== 'derived') continue;
      for (const part of [source.minuend, source.subtrahend]) {
        expect(experiment.measures.find(({ id }) => id === part)?.source.kind).toBe('evaluation');
      }
    }
  });

  it('has ranges that hold defaults, presets and arms', () => {
    for (const one of experiment.hyperparameters) {
      expect(problemOf(one, one.default)).toBeNull();
      if ('options' in one) {
        expect(new Set(one.options).size).toBe(one.options.length);
      } else if (one.kind === 'number') {
        expect(one.min).toBeLessThan(one.max);
        if (one.scale === 'log') expect(one.min).toBeGreaterThan(0);
      }
    }
    const inPresets = experiment.presets.flatMap(({ arms = [] }) => arms);
    expect([...experiment.presets, ...experiment.arms, ...inPresets].flatMap(({ values }) => problemsOf(experiment, values))).toEqual([]);
    // Arms differ only in what may differ between arms.
    for (const { values } of [...experiment.arms, ...inPresets]) {
      for (const id of Object.keys(values)) expect(experiment.hyperparameters.find((one) => one.id === id)?.scope).toBe('arm');
    }
    const own = experiment.arms.map(({ values }) => JSON.stringify(values));
    expect(new Set(own).size).toBe(own.length);
  });

  it('opens presets with declared arms in their order, and names conditions that there are', () => {
    const declared = ids(experiment.arms);
    for (const { arms } of experiment.presets) {
      if (arms) expect(ids(arms)).toEqual(declared.filter((id) => ids(arms).includes(id)));
    }
    for (const { when } of [...experiment.measures, ...experiment.claims, ...experiment.hyperparameters]) {
      for (const [id, wanted] of Object.entries(when ?? {})) {
        expect(wanted.length).toBeGreaterThan(0);
        for (const value of wanted.filter((one) => !ownKinds.some((kind) => kind === one)))
          expect(problemsOf(experiment, { [id]: value })).toEqual([]);
      }
    }
  });

  it('opens presets that pass at the door', () => {
    for (const { id } of experiment.presets) {
      const configuration = defaultConfiguration(experiment, id);
      expect(parseConfiguration(experiment, configuration)).toEqual({ ok: true, configuration });
    }
  });

  it('poses the claims that a preset has expectations of, in arms that it opens with', () => {
    for (const preset of experiment.presets) {
      const configuration = defaultConfiguration(experiment, preset.id);
      const values = sessionValues(experiment, configuration);
      // A sweep is one button away from any preset.
      const plain = preset.sweep ? [] : narrowed(experiment, values).claims;
      const posed = [...plain, ...(experiment.sweep ? narrowed(experiment, values, true).claims : [])];
      expect(sorted(Object.keys(preset.expected))).toEqual(sorted(ids(posed)));
      for (const { roles } of posed) expect(ids(configuration.arms)).toEqual(expect.arrayContaining([...roles]));
    }
  });

  it('has sizes, steps and evaluations for every preset', () => {
    for (const { id } of experiment.presets) {
      const configuration = defaultConfiguration(experiment, id);
      const values = sessionValues(experiment, configuration);
      const { train, validation, test } = experiment.splits(values);
      for (const size of [train, validation, test]) expect(Number.isInteger(size) && size >= 0).toBe(true);
      const steps = resolveSteps(experiment, configuration);
      const every = experiment.evaluateEvery(values);
      expect(Number.isInteger(steps) && steps > 0).toBe(true);
      expect(Number.isInteger(every) && every > 0 && every <= steps).toBe(true);
      expect(experiment.defaultSeeds).toBeGreaterThanOrEqual(3);
    }
  });

  it('has a program for every arm of every preset', async () => {
    for (const values of allValues(experiment)) expect(typeof (await experiment.program(values)).init).toBe('function');
  });
}

/** The one schema per experiment that checks a configuration at the door, derived from the declaration, and its issues as problems. */
import * as v from 'valibot';
import { misfittingAdapters } from './adapter-check.ts';
import { checkEvents } from './events.ts';
import type { Experiment } from './experiment.ts';
import type { Hyperparameter, Sweep, Value, Values } from './hyperparameter.ts';
import { impossibleArms } from './impossible.ts';
import { misfittingNetworks } from './network/check.ts';
import { parseNetwork, printNetwork } from './network/text.ts';
import { ownAdapterOf } from './own-adapter.ts';
import { ownDataOf } from './own-data.ts';
import { nearestName, type NameOf, type Problem } from './problem.ts';
import { checkSweep, sweptFrom, withoutSweep } from './sweep.ts';
import { armsOf, defaultConfiguration, deviceChoices, type Configuration } from './settings.ts';

export const limits = {
  seeds: { min: 1, max: 64 },
  sessionSeed: { min: 0, max: Number.MAX_SAFE_INTEGER },
  steps: { min: 1, max: 1_000_000 },
  arms: { min: 1, max: 16 },
  /** Characters. */
  armName: { min: 1, max: 40 },
} as const;

export type ParseResult = { ok: true; configuration: Configuration } | { ok: false; errors: Problem[] };

const fields = ['experiment', 'preset', 'arms', 'sweep', 'values', 'seeds', 'sessionSeed', 'steps', 'device', 'events'];
const armName = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * Checks a configuration from a page, a link or the command line. Missing fields take their defaults, so `{}` is the default configuration.
 * An arm that is not declared must set at least one value: without one its name is taken for a misspelt arm.
 */
export function parseConfiguration(experiment: Experiment, input: unknown): ParseResult {
  const result = v.safeParse(schemaOf(experiment), input);
  const skipped = skippedNames(experiment, input);
  const swept = sweepOf(experiment, input);
  const problems = [...skipped, ...swept.problems];
  if (!result.success || problems.length > 0) {
    return { ok: false, errors: [...problems, ...(result.issues ?? []).map((issue) => problemOf(experiment, issue))] };
  }
  const sweep = swept.sweep === undefined ? defaultConfiguration(experiment, result.output.preset).sweep : swept.sweep;
  const configured = sweep ? { ...result.output, sweep } : withoutSweep(result.output);
  const { events, problems: wrong } = checkEvents(experiment, configured, eventsOf(input));
  const configuration = events.length > 0 ? { ...configured, events } : configured;
  const misfits = [impossibleArms, misfittingNetworks, misfittingAdapters].flatMap((found) => found(experiment, configuration));
  const errors = [...wrong, ...misfits];
  return errors.length > 0 ? { ok: false, errors } : { ok: true, configuration };
}

/** Checked by themselves, once arms and sweep are known. */
function eventsOf(input: unknown): unknown {
  return (Object(input) as { events?: unknown }).events ?? [];
}

/** The sweep that is asked for: null for none, undefined for what the preset opens with. */
function sweepOf(experiment: Experiment, input: unknown): { sweep: Sweep | null | undefined; problems: Problem[] } {
  const { sweep } = Object(input) as { sweep?: unknown };
  return sweep === undefined || sweep === null ? { sweep, problems: [] } : checkSweep(experiment, sweep);
}

const schemas = new WeakMap<Experiment, v.GenericSchema<unknown, Configuration>>();

function schemaOf(experiment: Experiment): v.GenericSchema<unknown, Configuration> {
  const known = schemas.get(experiment);
  if (known) return known;
  const schema = buildSchema(experiment);
  schemas.set(experiment, schema);
  return schema;
}

function buildSchema(experiment: Experiment): v.GenericSchema<unknown, Configuration> {
  const fallback = defaultConfiguration(experiment);
  const declared = experiment.arms.map(({ id }) => id);
  const sessionWide = experiment.hyperparameters.filter(({ scope }) => scope === 'session').map(({ id }) => id);
  const arm = v.objectWithRest(
    bare({
      id: v.pipe(v.string(), v.regex(armName)),
      values: v.optional(valuesSchema(experiment.hyperparameters), {}),
      name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.armName.max))),
      fork: v.optional(
        v.objectWithRest(bare({ of: v.string(), step: numberSchema({ min: 0, max: limits.steps.max, integer: true }) }), v.never()),
      ),
      unswept: v.optional(v.literal(true)),
    }),
    v.never(),
  );
  const arms: v.GenericSchema<unknown, Configuration['arms']> = v.pipe(
    v.array(arm),
    v.minLength(limits.arms.min),
    v.maxLength(limits.arms.max),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const list = dataset.value;
      const report = (message: 'duplicateArm' | 'unknownArm' | 'sessionWide', index: number, keys: string[], input: unknown): void => {
        const object = (key: string): v.ObjectPathItem => ({ type: 'object', origin: 'value', input: {}, key, value: input });
        addIssue({ message, path: [{ type: 'array', origin: 'value', input: list, key: index, value: list[index] }, ...keys.map(object)] });
      };
      list.forEach((one, index) => {
        if (list.findIndex(({ id }) => id === one.id) < index) report('duplicateArm', index, ['id'], one.id);
        else if (!declared.includes(one.id) && Object.keys(one.values).length === 0) report('unknownArm', index, ['id'], one.id);
        // A parent stands before its forks.
        if (one.fork && !list.slice(0, index).some(({ id }) => id === sweptFrom(one.fork?.of ?? '').arm))
          report('unknownArm', index, ['fork', 'of'], one.fork.of);
        for (const id of sessionWide) if (id in one.values) report('sessionWide', index, ['values', id], one.id);
      });
    }),
    v.transform((list) =>
      list.map(({ id, values, name, fork, unswept }) => {
        return { id, values, ...(name !== undefined && { name }), ...(fork && { fork }), ...(unswept && { unswept }) };
      }),
    ),
  );
  const configuration = v.objectWithRest(
    bare({
      experiment: v.optional(v.picklist([experiment.id]), experiment.id),
      preset: v.optional(v.picklist(experiment.presets.map(({ id }) => id)), fallback.preset),
      arms: v.optional(arms),
      // Checked by itself, where a range may become values.
      sweep: v.optional(v.unknown()),
      events: v.optional(v.unknown()),
      values: v.optional(valuesSchema(experiment.hyperparameters), {}),
      seeds: v.optional(numberSchema({ ...limits.seeds, integer: true }), fallback.seeds),
      sessionSeed: v.optional(numberSchema({ ...limits.sessionSeed, integer: true }), fallback.sessionSeed),
      steps: v.optional(v.nullable(numberSchema({ ...limits.steps, integer: true })), null),
      device: v.optional(v.picklist(deviceChoices), 'auto'),
    }),
    v.never(),
  );
  return v.pipe(
    configuration,
    v.transform(({ experiment: id, preset, arms, values, seeds, sessionSeed, steps, device }) => {
      const opening = arms ?? armsOf(experiment, preset).map((one) => ({ id: one.id, values: {} }));
      return { experiment: id, preset, arms: opening, values, seeds, sessionSeed, steps, device };
    }),
  );
}

/** The same entries without a prototype: valibot takes a name for declared when it is `in` them, and "toString" is in every plain object. */
function bare<T extends object>(entries: T): T {
  return Object.assign(Object.create(null) as T, entries);
}

/** Names that valibot drops without a word. None can be declared. */
const skippedByValibot = ['__proto__', 'prototype', 'constructor'];

function skippedNames(experiment: Experiment, input: unknown): Problem[] {
  const inside = (object: unknown, keys: readonly string[]): Problem[] =>
    typeof object === 'object' && object !== null
      ? skippedByValibot.filter((name) => Object.hasOwn(object, name)).map((name) => foreignName(experiment, [...keys, name]))
      : [];
  const { arms, values } = Object(input) as { arms?: unknown; values?: unknown };
  return [
    ...inside(input, []),
    ...inside(values, ['values']),
    ...(Array.isArray(arms) ? (arms as unknown[]) : []).flatMap((arm, index) => [
      ...inside(arm, ['arms', String(index)]),
      ...inside((Object(arm) as { values?: unknown }).values, ['arms', String(index), 'values']),
    ]),
  ];
}

/** The last of `keys` is a name that is not declared there. */
function foreignName(experiment: Experiment, keys: readonly string[]): Problem {
  const got = show(keys.at(-1));
  const isHyperparameter = keys.at(-2) === 'values';
  const ofField = keys[0] === 'arms' && keys.length > 1 ? ['id', 'values', 'name', 'fork', 'unswept'] : fields;
  const possible = isHyperparameter ? experiment.hyperparameters.map(({ id }) => id) : ofField;
  const kind = isHyperparameter ? 'hyperparameter' : 'field';
  return { path: keys.join('.'), code: 'unknownName', kind, got, possible, nearest: nearestName(got, possible) };
}

/** Overrides: any subset of the declared hyperparameters, nothing else. */
function valuesSchema(hyperparameters: readonly Hyperparameter[]): v.GenericSchema<unknown, Values> {
  const entries = Object.fromEntries(hyperparameters.map((hyperparameter) => [hyperparameter.id, v.optional(valueSchema(hyperparameter))]));
  return v.pipe(
    v.objectWithRest(bare(entries), v.never()),
    v.transform((record): Values => {
      const values: Record<string, Value> = {};
      for (const [id, value] of Object.entries(record)) if (value !== undefined) values[id] = value;
      return values;
    }),
  );
}

function valueSchema(hyperparameter: Hyperparameter): v.GenericSchema<unknown, Value> {
  switch (hyperparameter.kind) {
    case 'choice':
      return v.picklist(hyperparameter.options);
    case 'data':
      return v.pipe(
        v.string(),
        v.check((text) => hyperparameter.options.includes(text) || ownDataOf(text) !== null),
      );
    case 'adapter':
      return v.pipe(
        v.string(),
        v.check((text) => hyperparameter.default === text || ownAdapterOf(text) !== null),
      );
    case 'network':
      return networkSchema;
    case 'number':
      return numberSchema(hyperparameter);
  }
}

/** In its canonical form, so that one network is one value. */
const networkSchema = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseNetwork(dataset.value);
    if (parsed.ok) return printNetwork(parsed.network);
    addIssue({ message: 'network' });
    return NEVER;
  }),
);

function numberSchema({ min, max, integer }: { min: number; max: number; integer?: boolean }): v.GenericSchema<unknown, number> {
  const ranged = v.pipe(
    v.number(),
    v.minValue(min),
    v.maxValue(max),
    // −0 becomes 0: a link cannot tell them apart.
    v.transform((value) => value + 0),
  );
  return integer ? v.pipe(ranged, v.integer()) : ranged;
}

function problemOf(experiment: Experiment, issue: v.BaseIssue<unknown>): Problem {
  const keys = (issue.path ?? []).map((item) => item.key);
  const path = keys.map(String).join('.');
  const last = show(keys.at(-1));
  const got = show(issue.input);
  const unknownName = (kind: NameOf, name: string, possible: readonly string[]): Problem => ({
    path,
    code: 'unknownName',
    kind,
    got: name,
    possible,
    nearest: nearestName(name, possible),
  });

  if (issue.type === 'never') return foreignName(experiment, keys.map(String));
  if (issue.type === 'raw_transform') {
    const parsed = parseNetwork(String(issue.input));
    if (!parsed.ok) return { path, code: 'network', id: last, arm: null, fault: parsed.fault };
  }
  if (issue.type === 'raw_check') {
    const arm = show(issue.path?.at(-1)?.value);
    if (issue.message === 'sessionWide') return { path, code: 'sessionWide', id: last, arm };
    if (issue.message === 'duplicateArm') return { path, code: 'duplicateArm', arm };
    return unknownName(
      'arm',
      arm,
      experiment.arms.map(({ id }) => id),
    );
  }
  if (issue.type === 'picklist' || issue.type === 'check') {
    if (last === 'preset' && keys.length === 1)
      return unknownName(
        'preset',
        got,
        experiment.presets.map(({ id }) => id),
      );
    if (last === 'device' && keys.length === 1) return unknownName('device', got, deviceChoices);
    if (last === 'experiment' && keys.length === 1) return unknownName('experiment', got, [experiment.id]);
    const hyperparameter = experiment.hyperparameters.find(({ id }) => id === last);
    const possible = hyperparameter && 'options' in hyperparameter ? hyperparameter.options : [];
    return { path, code: 'unknownOption', id: last, got, possible, nearest: nearestName(got, possible) };
  }
  if ((issue.type === 'min_length' || issue.type === 'max_length') && last === 'name') {
    return { path, code: 'armLabel', ...limits.armName, got };
  }
  if (issue.type === 'min_length' || issue.type === 'max_length') {
    return { path, code: 'armCount', ...limits.arms, got: Array.isArray(issue.input) ? issue.input.length : 0 };
  }
  if (issue.type === 'regex') return { path, code: 'armName', got };

  const range = rangeOf(experiment, last, keys.length > 1);
  if (range && issue.type === 'number') return { path, code: 'notNumber', id: last, ...range, got };
  if (range && typeof issue.input === 'number') {
    return { path, code: issue.type === 'integer' ? 'notInteger' : 'range', id: last, ...range, got: issue.input };
  }
  const expected = issue.type === 'array' ? 'list' : issue.type === 'string' ? 'text' : 'object';
  return { path, code: 'wrongType', id: path === '' ? 'The configuration' : path, expected, got };
}

/** Range of a number: of a session field, or of a hyperparameter (`inside` its values). */
function rangeOf(experiment: Experiment, id: string, inside: boolean): { min: number; max: number } | null {
  if (!inside) return id === 'seeds' || id === 'sessionSeed' || id === 'steps' ? limits[id] : null;
  const hyperparameter = experiment.hyperparameters.find((candidate) => candidate.id === id);
  return hyperparameter?.kind === 'number' ? { min: hyperparameter.min, max: hyperparameter.max } : null;
}

/** A short text for what was given. */
function show(input: unknown): string {
  if (typeof input === 'string') return input.length > 60 ? `${input.slice(0, 60)}…` : input;
  if (typeof input === 'number' || typeof input === 'boolean' || input === null) return String(input);
  if (input === undefined) return 'nothing';
  return Array.isArray(input) ? 'a list' : typeof input === 'object' ? 'an object' : `a ${typeof input}`;
}

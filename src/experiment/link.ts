/**
 * A configuration as a query string and back. Only what differs from the default is written:
 * `preset=moons&arms=b,a&sweep=learningRate:0.0001..1/9&seeds=16&seed=7&steps=500&device=wasm&events=120:b.rate=0.2`, then
 * `&*.learningRate=0.01&b.rate=0.3`,
 * where `*.id` is a session-wide override, `arm.id` one of a single arm and `arm.name` what that arm is called, `arm.fork=b@120` where it
 * parted from another (`b@3@120`: from the one at the sweep's value 3) and `arm.sweep=none` that it stands outside the sweep: no
 * hyperparameter is named so.
 * Names of fields have no dot, so nothing can collide.
 */
import { eventFromText, eventText } from './events.ts';
import type { Experiment } from './experiment.ts';
import type { Sweep } from './hyperparameter.ts';
import { nearestName, type Problem } from './problem.ts';
import { sameSweep, sweepFromText, sweepText } from './sweep.ts';
import { parseConfiguration, type ParseResult } from './schema.ts';
import { armsOf, defaultConfiguration, type Configuration } from './settings.ts';

const fieldKeys = ['preset', 'arms', 'sweep', 'seeds', 'seed', 'steps', 'device', 'events'] as const;
const nameKey = 'name';
const forkKey = 'fork';
const sweepKey = 'sweep';
const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function encodeConfiguration(configuration: Configuration, experiment: Experiment): string {
  const base = defaultConfiguration(experiment);
  const opening = armsOf(experiment, configuration.preset);
  const parameters = new URLSearchParams();
  if (configuration.preset !== base.preset) parameters.set('preset', configuration.preset);
  const arms = configuration.arms.map(({ id }) => id).join(',');
  if (arms !== opening.map(({ id }) => id).join(',')) parameters.set('arms', arms);
  const { sweep } = defaultConfiguration(experiment, configuration.preset);
  if (!sameSweep(configuration.sweep, sweep)) parameters.set('sweep', sweepField(experiment, configuration.sweep));
  if (configuration.seeds !== base.seeds) parameters.set('seeds', String(configuration.seeds));
  if (configuration.sessionSeed !== base.sessionSeed) parameters.set('seed', String(configuration.sessionSeed));
  if (configuration.steps !== null) parameters.set('steps', String(configuration.steps));
  if (configuration.device !== base.device) parameters.set('device', configuration.device);
  const events = (configuration.events ?? []).map((event) => eventText(event, configuration));
  if (events.length > 0) parameters.set('events', events.join(','));
  for (const [id, value] of Object.entries(configuration.values)) parameters.set(`*.${id}`, String(value));
  for (const arm of configuration.arms) {
    if (arm.name !== undefined) parameters.set(`${arm.id}.${nameKey}`, arm.name);
    if (arm.fork) parameters.set(`${arm.id}.${forkKey}`, `${arm.fork.of}@${arm.fork.step}`);
    if (arm.unswept) parameters.set(`${arm.id}.${sweepKey}`, 'none');
    for (const [id, value] of Object.entries(arm.values)) parameters.set(`${arm.id}.${id}`, String(value));
  }
  // These need no escaping in a value, and links are read by people.
  return parameters
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
    .replaceAll('%3D', '=')
    .replaceAll('%3B', ';')
    .replaceAll('%40', '@');
}

/** `none`, `declared`, or the sweep itself. */
function sweepField(experiment: Experiment, sweep: Sweep | undefined): string {
  if (!sweep) return 'none';
  return sameSweep(sweep, experiment.sweep) ? 'declared' : sweepText(experiment, sweep);
}

function sweepFromField(experiment: Experiment, text: string): unknown {
  if (text === 'none') return null;
  return text === 'declared' && experiment.sweep ? experiment.sweep : sweepFromText(experiment, text);
}

/** Reads what `encodeConfiguration` wrote, and what people typed. Keys in `ignore` belong to somebody else. */
export function decodeConfiguration(
  experiment: Experiment,
  parameters: URLSearchParams | string,
  ignore: readonly string[] = [],
): ParseResult {
  const given = typeof parameters === 'string' ? new URLSearchParams(parameters) : parameters;
  const preset = given.get('preset');
  const armList = given.get('arms');
  const sweep = given.get('sweep');
  const armIds = armList === null ? armsOf(experiment, preset).map(({ id }) => id) : armList.split(',').map((id) => id.trim());
  const arms = armIds.map((id): LinkedArm => ({ id, values: noValues() }));
  const values = noValues();
  const errors: Problem[] = [];

  for (const [key, text] of given) {
    if (ignore.includes(key) || fieldKeys.some((field) => field === key)) continue;
    const dot = key.indexOf('.');
    const owner = dot < 0 ? null : key.slice(0, dot);
    const arm = arms.find(({ id }) => id === owner);
    const target = owner === '*' ? values : arm?.values;
    if (arm && key.slice(dot + 1) === nameKey) {
      arm.name = text;
    } else if (arm && key.slice(dot + 1) === forkKey) {
      // A swept parent's id has one of its own.
      const at = text.lastIndexOf('@');
      arm.fork = { of: text.slice(0, Math.max(0, at)), step: numberFromText(text.slice(at + 1)) };
    } else if (arm && key.slice(dot + 1) === sweepKey) {
      arm.unswept = text === 'none' || text;
    } else if (target && dot >= 0) {
      const id = key.slice(dot + 1);
      target[id] = valueFromText(experiment, id, text);
    } else if (owner !== null) {
      errors.push({ path: key, code: 'unknownName', kind: 'arm', got: owner, possible: armIds, nearest: nearestName(owner, armIds) });
    } else {
      const possible = [...fieldKeys, ...experiment.hyperparameters.map(({ id }) => `*.${id}`)];
      errors.push({ path: key, code: 'unknownName', kind: 'field', got: key, possible, nearest: nearestName(key, possible) });
    }
  }

  const number = (key: string): number | string | undefined => {
    const text = given.get(key);
    return text === null ? undefined : numberFromText(text);
  };
  const result = parseConfiguration(experiment, {
    preset: preset ?? undefined,
    arms,
    values,
    sweep: sweep === null ? undefined : sweepFromField(experiment, sweep),
    seeds: number('seeds'),
    sessionSeed: number('seed'),
    steps: number('steps'),
    device: given.get('device') ?? undefined,
    events: given
      .get('events')
      ?.split(',')
      .map((text) => eventFromText(text, armIds)),
  });
  if (errors.length === 0) return result;
  return { ok: false, errors: result.ok ? errors : [...errors, ...result.errors] };
}

interface LinkedArm {
  id: string;
  values: Record<string, string | number>;
  name?: string;
  fork?: { of: string; step: number | string };
  unswept?: true | string;
}

/** Without a prototype: every name that a link brings, "__proto__" too, is kept as a plain name for the schema to judge. */
function noValues(): Record<string, string | number> {
  return Object.create(null) as Record<string, string | number>;
}

/** The value of a hyperparameter as typed: text stays text where no number is wanted or none is given, for the schema to judge. */
export function valueFromText(experiment: Experiment, id: string, text: string): number | string {
  const isNumber = experiment.hyperparameters.find((hyperparameter) => hyperparameter.id === id)?.kind === 'number';
  return isNumber ? numberFromText(text) : text;
}

function numberFromText(text: string): number | string {
  return numeric.test(text.trim()) ? Number(text) : text;
}

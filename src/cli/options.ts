/** Reads the command line of `npm run experiment` into a checked configuration, or says in a sentence what would be right. */
import { parseArgs } from 'node:util';
import {
  armValues,
  armsOf,
  decodeConfiguration,
  describeProblem,
  nearestName,
  type Configuration,
  type Problem,
} from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';

export type Command = { do: 'help' } | { do: 'list'; json: boolean } | Run;

interface Run {
  do: 'run';
  json: boolean;
  experiment: Experiment;
  configuration: Configuration;
  /** A table of the person's own, which is still to be read; null: none. */
  table: { path: string; target: string | null } | null;
  /** A folder with an adapter of the person's own, which is still to be read; null: none. */
  adapter: string | null;
}

/** A mistake of the person at the keyboard. */
export class UsageError extends Error {}

const flags = {
  arms: { type: 'string' },
  preset: { type: 'string' },
  sweep: { type: 'string' },
  set: { type: 'string', multiple: true },
  seeds: { type: 'string' },
  seed: { type: 'string' },
  steps: { type: 'string' },
  data: { type: 'string' },
  target: { type: 'string' },
  adapter: { type: 'string' },
  device: { type: 'string' },
  event: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const usage = `npm run --silent experiment -- <experiment> [flags]    runs an experiment and prints its verdicts
npm run --silent experiment -- --list [--json]          lists experiments with everything that can be set

  --arms a,b             only these arms, in this order: a claim compares them in the order given
                         a name of your own makes a new arm of what --set gives it: --arms nothing,mine --set mine.dropout=0.2
  --preset id            a declared set of values
  --sweep s              every arm at several values: learningRate:0.001,0.01,0.1, learningRate:1e-4..1/9, declared or none
  --set name=value       a hyperparameter for the whole session, or arm.name=value for one arm; may be repeated
  --event step:name=value a live hyperparameter takes another value after that step, in every arm or, as step:arm.name=value, in one
                         (arms in several: step:a/b.name=value); may be repeated; the session is then exploratory
  --seeds n              runs per arm
  --seed n               the session seed, from which all randomness derives
  --steps n              training steps
  --data file.csv        a table of your own to learn from, where an experiment takes one; column types are guessed, or are those of a
                         link given as --set dataSet=own:...
  --target column        the column to predict, by its name: classes, or a number where there are many different ones
  --adapter folder       a LoRA adapter (adapter_model.safetensors and adapter_config.json) that an arm more starts from, where an
                         experiment adapts a model, or the one that --set arm.adapter=adapter:... names
  --device d             auto, webgpu, wasm or cpu
  --json                 one JSON document on standard output and nothing else there`;

/** Throws a UsageError. */
export function readCommand(args: string[], catalogue: readonly Experiment[]): Command {
  const given = readFlags(args);
  const { names, texts, settings, events, switches } = given;
  if (switches.has('help')) return { do: 'help' };
  const json = switches.has('json');
  if (switches.has('list')) {
    const other = [
      ...names,
      ...[...texts.keys(), ...(settings.length > 0 ? ['set'] : []), ...(events.length > 0 ? ['event'] : [])].map((flag) => `--${flag}`),
    ];
    if (other.length > 0) throw new UsageError(`--list stands alone or with --json, not with ${other.join(', ')}.`);
    return { do: 'list', json };
  }
  if (names.length > 1) throw new UsageError(`Name one experiment, not ${names.length}: ${names.join(', ')}.`);
  const experiment = findExperiment(names[0], catalogue);
  const table = readTableFlags(texts, experiment);
  const adapter = readAdapterFlag(texts, experiment);
  return { do: 'run', json, experiment, configuration: readConfiguration(given, experiment), table, adapter };
}

/** Takes the flags of an own table from those that are fields of a link. */
function readTableFlags(texts: Map<string, string>, experiment: Experiment): Run['table'] {
  const [path, target] = [texts.get('data'), texts.get('target')];
  texts.delete('data');
  texts.delete('target');
  if (path === undefined && target !== undefined) throw new UsageError(`--target names a column of --data, which is not given.`);
  if (path === undefined) return null;
  if (!experiment.hyperparameters.some(({ kind }) => kind === 'data')) throw new UsageError(`${experiment.id} takes no data of your own.`);
  return { path, target: target ?? null };
}

/** Takes the flag of an own adapter from those that are fields of a link. */
function readAdapterFlag(texts: Map<string, string>, experiment: Experiment): string | null {
  const folder = texts.get('adapter') ?? null;
  texts.delete('adapter');
  if (folder !== null && !experiment.hyperparameters.some(({ kind }) => kind === 'adapter'))
    throw new UsageError(`${experiment.id} adapts no model, so it takes no adapter.`);
  return folder;
}

interface Given {
  names: string[];
  texts: Map<string, string>;
  /** What follows each --set. */
  settings: string[];
  /** What follows each --event. */
  events: string[];
  switches: Set<string>;
}

function readFlags(args: string[]): Given {
  const { tokens } = parseArgs({ args, options: flags, strict: false, allowPositionals: true, tokens: true });
  const given: Given = { names: [], texts: new Map(), settings: [], events: [], switches: new Set() };
  for (const token of tokens) {
    if (token.kind === 'positional') given.names.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!isFlag(name))
      throw new UsageError(
        unknownName(
          'flag',
          rawName,
          Object.keys(flags).map((flag) => `--${flag}`),
        ),
      );
    if (flags[name].type === 'boolean') {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value.`);
      given.switches.add(name);
    } else if (value === undefined || value === '') {
      throw new UsageError(`${rawName} needs a value, as in ${example(name)}.`);
    } else if (name === 'set') {
      given.settings.push(value);
    } else if (name === 'event') {
      given.events.push(value);
    } else {
      if (given.texts.has(name)) throw new UsageError(`${rawName} is given twice.`);
      given.texts.set(name, value);
    }
  }
  return given;
}

function isFlag(name: string): name is keyof typeof flags {
  return Object.hasOwn(flags, name);
}

function example(flag: keyof typeof flags): string {
  const examples: Partial<Record<keyof typeof flags, string>> = {
    arms: '--arms a,b',
    preset: '--preset default',
    sweep: '--sweep learningRate:1e-4..1/9',
    set: '--set learningRate=0.01',
    event: '--event 120:learningRate=0.03',
    data: '--data file.csv',
    target: '--target price',
    adapter: '--adapter folder',
    device: '--device wasm',
  };
  return examples[flag] ?? `--${flag} 8`;
}

export function findExperiment(name: string | undefined, catalogue: readonly Experiment[]): Experiment {
  const ids = catalogue.map(({ id }) => id);
  if (name === undefined) throw new UsageError(`Name an experiment: ${ids.join(', ')}. --list tells about each, --help about flags.`);
  const experiment = catalogue.find(({ id }) => id === name);
  if (experiment === undefined) throw new UsageError(unknownName('experiment', name, ids));
  return experiment;
}

/** The flags with a value are the fields of a link, so a link's reader checks them. */
function readConfiguration({ texts, settings, events }: Given, experiment: Experiment): Configuration {
  const query = new URLSearchParams([...texts, ...(events.length > 0 ? [['events', events.join(',')]] : [])]);
  const arms = texts
    .get('arms')
    ?.split(',')
    .map((id) => id.trim());
  if (arms?.includes(''))
    throw new UsageError(`--arms needs a name on each side of a comma, as in ${example('arms')}, not "${texts.get('arms')}".`);
  for (const setting of settings) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(setting) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--set needs name=value, as in ${example('set')}, not "${setting}".`);
    const key = name.includes('.') ? name : `*.${name}`;
    if (query.has(key)) throw new UsageError(`--set ${name} is given twice.`);
    query.set(key, value);
  }
  spreadOverArms(query, experiment, arms);
  const result = decodeConfiguration(experiment, query);
  // A value spread over arms is wrong in each of them, and one sentence tells it.
  if (!result.ok) throw new UsageError([...new Set(result.errors.map((problem) => describeProblem(asTyped(problem))))].join('\n'));
  return result.configuration;
}

/** Calls a field of the session by the flag that sets it. */
function asTyped(problem: Problem): Problem {
  if (!('id' in problem)) return problem;
  const flag = problem.path === 'sessionSeed' ? 'seed' : problem.path;
  return isFlag(flag) ? { ...problem, id: `--${flag}` } : problem;
}

/** In a link a session-wide value lies under what an arm sets itself; on the command line it is meant for every arm that is not named. */
function spreadOverArms(query: URLSearchParams, experiment: Experiment, chosen: readonly string[] | undefined): void {
  const preset = experiment.presets.find(({ id }) => id === query.get('preset')) ?? experiment.presets[0];
  if (!preset) return;
  const declared = experiment.arms.map(({ id }) => id);
  const arms = chosen?.filter((arm) => declared.includes(arm)) ?? armsOf(experiment, preset.id).map(({ id }) => id);
  for (const arm of arms) {
    for (const id of Object.keys(armValues(experiment, preset.id, arm))) {
      const value = query.get(`*.${id}`);
      if (value !== null && !query.has(`${arm}.${id}`)) query.set(`${arm}.${id}`, value);
    }
  }
}

export function unknownName(kind: string, name: string, possible: readonly string[]): string {
  const nearest = nearestName(name, possible);
  const suggestion = nearest === null ? '.' : `: did you mean "${nearest}"?`;
  return `There is no ${kind} "${name}"${suggestion} Possible: ${possible.join(', ')}.`;
}

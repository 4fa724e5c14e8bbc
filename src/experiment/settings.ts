/** The full configuration of a session and what follows from it: the default one, and the values of each arm. */
import type { LiveEvent } from './events.ts';
import type { Arm, Experiment, Preset } from './experiment.ts';
import type { Sweep, Values } from './hyperparameter.ts';

/** In the order in which a page offers them; the names are those of the worker's protocol. */
export const deviceChoices = ['auto', 'webgpu', 'wasm', 'cpu'] as const;

/** Where an arm parted from another. */
export interface Fork {
  /** Id of that arm as it is trained: of a swept one with the place of its value behind it, `half@3`. */
  of: string;
  /** They are the same when so many steps are done. */
  step: number;
}

export interface SessionArm {
  /** Of a declared arm, or one that only this session has. */
  id: string;
  /** Overrides over the declared arm of that id. */
  values: Values;
  /** What it is called here; absent: as declared. */
  name?: string;
  /** Its values are those of another arm, from which events set it apart after a step; absent: it is no fork. */
  fork?: Fork;
  /** It stands outside the session's sweep, at its own value of what is swept: a fork of one of the arms that the sweep makes. */
  unswept?: true;
}

export interface Configuration {
  /** Id of the experiment. */
  experiment: string;
  /** Id of the preset whose values lie under everything else. */
  preset: string;
  /** The session's arms in its own order. */
  arms: SessionArm[];
  /** One hyperparameter over several values, in every arm; absent: none. */
  sweep?: Sweep;
  /** Session-wide overrides over the preset. */
  values: Values;
  seeds: number;
  /** The one number all randomness derives from: a whole number from 0 to 2⁵³ − 1. */
  sessionSeed: number;
  /** Steps of the whole session; null: as declared. */
  steps: number | null;
  device: (typeof deviceChoices)[number];
  /** What changes while it trains, ascending by step, else in the order made; absent: nothing. */
  events?: readonly LiveEvent[];
}

export const defaultSessionSeed = 1;

/** Everything as declared: the first preset unless another is named, its arms, no overrides. Throws a RangeError for an unknown preset. */
export function defaultConfiguration(experiment: Experiment, preset?: string): Configuration {
  const opening = presetOf(experiment, preset ?? experiment.presets[0]?.id ?? '');
  return {
    experiment: experiment.id,
    preset: opening.id,
    ...(opening.sweep && experiment.sweep && { sweep: experiment.sweep }),
    arms: armsOf(experiment, preset).map(({ id }) => ({ id, values: {} })),
    values: {},
    seeds: experiment.defaultSeeds,
    sessionSeed: defaultSessionSeed,
    steps: null,
    device: 'auto',
  };
}

/** The values that hold for every arm unless the arm sets them itself: defaults < preset < session-wide overrides. */
export function sessionValues(experiment: Experiment, configuration: Pick<Configuration, 'preset' | 'values'>): Values {
  const defaults = Object.fromEntries(experiment.hyperparameters.map((hyperparameter) => [hyperparameter.id, hyperparameter.default]));
  return { ...defaults, ...presetOf(experiment, configuration.preset).values, ...configuration.values };
}

/**
 * Full values per arm: defaults < preset < session-wide overrides < what the declared arm sets < what the preset sets in it < what the session
 * changes about it.
 */
export function resolveArms(
  experiment: Experiment,
  configuration: Pick<Configuration, 'preset' | 'values' | 'arms'>,
): { id: string; values: Values }[] {
  const shared = sessionValues(experiment, configuration);
  return configuration.arms.map((arm) => {
    return { id: arm.id, values: { ...shared, ...armValues(experiment, configuration.preset, arm.id), ...arm.values } };
  });
}

/** What an arm sets by declaration, under a preset; nothing for an arm that is not declared. */
export function armValues(experiment: Experiment, preset: string, arm: string): Values {
  const own = experiment.arms.find(({ id }) => id === arm)?.values;
  return { ...own, ...presetOf(experiment, preset).arms?.find(({ id }) => id === arm)?.values };
}

/** The arms that a preset opens with; those of the first preset when none or an unknown one is named. */
export function armsOf(experiment: Experiment, preset: string | null | undefined): readonly Arm[] {
  const found = experiment.presets.find(({ id }) => id === preset) ?? experiment.presets[0];
  return found?.arms ?? experiment.arms;
}

/** Steps the session really takes: the chosen number, or what the declaration says for these values. */
export function resolveSteps(experiment: Experiment, configuration: Pick<Configuration, 'preset' | 'values' | 'steps'>): number {
  return configuration.steps ?? experiment.steps(sessionValues(experiment, configuration));
}

/** How often each arm is trained: once for every value of the sweep, or once. */
export function timesTrained({ arms, sweep }: Pick<Configuration, 'arms' | 'sweep'>): number[] {
  return arms.map(({ unswept }) => (sweep && !unswept ? sweep.values.length : 1));
}

/** Runs of a session: every arm, at every value of its sweep, with every seed. */
export function runCount(configuration: Pick<Configuration, 'arms' | 'seeds' | 'sweep'>): number {
  return timesTrained(configuration).reduce((sum, times) => sum + times, 0) * configuration.seeds;
}

/** The declared preset of that id. Throws a RangeError if there is none. */
export function presetOf(experiment: Experiment, id: string): Preset {
  const preset = experiment.presets.find((candidate) => candidate.id === id);
  if (!preset) throw new RangeError(`${experiment.id} has no preset "${id}"`);
  return preset;
}

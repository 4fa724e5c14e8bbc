/** The shape of an experiment: a declaration plus a program. Everything the page, the link and the command line show derives from it. */
import type { Program } from '../engine/training/program.ts';
import type { Described } from './arm-description.ts';
import type { Claim, RandomSource, Status } from './claim.ts';
import type { Hyperparameter, Sweep, Values, When } from './hyperparameter.ts';

export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

export interface Arm {
  /** ASCII, unique in the experiment. */
  id: string;
  /** What this arm sets differently from the session's values. */
  values: Values;
}

/** A named set of values, declared beforehand: choosing one is no departure from the declaration. */
export interface Preset {
  id: string;
  values: Values;
  /** The declared arms it opens with, and what they set here besides what they declare; absent: all declared arms. */
  arms?: readonly Arm[];
  /** Opens with the declared sweep. */
  sweep?: true;
  /** Each arm's rate is the best of a few, chosen at another session seed than the declared one; absent: nothing was tuned. */
  tuned?: true;
  /** The verdict each claim is expected to get, by claim id. */
  expected: Readonly<Record<string, Status>>;
}

export interface Measure {
  id: string;
  /** Which chart it is drawn in: measures of one quantity share axes. */
  quantity:
    | 'loss'
    | 'accuracy'
    | 'explained'
    | 'error'
    | 'gap'
    | 'height'
    | 'gain'
    | 'forgetting'
    | 'perplexity'
    | 'difference'
    | 'step'
    | 'trainingModeLoss'
    | 'modeGap';
  /** The axis it is drawn on at first; absent: linear. */
  axis?: 'log';
  /** False: claims may take it as their endpoint, but no chart draws it. */
  drawn?: false;
  /** The settings under which there is such a measure; absent: all. */
  when?: When;
  /** `minibatch` streams every step; the others come at evaluation steps. `derived` is computed from two of them. */
  source:
    | { kind: 'minibatch' }
    | { kind: 'evaluation'; split: 'train' | 'validation' | 'test'; output: string }
    | { kind: 'derived'; minuend: string; subtrahend: string };
}

/** What paths are drawn on. */
export interface Ground {
  /** What a picture shows of it. */
  x: readonly [number, number];
  y: readonly [number, number];
  /** Its lowest points. */
  minima: readonly (readonly [number, number])[];
  heightAt(x: number, y: number): number;
}

export type ProbeDeclaration =
  | { id: string; kind: 'grid' | 'text' | 'table' | 'statistics' | 'curve' | 'predicted' }
  /** `when`: the arms that have something to take away. */
  | { id: string; kind: 'weights'; when: When }
  /** `start`: the hyperparameters where paths begin, x and y. */
  | { id: string; kind: 'paths'; ground: Ground; start: readonly [string, string] };

/** Values that cannot go together in one arm. */
export interface Impossible {
  id: string;
  when: When;
}

export interface ExperimentTexts {
  /** The question, the title of the page. */
  question: string;
  /** One paragraph: what is done and what to look for. */
  summary: string;
  arms: Readonly<Record<string, string>>;
  presets: Readonly<Record<string, { name: string; description: string }>>;
  hyperparameters: Readonly<Record<string, { name: string; description: string }>>;
  /** Names of the options of `choice` hyperparameters: `<hyperparameter>.<option>`. */
  options: Readonly<Record<string, string>>;
  measures: Readonly<Record<string, string>>;
  /** Why settings cannot go together, and what would. */
  impossible?: Readonly<Record<string, string>>;
  /** `sentence` when the roles are the declared arms; `generic` names them: "{0}", "{1}" stand for the arms' names. */
  claims: Readonly<Record<string, { sentence: string; generic: string; source: string }>>;
  probes: Readonly<Record<string, { name: string; description: string }>>;
}

export interface Experiment {
  id: string;
  topics: readonly string[];
  texts: Readonly<Record<Locale, ExperimentTexts>>;
  hyperparameters: readonly Hyperparameter[];
  /** Settings that no arm may have; refused before anything is trained. */
  impossible?: readonly Impossible[];
  /** The first preset is the one a page opens with. */
  presets: readonly Preset[];
  /** The sweep that claims about one are posed in, and that a page offers first. */
  sweep?: Sweep;
  /** The first arm is the baseline. */
  arms: readonly Arm[];
  measures: readonly Measure[];
  claims: readonly Claim[];
  /** Probes this experiment offers under the given values, by kind; the page draws one component per kind. */
  probes(values: Values): readonly ProbeDeclaration[];
  /** What varies between seeds. */
  varied: readonly RandomSource[];
  /** The same where it depends on the settings. */
  variedUnder?(values: Values): readonly RandomSource[];
  defaultSeeds: number;
  /** Session-wide facts the page shows beside a verdict; without data all are 0. */
  splits(values: Values): { train: number; validation: number; test: number };
  /** Steps of the whole session. */
  steps(values: Values): number;
  evaluateEvery(values: Values): number;
  /** Examples that a step shows each run, for an axis of examples; null, or absent, without data. */
  samplesPerStep?(values: Values): number | null;
  /** An arm as plain data, for programs elsewhere, or why it is none; absent: no arm of this experiment is. */
  describe?(values: Values): Promise<Described>;
  /** Loaded on demand, so that pages without training never load the engine. */
  program(structural: Values): Promise<Program>;
}

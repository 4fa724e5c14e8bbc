/** Declared hyperparameters: type, range, scale, unit, default, whether live. Page, link, command line and checks derive from these. */
import type { noAdapter } from './own-adapter.ts';
import { ownKindOf, ownKinds } from './own-data.ts';

interface Common {
  id: string;
  /** The settings under which it does something; absent: all. */
  when?: When;
  /** A live value may change while training; any other one restarts the arm. */
  live: boolean;
  /** `arm`: may differ between arms. `session`: one value for all arms, because arms are compared at equal data and steps. */
  scope: 'arm' | 'session';
  /** True: it changes what is shown (how text is sampled), never what is trained, so another value is no departure from the declaration. */
  shows?: true;
}

export interface NumberHyperparameter extends Common {
  kind: 'number';
  min: number;
  max: number;
  default: number;
  /** How a slider moves between `min` and `max`. A log scale needs `min > 0`. */
  scale: 'linear' | 'log';
  integer?: boolean;
  unit?: string;
}

export interface ChoiceHyperparameter extends Common {
  kind: 'choice';
  live: false;
  options: readonly string[];
  default: string;
}

/** What a network is given and what it is to give. */
export interface NetworkTask {
  /** Shape of an example: `[features]` or `[height, width, channels]`. */
  input: readonly number[];
  /** Classes, or 1 for a number. */
  outputs: number;
}

/** Hidden layers in order, as text (`network/text.ts`): its values are networks in the one canonical form. */
export interface NetworkHyperparameter extends Common {
  kind: 'network';
  live: false;
  default: string;
  task(values: Values): NetworkTask;
}

/** A data set of the program by its id, or a person's own by its hash (`own-data.ts`). */
export interface DataHyperparameter extends Common {
  kind: 'data';
  live: false;
  scope: 'session';
  options: readonly string[];
  default: string;
}

/** What an arm starts from: nothing trained before, or a person's own adapter by its hash (`own-adapter.ts`). */
export interface AdapterHyperparameter extends Common {
  kind: 'adapter';
  live: false;
  options: readonly string[];
  default: typeof noAdapter;
  /** The hyperparameter that names the model which is adapted. */
  base: string;
}

export type Hyperparameter =
  NumberHyperparameter | ChoiceHyperparameter | NetworkHyperparameter | DataHyperparameter | AdapterHyperparameter;
export type Value = number | string;
/** One value per hyperparameter id. */
export type Values = Readonly<Record<string, Value>>;
/** One hyperparameter over several values. */
export interface Sweep {
  /** A number of scope `arm`. */
  hyperparameter: string;
  /** Different ones, ascending. */
  values: readonly number[];
}

/** Holds where each of these hyperparameters has one of these values, or own data of one of these kinds; an empty one holds always. */
export type When = Readonly<Record<string, readonly Value[]>>;

const isOwnKind = (value: Value): boolean => ownKinds.some((kind) => kind === value);

export function holds(when: When | undefined, values: Values): boolean {
  return Object.entries(when ?? {}).every(([id, wanted]) =>
    wanted.some((value) => value === values[id] || (isOwnKind(value) && value === ownKindOf(values[id]))),
  );
}

/** The value of a numeric hyperparameter; throws when there is none. */
export function numberOf(values: Values, id: string): number {
  const value = values[id];
  if (typeof value !== 'number') throw new Error(`the hyperparameter ${id} has no number`);
  return value;
}

/** The value of a choice; throws when there is none. */
export function textOf(values: Values, id: string): string {
  const value = values[id];
  if (typeof value !== 'string') throw new Error(`the hyperparameter ${id} has no choice`);
  return value;
}

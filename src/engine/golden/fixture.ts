/** The golden files as values: parsing what JSON gave, and reading named entries with errors that say what is missing. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export interface Fields {
  readonly [name: string]: Json;
}

/** An array of the fixtures: row-major. */
export interface GoldenArray {
  shape: number[];
  data: number[];
}

export interface GoldenCase {
  name: string;
  /** What is tested, with every hyperparameter. */
  config: Fields & { readonly type: string };
  inputs: Fields;
  expected: Fields;
}

export interface GoldenFile {
  /** Inputs that cases of the file refer to by name; `{}` in most files. */
  shared: Fields;
  cases: GoldenCase[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks that a value holds nothing but JSON; it does when it comes from `JSON.parse`. */
function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return true;
  if (Array.isArray(value)) return value.every(isJson);
  return isObject(value) && Object.values(value).every(isJson);
}

export const isFields = (value: Json | undefined): value is Fields => isObject(value);

/** A fixture array, or undefined when the value is something else. Throws when shape and data disagree. */
export function asArray(value: Json | undefined): GoldenArray | undefined {
  if (!isFields(value) || !('shape' in value) || !('data' in value)) return undefined;
  const [shape, data] = [numbersAt(value, 'shape'), numbersAt(value, 'data')];
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length) throw new Error(`an array of shape [${shape.join(', ')}] has ${data.length} values`);
  return { shape, data };
}

function missing(fields: Fields, name: string, what: string): Error {
  return new Error(`${name} is not ${what}; there are ${Object.keys(fields).join(', ') || 'no entries'}`);
}

export function fieldsAt(fields: Fields, name: string): Fields {
  const value = fields[name];
  if (!isFields(value)) throw missing(fields, name, 'a record');
  return value;
}

export function numberAt(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw missing(fields, name, 'a number');
  return value;
}

/** The number at a name; undefined where there is none or null. */
export function optionalNumberAt(fields: Fields, name: string): number | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : numberAt(fields, name);
}

export function stringAt(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw missing(fields, name, 'a text');
  return value;
}

export function booleanAt(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw missing(fields, name, 'true or false');
  return value;
}

export function listAt(fields: Fields, name: string): readonly Json[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw missing(fields, name, 'a list');
  // Array.isArray does not narrow read-only lists.
  return value as readonly Json[];
}

export function numbersAt(fields: Fields, name: string): number[] {
  return listAt(fields, name).map((value) => {
    if (typeof value !== 'number') throw missing(fields, name, 'a list of numbers');
    return value;
  });
}

/** The numbers at a name; undefined where there are none or null. */
export function optionalNumbersAt(fields: Fields, name: string): number[] | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : numbersAt(fields, name);
}

export function arrayAt(fields: Fields, name: string): GoldenArray {
  const array = asArray(fields[name]);
  if (!array) throw missing(fields, name, 'an array');
  return array;
}

/** A list of arrays, such as the batches of a training run. */
export function arraysAt(fields: Fields, name: string): GoldenArray[] {
  return listAt(fields, name).map((value) => {
    const array = asArray(value);
    if (!array) throw missing(fields, name, 'a list of arrays');
    return array;
  });
}

function parseCase(value: Json): GoldenCase {
  if (!isFields(value)) throw new Error('a case is not a record');
  const config = fieldsAt(value, 'config');
  return {
    name: stringAt(value, 'name'),
    config: { ...config, type: stringAt(config, 'type') },
    inputs: fieldsAt(value, 'inputs'),
    expected: fieldsAt(value, 'expected'),
  };
}

/** A golden file from what `JSON.parse` gave. Throws with a sentence when it is of another form. */
export function parseFile(value: unknown): GoldenFile {
  if (!isJson(value) || !isFields(value)) throw new Error('a golden file holds a record');
  return { shared: value['shared'] === undefined ? {} : fieldsAt(value, 'shared'), cases: listAt(value, 'cases').map(parseCase) };
}

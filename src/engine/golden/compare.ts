/** Compares the results of a case with what is expected and describes every difference that is too large. */
import type { GoldenArray } from './fixture.ts';
import type { Check, Tolerance } from './tolerances.ts';

/** Results whose tensors have been read. */
export type HostResult = number | string | null | GoldenArray | readonly HostResult[] | { readonly [name: string]: HostResult };

/** The fixtures write these as texts. */
const special: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

const isArray = (value: HostResult | undefined): value is GoldenArray =>
  typeof value === 'object' && value !== null && 'shape' in value && 'data' in value && Array.isArray(value.data);

function resultAt(results: HostResult, path: readonly string[]): HostResult | undefined {
  let value: HostResult | undefined = results;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // Lists have their positions as names.
    value = Object.entries<HostResult>({ ...value }).find(([key]) => key === name)?.[1];
  }
  return value;
}

function allowed(tolerance: Tolerance, expected: number, largest: number): number {
  switch (tolerance.kind) {
    case 'value':
      return tolerance.limit * Math.max(1, Math.abs(expected));
    case 'largest':
      return tolerance.limit * largest;
    case 'absolute':
      return tolerance.limit;
    case 'atMost':
      return tolerance.limit * Math.abs(expected);
    case 'exact':
      return 0;
  }
}

function numberProblem(actual: number, expected: number, tolerance: Tolerance, largest: number, name: string): string[] {
  if (!Number.isFinite(expected)) return Object.is(actual, expected) ? [] : [`${name} is ${actual}, expected ${expected}`];
  const limit = allowed(tolerance, expected, largest);
  const difference = tolerance.kind === 'atMost' ? actual - expected : Math.abs(actual - expected);
  // Written so that NaN fails.
  if (difference <= limit) return [];
  return [`${name} is ${actual}, expected ${expected}: off by ${difference.toPrecision(3)}, allowed ${limit.toPrecision(3)}`];
}

function arrayProblems(actual: HostResult, expected: GoldenArray, tolerance: Tolerance, name: string): string[] {
  if (!isArray(actual)) return [`${name} is no array of shape [${expected.shape.join(', ')}]`];
  if (actual.shape.join() !== expected.shape.join()) {
    return [`${name} has shape [${actual.shape.join(', ')}], expected [${expected.shape.join(', ')}]`];
  }
  const largest = Math.max(0, ...expected.data.map(Math.abs));
  return expected.data.flatMap((value, i) => numberProblem(actual.data[i] ?? NaN, value, tolerance, largest, `${name}[${i}]`));
}

/** What is wrong with one entry; empty when it agrees. */
function problemsOf(check: Check, results: HostResult): string[] {
  const { expected, tolerance } = check;
  const name = check.path.join('.');
  const actual = resultAt(results, check.path);
  // Null and NaN both say "not defined"; an undefined result may be either.
  const undefinedResult = actual === null || actual === undefined || (typeof actual === 'number' && Number.isNaN(actual));
  if (expected === null || expected === 'NaN') return undefinedResult ? [] : [`${name} is ${JSON.stringify(actual)}, expected none`];
  if (actual === undefined) return [`${name} is missing`];
  if (typeof expected === 'string') {
    const value = special[expected];
    if (value === undefined) return actual === expected ? [] : [`${name} is ${JSON.stringify(actual)}, expected ${expected}`];
    return actual === value || actual === null ? [] : [`${name} is ${JSON.stringify(actual)}, expected ${expected}`];
  }
  if (typeof expected === 'object') return arrayProblems(actual, expected, tolerance, name);
  // A loss of a population is a tensor [R]: its run 0 is an array without axes.
  const scalar = isArray(actual) && actual.data.length === 1 && actual.shape.length === 0 ? actual.data[0] : actual;
  if (typeof scalar !== 'number') return [`${name} is no number`];
  return numberProblem(scalar, expected, tolerance, Math.abs(expected), name);
}

/** All differences past the tolerances, as sentences; a case without checks is a problem too. */
export function compare(checks: readonly Check[], results: HostResult): string[] {
  if (checks.length === 0) return ['the case expects nothing'];
  return checks.flatMap((check) => problemsOf(check, results));
}

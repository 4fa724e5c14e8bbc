/** The tolerances of README.md beside the golden files: for every entry of `expected`, how far a result may be from it. */
import type { GoldenArray, GoldenCase, Json } from './fixture.ts';
import { asArray, isFields, optionalNumberAt } from './fixture.ts';
import type { Place } from './suite.ts';

/**
 * `value`: relative to max(1, |expected|), element by element. `largest`: to the largest entry of the expected array. `absolute`: as it
 * is. `atMost`: the result may not exceed the expected value, but for rounding. `exact`: equal.
 */
export interface Tolerance {
  kind: 'value' | 'largest' | 'absolute' | 'atMost' | 'exact';
  limit: number;
}

/** One entry to compare. */
export interface Check {
  path: readonly string[];
  expected: GoldenArray | number | string | null;
  tolerance: Tolerance;
}

/** Entries of `expected` that describe it and are no results. */
const descriptions = ['float32', 'float64', 'gap', 'sensitive', 'largestLossGap', 'stdErrorOfMean', 'stdErrorOfStd'];

/** What is smaller than this is zero in exact arithmetic and noise in float64. */
const noise = 1e-10;

type Leaf = Omit<Check, 'tolerance'>;

function leavesOf(value: Json, path: readonly string[]): Leaf[] {
  const array = asArray(value);
  if (array) return [{ path, expected: array }];
  if (value === null || typeof value === 'number' || typeof value === 'string') return [{ path, expected: value }];
  if (typeof value === 'boolean') return [{ path, expected: String(value) }];
  return Object.entries(value).flatMap(([name, inner]: [string, Json]) => leavesOf(inner, [...path, name]));
}

function isGradient(path: readonly string[], one: GoldenCase): boolean {
  const [name = ''] = path;
  if (name === 'grads' || name === 'dydx') return true;
  return name.startsWith('d') && Object.keys(one.inputs).some((input) => name.slice(1).startsWith(input));
}

function gradient(expected: Leaf['expected'], limit: number): Tolerance {
  const largest = typeof expected === 'object' && expected ? Math.max(...expected.data.map(Math.abs)) : 0;
  return largest < noise ? { kind: 'absolute', limit } : { kind: 'largest', limit };
}

/** Activations, losses, layers, norms. */
function tensorRule({ path, expected }: Leaf, one: GoldenCase, gpu: boolean): Tolerance {
  const hard = one.name.startsWith('constant') || one.name === 'layerNorm_largeOffset';
  if (isGradient(path, one)) return gradient(expected, hard ? (gpu ? 1e-2 : 1e-3) : gpu ? 5e-4 : 5e-5);
  return { kind: 'value', limit: hard ? (gpu ? 1e-2 : 1e-3) : gpu ? 1e-4 : 1e-5 };
}

function optimizerRule({ path }: Leaf, one: GoldenCase, gpu: boolean): Tolerance | null {
  const step = Number(path[0]);
  if (step > 10) {
    if (one.expected['sensitive'] === true) return null;
    const gap = optionalNumberAt(one.expected, 'gap') ?? 0;
    return { kind: 'value', limit: gpu ? Math.max(1e-3, 20 * gap) : Math.max(1e-4, 5 * gap) };
  }
  return { kind: 'value', limit: gpu ? 1e-4 : 1e-5 };
}

function trainingRule({ path, expected }: Leaf, _: GoldenCase, gpu: boolean): Tolerance {
  switch (path[0]) {
    case 'grads':
      return gradient(expected, gpu ? 5e-4 : 5e-5);
    case 'final':
      return { kind: 'value', limit: gpu ? 5e-3 : 1e-4 };
    default:
      return { kind: 'value', limit: gpu ? 2e-3 : 1e-4 };
  }
}

function initRule({ path }: Leaf, { config }: GoldenCase): Tolerance {
  // The matrices themselves are float32; everything else is a formula.
  return { kind: 'value', limit: config.type === 'orthogonal' && path[0] !== 'gram' ? 1e-5 : 1e-7 };
}

function statsRule({ path }: Leaf): Tolerance {
  const quantile = path.some((name) => ['p', 'pExact', 'pAsymptotic', 'ci95'].includes(name));
  return { kind: 'value', limit: quantile ? 1e-6 : 1e-7 };
}

/** Counts are exact; a fraction of them is printed with nine digits. */
function paramsRule({ expected }: Leaf): Tolerance {
  return typeof expected === 'number' && !Number.isInteger(expected) ? { kind: 'value', limit: 1e-7 } : { kind: 'exact', limit: 0 };
}

const rules: Readonly<Record<string, (leaf: Leaf, one: GoldenCase, gpu: boolean) => Tolerance | null>> = {
  activations: tensorRule,
  losses: tensorRule,
  norms: tensorRule,
  layers: tensorRule,
  optimizers: optimizerRule,
  training: trainingRule,
  schedules: () => ({ kind: 'value', limit: 1e-7 }),
  init: initRule,
  stats: statsRule,
  params: paramsRule,
};

/** Checks of drawn values, which no formula gives exactly: within five standard errors. */
function samplingChecks({ expected }: GoldenCase): Check[] {
  const at = (name: string): number | undefined => optionalNumberAt(expected, name);
  const [mean, std, bound, errorOfMean, errorOfStd] = ['mean', 'std', 'bound', 'stdErrorOfMean', 'stdErrorOfStd'].map(at);
  if (expected['gram'] !== undefined) {
    return [{ path: ['gramOffDiagonal'], expected: 0, tolerance: { kind: 'absolute', limit: 1e-5 } }];
  }
  if (mean === undefined || std === undefined || errorOfMean === undefined || errorOfStd === undefined) return [];
  const checks: Check[] = [
    { path: ['sample', 'mean'], expected: mean, tolerance: { kind: 'absolute', limit: 5 * errorOfMean } },
    { path: ['sample', 'std'], expected: std, tolerance: { kind: 'absolute', limit: 5 * errorOfStd } },
  ];
  if (bound !== undefined) checks.push({ path: ['sample', 'largest'], expected: bound, tolerance: { kind: 'atMost', limit: 1e-6 } });
  return checks;
}

/** Everything to compare in a case of a file, with tolerances. Throws for a file without rules. */
export function checksOf(file: string, one: GoldenCase, place: Place): Check[] {
  const rule = rules[file];
  if (!rule) throw new Error(`there are no tolerances for ${file}.json`);
  const exact = one.expected['float64'];
  const own = Object.fromEntries(Object.entries(one.expected).filter(([name]) => !descriptions.includes(name)));
  const leaves = leavesOf({ ...own, ...(isFields(exact) ? exact : {}) }, []);
  const checks = leaves.flatMap((leaf): Check[] => {
    const tolerance = rule(leaf, one, place === 'webgpu');
    return tolerance ? [{ ...leaf, tolerance }] : [];
  });
  return file === 'init' ? [...checks, ...samplingChecks(one)] : checks;
}

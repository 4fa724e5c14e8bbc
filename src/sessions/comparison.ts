/**
 * All arms of a session in all measures at the last evaluation that every run has, and their differences to one of them, the baseline, paired
 * over seeds. Nobody claimed these differences beforehand: they are exploratory, and their p values share the error (Holm).
 */
import { holm } from '../engine/statistics/holm.ts';
import { mean, standardDeviation } from '../engine/statistics/moments.ts';
import { tQuantile } from '../engine/statistics/t-distribution.ts';
import { summarize } from '../experiment/contrast.ts';
import type { Measure } from '../experiment/experiment.ts';
import { alphaOfLook, fewestSeeds, type EndpointValues } from '../experiment/verdict.ts';
import type { Comparable, ComparableMeasure } from './comparable.ts';

export interface Difference {
  /** Mean of arm − baseline over the seeds. */
  mean: number;
  /** 95 % t interval; null with one seed. */
  interval: [number, number] | null;
  /** Two-sided paired t after Holm over all differences of the comparison; null while the session runs, under three seeds, and without spread. */
  p: number | null;
  /** Whether p is at most what this look at the seeds may spend. */
  clear: boolean;
}

export interface ComparedValue {
  /** Over the runs that have not diverged; NaN without one. */
  mean: number;
  /** Half of the 95 % t interval; NaN with fewer than two runs. */
  half: number;
  /** Runs that count, and those that have diverged. */
  count: number;
  diverged: number;
  /** Null for the baseline, and where a run of either arm is missing: seeds that are left were chosen by not diverging. */
  difference: Difference | null;
}

export interface Comparison {
  /** Null before the first evaluation. */
  step: number | null;
  /** Those with numbers, the one that decides first. */
  measures: Measure[];
  /** `values` as `measures`; in the session's order. */
  arms: { id: string; values: ComparedValue[] }[];
  /** How many differences share the error. */
  tests: number;
  /** Of each arm. */
  seeds: number;
}

/** Which way of a measure is better; null where neither is. */
export function betterWay({ quantity }: Pick<Measure, 'quantity'>): 'less' | 'greater' | null {
  switch (quantity) {
    case 'accuracy':
    case 'explained':
    case 'gain':
      return 'greater';
    case 'difference':
    case 'modeGap':
    case 'step':
      return null;
    default:
      return 'less';
  }
}

/** What is compared: everything that is evaluated but steps; what validation says comes first, then the rest in the declared order. */
export function comparedMeasures<Of extends Pick<ComparableMeasure, 'measure'>>(measures: readonly Of[]): Of[] {
  const rank = ({ source, quantity }: Measure): number => {
    if (source.kind === 'derived') return 2;
    if (source.kind !== 'evaluation' || source.split !== 'validation') return 3;
    return quantity === 'loss' || quantity === 'height' ? 0 : 1;
  };
  const compared = measures.filter(({ measure: { source, quantity } }) => source.kind !== 'minibatch' && quantity !== 'step');
  return compared.toSorted((a, b) => rank(a.measure) - rank(b.measure));
}

/** `baseline`: place of the arm that the others are compared with. `look`: which one at the seeds, from 1. */
export function compareArms(given: Comparable, baseline: number, { finished, look }: { finished: boolean; look: number }): Comparison {
  const table = comparedMeasures(given.measures);
  const cells = table.map(({ endpoints }) =>
    endpoints.map((endpoint, arm) => comparedValue(endpoint, arm === baseline ? null : (endpoints[baseline] ?? null), finished)),
  );
  const differences = cells.flatMap((row) => row.flatMap(({ difference }) => difference ?? []));
  const adjusted = holm(differences.map(({ p }) => p ?? NaN));
  differences.forEach((difference, index) => {
    const p = adjusted[index] ?? NaN;
    difference.p = Number.isNaN(p) ? null : p;
    difference.clear = p <= alphaOfLook(look);
  });
  const steps = table.flatMap(({ step }) => step ?? []);
  return {
    step: steps.length > 0 ? Math.max(...steps) : null,
    measures: table.map(({ measure }) => measure),
    arms: given.arms.map((id, arm) => ({ id, values: cells.flatMap((row) => row[arm] ?? []) })),
    tests: adjusted.filter((p) => !Number.isNaN(p)).length,
    seeds: given.seeds,
  };
}

/** p is not adjusted yet. */
function comparedValue(own: EndpointValues, other: EndpointValues | null, finished: boolean): ComparedValue {
  const values = Array.from(own.values).filter(Number.isFinite);
  const diverged = Array.from(own.diverged).filter(Boolean).length;
  const half = values.length > 1 ? (tQuantile(0.95, values.length - 1) * standardDeviation(values)) / Math.sqrt(values.length) : NaN;
  return { mean: mean(values), half, count: values.length, diverged, difference: other && differenceOf(own, other, finished) };
}

function differenceOf(own: EndpointValues, other: EndpointValues, finished: boolean): Difference | null {
  const pairs = Array.from(own.values, (value, seed) => [value, other.values[seed] ?? NaN] as const);
  const values = Float64Array.from(pairs, ([a, b]) => a - b);
  if (values.length === 0 || !values.every(Number.isFinite)) return null;
  const scale = Math.max(...pairs.flat().map(Math.abs));
  const { effect, interval, p } = summarize(
    { values, allZero: values.every((value) => value === 0), scale, diverged: 0, missing: 0 },
    0.95,
  );
  const tested = finished && values.length >= fewestSeeds && !Number.isNaN(p);
  return { mean: effect, interval, p: tested ? p : null, clear: false };
}

/** The arm with the best mean in a measure, of those that have all their runs; −1 where none is better than another. */
export function bestArm({ arms, measures, seeds }: Comparison, measure: number): number {
  const way = measures[measure] ? betterWay(measures[measure]) : null;
  if (way === null) return -1;
  let best = -1;
  arms.forEach(({ values }, arm) => {
    const value = values[measure];
    if (!value || value.count < seeds) return;
    const leading = arms[best]?.values[measure]?.mean;
    if (leading === undefined || (way === 'less' ? value.mean < leading : value.mean > leading)) best = arm;
  });
  return best;
}

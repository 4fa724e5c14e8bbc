/** A sweep as curves over the swept value, and as a source of the curves over steps at each arm's best value. */
import { commonStep, indexAt, type CurveSource } from './source.ts';
import type { Measure } from '../../experiment/experiment.ts';

export interface SweptPoint {
  value: number;
  mean: number;
  lower: number;
  upper: number;
  /** Seeds that count. */
  count: number;
}

export interface SweptCurve {
  points: SweptPoint[];
  /** Index of the lowest mean over all seeds; −1 where there is none. */
  best: number;
}

/**
 * One curve per arm, at the newest step that all have. `values`: by arm those that `source` has it at, arm by arm; one that stands outside the
 * sweep has a single one.
 */
export function sweptCurves(
  source: CurveSource,
  values: readonly (readonly number[])[],
  measure: Measure,
): { step: number | null; curves: SweptCurve[] } {
  const step = commonStep(source, [measure], values.flat().length);
  const curves = values.map((own, arm): SweptCurve => {
    const first = firstOf(values, arm);
    const points = own.map((value, index): SweptPoint => {
      const curve = source.curve(measure.id, first + index);
      const at = curve && step !== null ? indexAt(curve.steps, step) : -1;
      const read = (list: ArrayLike<number> | undefined): number => (at < 0 ? NaN : (list?.[at] ?? NaN));
      return {
        value,
        mean: read(curve?.mean),
        lower: read(curve?.lower),
        upper: read(curve?.upper),
        count: at < 0 ? 0 : (curve?.count[at] ?? 0),
      };
    });
    let best = -1;
    points.forEach(({ mean, count }, index) => {
      // A value at which seeds diverge is not the best one, however good the others are.
      if (count === source.seeds && mean < (points[best]?.mean ?? Infinity)) best = index;
    });
    return { points, best };
  });
  return { step, curves };
}

const firstOf = (values: readonly (readonly number[])[], arm: number): number => values.slice(0, arm).flat().length;

/** Each arm at its best value, and in the middle of the sweep until there is one. */
export function atBest(
  source: CurveSource,
  names: readonly string[],
  values: readonly (readonly number[])[],
  curves: readonly SweptCurve[],
): CurveSource {
  const drawn = names.map((_, arm) => firstOf(values, arm) + drawnValue(values[arm] ?? [], curves[arm]));
  const index = (arm: number): number => drawn[arm] ?? -1;
  return {
    ...source,
    arms: names,
    curve: (measure, arm) => source.curve(measure, index(arm)),
    single: (measure, arm, seed) => source.single(measure, index(arm), seed),
    divergences: (arm) => source.divergences(index(arm)),
    startsAt: (arm) => source.startsAt?.(index(arm)) ?? 0,
    secondsAt: (arm, step) => source.secondsAt?.(index(arm), step) ?? NaN,
    work: (arm) => source.work?.(index(arm)) ?? null,
  };
}

/** The place of the value at which an arm is drawn over steps. */
export const drawnValue = (values: readonly number[], curve: SweptCurve | undefined): number =>
  curve && curve.best >= 0 ? curve.best : Math.floor(values.length / 2);

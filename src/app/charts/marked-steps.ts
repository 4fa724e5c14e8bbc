/** Steps at which something happened in the runs of an arm, from measures whose value is a step. */
import type { CurveSource } from './source.ts';

export interface MarkedSteps {
  measure: string;
  arm: number;
  mean: number;
  /** Of each seed, where single seeds are known. */
  steps: readonly number[];
}

/** The newest of each arm that has such a measure. */
export function markedSteps(source: CurveSource, measures: readonly string[]): MarkedSteps[] {
  return measures.flatMap((measure) =>
    source.arms.flatMap((_, arm): MarkedSteps[] => {
      const curve = source.curve(measure, arm);
      const mean = last(curve?.mean);
      if (!Number.isFinite(mean)) return [];
      const steps = Array.from({ length: source.seeds }, (_unused, seed) => last(source.single(measure, arm, seed)?.values));
      return [{ measure, arm, mean, steps: steps.filter(Number.isFinite) }];
    }),
  );
}

function last(values: ArrayLike<number> | undefined): number {
  return values?.[values.length - 1] ?? NaN;
}

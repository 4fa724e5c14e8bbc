/** Where a chart's curves come from: the session that runs, or the recorded reference session. */
import type { BandKind } from '../../experiment/charts-view.ts';
import type { Measure } from '../../experiment/experiment.ts';

/** A mean over seeds with its band; arrays of equal length. NaN where nothing counts. */
export interface Curve {
  steps: ArrayLike<number>;
  mean: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
  /** Runs that count at each step. */
  count: ArrayLike<number>;
  /** Standard deviation over the seeds, and the least and greatest where they are known; absent where only the interval was recorded. */
  spread?: { sd: ArrayLike<number>; min?: ArrayLike<number>; max?: ArrayLike<number> };
}

/** What one step of each run of an arm is; NaN what is not known. */
export interface ArmWork {
  /** Examples that it learns from. */
  examples: number;
  /** Of the run's own training split. */
  trainingExamples: number;
  /** Multiplications with an addition, forward and backward. */
  multiplyAdds: number;
}

export interface CurveSource {
  /** Names of the arms in the order in which they are shown. */
  arms: readonly string[];
  /** Their places in the palette; absent: as they come. */
  styles?: readonly number[];
  seeds: number;
  /** Of one arm, where arms have unequal numbers of them; absent: `seeds`. */
  seedsOf?(arm: number): number;
  /** The whole x range. */
  steps: number;
  /** Recorded, not run here: drawn pale. */
  ghost: boolean;
  /** Where results come from that were not trained here; absent: from here. */
  origin?: string;
  /** Which bands can be drawn around means; absent: the interval only. */
  bands?: readonly BandKind[];
  curve(measure: string, arm: number): Curve | null;
  /** One seed's values; null where single seeds are not known. */
  single(measure: string, arm: number, seed: number): { steps: ArrayLike<number>; values: ArrayLike<number> } | null;
  /** The steps at which runs of an arm diverged. */
  divergences(arm: number): readonly number[];
  /** The last step of an arm; absent: `steps`. */
  endsAt?(arm: number): number;
  /** The step from which an arm is drawn: a fork is its parent before. Absent: from the start. */
  startsAt?(arm: number): number;
  /** Seconds of work on an arm by a step; absent where nobody measured them. */
  secondsAt?(arm: number, step: number): number;
  /** Absent, or null for an arm, where it is not known. */
  work?(arm: number): ArmWork | null;
}

/** How many seeds an arm has. */
export const seedsOf = (source: Pick<CurveSource, 'seeds' | 'seedsOf'>, arm: number): number => source.seedsOf?.(arm) ?? source.seeds;

/** An arm's place in the palette. */
export const styleIndex = ({ styles }: Pick<CurveSource, 'styles'>, arm: number): number => styles?.[arm] ?? arm;

/** How a measure is drawn: training dashed, validation and everything without data solid, the minibatch as a thin trace. */
export type LineKind = 'minibatch' | 'training' | 'solid';

export function lineKind(measure: Measure): LineKind {
  if (measure.source.kind === 'minibatch') return 'minibatch';
  const trained = measure.source.kind === 'evaluation' && measure.source.split === 'train' && measure.quantity !== 'height';
  return trained ? 'training' : 'solid';
}

/** Index of the last step not after `step`; −1 before the first. */
export function indexAt(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? Infinity) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The newest step that all arms have of all these measures; null before the first. `arms`: how many, where a sweep has more than are named. */
export function commonStep(source: CurveSource, measures: readonly Measure[], arms = source.arms.length): number | null {
  let newest = Infinity;
  for (const { id } of measures) {
    for (let arm = 0; arm < arms; arm++) {
      const steps = source.curve(id, arm)?.steps ?? [];
      newest = Math.min(newest, steps[steps.length - 1] ?? -1);
    }
  }
  return Number.isFinite(newest) && newest >= 0 ? newest : null;
}

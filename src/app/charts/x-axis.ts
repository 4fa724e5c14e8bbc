/** What stands on the x axis of the charts over steps, which part of it is in view, and where a step of an arm is on it. */
import type { XChoice, XWindow } from '../../experiment/charts-view.ts';
import { linear, symmetricLog, type Coordinate } from './coordinate.ts';
import type { ArmWork, CurveSource } from './source.ts';

export interface XAxis {
  choice: XChoice;
  coordinate: Coordinate;
  /** Where the whole axis ends, in its unit. */
  max: number;
  /** What is in view, in its unit. */
  from: number;
  to: number;
  /** Whether a step stands at the same place in all arms: elsewhere a place on the axis is no step. */
  common: boolean;
  /** Where a step of an arm stands on the chart's scale, which is linear in the coordinate. */
  at(arm: number, step: number): number;
  /** The same in the axis's unit. */
  valueAt(arm: number, step: number): number;
  /** The step (with fractions) of an arm at a value on the axis. */
  stepAt(arm: number, value: number): number;
}

export interface XWish {
  choice: XChoice;
  log: boolean;
  window: XWindow | null;
}

/** How much of a choice's unit one step of an arm is; NaN where that is not known, or not the same for all steps. */
function perStep(choice: XChoice, work: ArmWork | null): number {
  switch (choice) {
    case 'step':
      return 1;
    case 'samples':
      return work?.examples ?? NaN;
    case 'epoch':
      return (work?.examples ?? NaN) / (work?.trainingExamples ?? NaN);
    case 'multiplyAdds':
      return work?.multiplyAdds ?? NaN;
    case 'time':
      return NaN;
  }
}

/** Whether a source knows where the steps of all its arms stand. */
export function allowsX(source: CurveSource, choice: XChoice): boolean {
  const known = (arm: number): number =>
    choice === 'time' ? (source.secondsAt?.(arm, source.steps) ?? NaN) : perStep(choice, source.work?.(arm) ?? null);
  return choice === 'step' || (source.arms.length > 0 && source.arms.every((_, arm) => Number.isFinite(known(arm))));
}

/** The axis that is wished for; over steps where the source does not allow the choice, the whole axis where the stretch is not on it. */
export function xAxisOf({ choice: wanted, log, window }: XWish, source: CurveSource): XAxis {
  const choice = allowsX(source, wanted) ? wanted : 'step';
  const { valueAt, stepAt, common } = choice === 'time' ? ofTime(source) : ofSteps(choice, source);
  const arms = Math.max(1, source.arms.length);
  const each = Array.from({ length: arms }, (_, arm) => arm);
  // The arm that gets furthest ends at the right edge: at its present pace while it still runs.
  const furthest = Math.max(...each.map((arm) => valueAt(arm, source.endsAt?.(arm) ?? source.steps)));
  const max = choice === 'time' ? Math.ceil(100 * furthest) / 100 : furthest;
  const first = Math.min(...each.map((arm) => valueAt(arm, 1)));
  const coordinate = log && first > 0 && first < max ? symmetricLog(first) : linear;
  const [from, to] = window && choice === wanted && window[0] < max ? [window[0], Math.min(max, window[1])] : [0, max];
  return { choice, coordinate, max, from, to, common, valueAt, stepAt, at: (arm, step) => coordinate.to(valueAt(arm, step)) };
}

type Placed = Pick<XAxis, 'valueAt' | 'stepAt' | 'common'>;

function ofSteps(choice: XChoice, source: CurveSource): Placed {
  const sizes = source.arms.map((_, arm) => perStep(choice, source.work?.(arm) ?? null));
  const size = (arm: number): number => sizes[arm] ?? 1;
  return {
    valueAt: (arm, step) => step * size(arm),
    stepAt: (arm, value) => value / size(arm),
    common: sizes.every((one) => one === sizes[0]),
  };
}

function ofTime(source: CurveSource): Placed {
  const valueAt = (arm: number, step: number): number => source.secondsAt?.(arm, step) ?? NaN;
  const stepAt = (arm: number, value: number): number => {
    // Seconds never fall with the steps.
    let [low, high] = [0, source.steps];
    for (let halved = 0; halved < 40 && high - low > 1e-3; halved++) {
      const middle = (low + high) / 2;
      if (valueAt(arm, middle) <= value) low = middle;
      else high = middle;
    }
    return low;
  };
  return { valueAt, stepAt, common: false };
}

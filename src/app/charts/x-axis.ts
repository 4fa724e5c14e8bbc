/** What stands on the x axis of the charts over steps: steps, examples seen, or seconds of work on an arm. */
import type { CurveSource } from './source.ts';

export const xChoices = ['step', 'samples', 'time'] as const;
export type XChoice = (typeof xChoices)[number];

export interface XAxis {
  choice: XChoice;
  /** Where the axis ends. */
  max: number;
  /** Where a step of an arm stands. */
  at(arm: number, step: number): number;
}

/** The choices that a source allows. `samplesPerStep`: examples in a step of each run; null without data. */
export function xChoicesOf(source: CurveSource, samplesPerStep: number | null): XChoice[] {
  const timed = source.arms.length > 0 && source.arms.every((_, arm) => Number.isFinite(source.secondsAt?.(arm, source.steps) ?? NaN));
  return xChoices.filter((choice) => (choice === 'samples' ? samplesPerStep !== null : choice === 'step' || timed));
}

/** The axis of a choice; steps where the source does not allow it. */
export function xAxisOf(choice: XChoice, source: CurveSource, samplesPerStep: number | null): XAxis {
  const { steps } = source;
  if (!xChoicesOf(source, samplesPerStep).includes(choice) || choice === 'step')
    return { choice: 'step', max: steps, at: (_, step) => step };
  if (choice === 'samples') {
    const each = samplesPerStep ?? 1;
    return { choice, max: steps * each, at: (_, step) => step * each };
  }
  const at = (arm: number, step: number): number => source.secondsAt?.(arm, step) ?? NaN;
  // The slowest arm ends at the right edge: at its present pace while it still runs.
  const slowest = Math.max(...source.arms.map((_, arm) => at(arm, steps)));
  return { choice, max: Math.ceil(100 * slowest) / 100, at };
}

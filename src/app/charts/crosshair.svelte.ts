/** The crosshair that all charts of a page share, set by pointer or keyboard in any of them. */
import type { XAxis } from './x-axis.ts';

export class Crosshair {
  /** Null: nothing is pointed at, the charts read out the newest step. */
  step = $state<number | null>(null);
  /** Where arms stand at unequal steps: the place on the axis that is pointed at, in its unit; `step` is null then. */
  value = $state<number | null>(null);

  clear(): void {
    this.step = this.value = null;
  }
}

/** Where the crosshair stands on an axis, in its unit; null: nowhere. */
export function crosshairOn(axis: XAxis, { step, value }: Pick<Crosshair, 'step' | 'value'>): number | null {
  if (!axis.common) return value;
  return step === null ? null : axis.valueAt(0, step);
}

/** The crosshair that all charts of a page share: one step, set by pointer or keyboard in any of them. */

export class Crosshair {
  /** Null: nothing is pointed at, the charts read out the newest step. */
  step = $state<number | null>(null);
}

/** Where each run diverged: its first non-finite training loss, or the first above ten times its initial one. */
import type { Columns } from './columns.ts';
import { placeAmong } from './compaction.ts';

export const divergenceFactor = 10;

/** Follows a training loss that arrives in pieces; the result depends on the values only, not on the order of their arrival. */
export class Divergence {
  readonly #steps: (number | null)[];
  /** Per run: entries already looked at. */
  readonly #scanned: number[];

  constructor(runs: number) {
    this.#steps = new Array<number | null>(runs).fill(null);
    this.#scanned = new Array<number>(runs).fill(0);
  }

  /** The step at which a run diverged, or null. */
  stepOf(run: number): number | null {
    return this.#steps[run] ?? null;
  }

  /** Call when the loss keeps only these rows. */
  keep(kept: Int32Array): void {
    this.#scanned.forEach((scanned, run) => (this.#scanned[run] = placeAmong(kept, scanned)));
  }

  /** Steps at which runs diverged. */
  get all(): Set<number> {
    return new Set(this.#steps.filter((step) => step !== null));
  }

  /** Looks at what is new of a run from index `fromOf(run)` on; returns the runs whose verdict changed. */
  update(loss: Columns, fromOf: (run: number) => number): number[] {
    const changed: number[] = [];
    const steps = loss.steps;
    for (let run = 0; run < loss.runs; run++) {
      const before = this.stepOf(run);
      const from = fromOf(run);
      let scanned = this.#scanned[run] ?? 0;
      if (from <= scanned) {
        // Something was rewritten or inserted before: judge from there on again.
        scanned = from;
        if (before !== null && loss.lowerBound(before) >= from) this.#steps[run] = null;
      }
      const filled = loss.filled(run);
      if (this.stepOf(run) === null) {
        const initial = loss.at(run, 0);
        // Ten times a loss that is zero or negative says nothing.
        const limit = initial > 0 ? divergenceFactor * initial : Infinity;
        while (scanned < filled) {
          const value = loss.at(run, scanned);
          if (!Number.isFinite(value) || value > limit) {
            this.#steps[run] = steps[scanned] ?? 0;
            break;
          }
          scanned++;
        }
      }
      this.#scanned[run] = scanned;
      if (this.stepOf(run) !== before) changed.push(run);
    }
    return changed;
  }
}

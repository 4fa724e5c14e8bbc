/** The values of one measure: ascending steps shared by all runs, one typed column per run. Grows by doubling, accepts blocks in any order. */
import { placeAmong } from './compaction.ts';

/**
 * In a column NaN means "not there yet"; a value that arrived but is not finite (NaN, ±∞) is kept as +∞, so the two stay apart.
 * Of a value that arrives twice the later one holds (a worker that recovered replays the same numbers).
 */
export class Columns {
  /** Grows with every change. */
  version = 0;
  #steps: Int32Array;
  #columns: (Float32Array | Float64Array)[];
  #length = 0;
  /** Rows up to this step were chosen from: what arrives late at a step without a row stays out. */
  #settled = -1;
  /** Per run: how many leading entries are filled. */
  readonly #filled: number[];

  /** `precision` 64 for values that are computed here rather than received as float32. */
  constructor(
    readonly runs: number,
    precision: 32 | 64 = 32,
    capacity = 64,
  ) {
    this.#steps = new Int32Array(capacity);
    this.#columns = Array.from({ length: runs }, () =>
      (precision === 32 ? new Float32Array(capacity) : new Float64Array(capacity)).fill(NaN),
    );
    this.#filled = new Array<number>(runs).fill(0);
  }

  get length(): number {
    return this.#length;
  }

  /** A view of all steps so far, ascending; valid until the next `write`. */
  get steps(): Int32Array {
    return this.#steps.subarray(0, this.#length);
  }

  /** A view of one run's values, as long as `steps`; valid until the next `write`. */
  column(run: number): Float32Array | Float64Array {
    return this.#column(run).subarray(0, this.#length);
  }

  /** What the arrays take. */
  get bytes(): number {
    return this.#columns.reduce((sum, { byteLength }) => sum + byteLength, this.#steps.byteLength);
  }

  at(run: number, index: number): number {
    return this.#columns[run]?.[index] ?? NaN;
  }

  /** How many leading entries run `run` has. */
  filled(run: number): number {
    return this.#filled[run] ?? 0;
  }

  /** Index of `step`, or −1. */
  indexOf(step: number): number {
    const index = this.lowerBound(step);
    return index < this.#length && this.#steps[index] === step ? index : -1;
  }

  /** Index of the first step ≥ `step` (the length if there is none). */
  lowerBound(step: number): number {
    let low = 0;
    let high = this.#length;
    // Blocks nearly always come at the end.
    if (high === 0 || (this.#steps[high - 1] ?? 0) < step) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] ?? 0) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Writes `values[i · runs.length + j]` as the value of run `runs[j]` at `steps[i]`. NaN is skipped when `partial`, else it means "not finite".
   * Returns for any run the first index that changed for it (the length if nothing did). Throws a RangeError for runs or sizes that do not fit.
   */
  write(steps: ArrayLike<number>, runs: readonly number[], values: ArrayLike<number>, partial = false): (run: number) => number {
    if (values.length !== steps.length * runs.length) {
      throw new RangeError(`A block of ${steps.length} steps and ${runs.length} runs has ${values.length} values.`);
    }
    for (const run of runs) if (!(run in this.#columns)) throw new RangeError(`There is no run ${run} among ${this.runs}.`);
    const order = ascending(steps);
    const inserted = this.#insert(order.map((i) => steps[i] ?? 0));
    // What is written of some runs says nothing new of the others, except where it moved their rows.
    let written = inserted;
    for (const i of order) {
      const index = this.indexOf(steps[i] ?? 0);
      if (index < 0) continue;
      for (let j = 0; j < runs.length; j++) {
        const value = values[i * runs.length + j] ?? NaN;
        if (partial && Number.isNaN(value)) continue;
        this.#column(runs[j] ?? 0)[index] = Number.isFinite(value) ? value : Infinity;
        if (index < written) written = index;
      }
    }
    for (let run = 0; run < this.runs; run++) this.#advance(run, inserted);
    this.version++;
    return (run) => Math.min(runs.includes(run) ? written : inserted, this.#length);
  }

  /** Keeps only these rows (ascending indices). What was dropped up to the step `settled` does not come back when it arrives again. */
  keep(kept: Int32Array, settled: number): void {
    let capacity = 64;
    while (capacity < kept.length) capacity *= 2;
    const steps = new Int32Array(capacity);
    kept.forEach((from, to) => (steps[to] = this.#steps[from] ?? 0));
    this.#steps = steps;
    this.#columns = this.#columns.map((column) => {
      const fewer = (column instanceof Float32Array ? new Float32Array(capacity) : new Float64Array(capacity)).fill(NaN);
      kept.forEach((from, to) => (fewer[to] = column[from] ?? NaN));
      return fewer;
    });
    this.#filled.forEach((filled, run) => (this.#filled[run] = placeAmong(kept, filled)));
    this.#length = kept.length;
    this.#settled = Math.max(this.#settled, settled);
    this.version++;
  }

  /** Takes the rows up to the last missing step for chosen ones: call after filling columns of a stream with every step from ones that were kept. */
  settle(): void {
    for (let i = this.#length - 1; i > 0; i--) {
      const step = this.#steps[i] ?? 0;
      if (step - (this.#steps[i - 1] ?? 0) === 1) continue;
      this.#settled = Math.max(this.#settled, step);
      return;
    }
  }

  #column(run: number): Float32Array | Float64Array {
    const column = this.#columns[run];
    if (!column) throw new RangeError(`There is no run ${run} among ${this.runs}.`);
    return column;
  }

  /** Makes room for the steps that are not there yet; returns the first index that moved or is new (Infinity if none). */
  #insert(sorted: readonly number[]): number {
    const fresh = sorted.filter((step, i) => step > this.#settled && step !== sorted[i - 1] && this.indexOf(step) < 0);
    if (fresh.length === 0) return Infinity;
    this.#reserve(this.#length + fresh.length);
    // Merged from the back: what lies behind a new step moves once, and appending moves nothing.
    let old = this.#length - 1;
    let to = this.#length + fresh.length - 1;
    for (let f = fresh.length - 1; f >= 0; to--) {
      const step = fresh[f] ?? 0;
      const moves = old >= 0 && (this.#steps[old] ?? 0) > step;
      this.#steps[to] = moves ? (this.#steps[old] ?? 0) : step;
      for (const column of this.#columns) column[to] = moves ? (column[old] ?? NaN) : NaN;
      if (moves) old--;
      else f--;
    }
    this.#length += fresh.length;
    return to + 1;
  }

  #reserve(length: number): void {
    if (length <= this.#steps.length) return;
    let capacity = this.#steps.length;
    while (capacity < length) capacity *= 2;
    const steps = new Int32Array(capacity);
    steps.set(this.#steps);
    this.#steps = steps;
    this.#columns = this.#columns.map((column) => {
      const grown = column instanceof Float32Array ? new Float32Array(capacity) : new Float64Array(capacity);
      grown.fill(NaN, column.length);
      grown.set(column);
      return grown;
    });
  }

  #advance(run: number, inserted: number): void {
    const column = this.#column(run);
    let filled = Math.min(this.filled(run), inserted);
    while (filled < this.#length && !Number.isNaN(column[filled])) filled++;
    this.#filled[run] = filled;
  }
}

/** Positions of `steps` in ascending order of the step; nearly always they already are. */
function ascending(steps: ArrayLike<number>): number[] {
  const order = Array.from({ length: steps.length }, (_, i) => i);
  const step = (i: number): number => steps[i] ?? 0;
  if (order.some((i) => i > 0 && step(i) < step(i - 1))) order.sort((a, b) => step(a) - step(b));
  return order;
}

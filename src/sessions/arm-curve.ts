/** Mean, band and spread of one measure over the seeds of one arm, kept up to date entry by entry. */
import { halfWidth } from '../engine/statistics/moments.ts';
import type { Columns } from './columns.ts';
import { placeAmong } from './compaction.ts';

/** All arrays are as long as `steps` and valid until the record changes. NaN where no run counts. */
export interface ArmCurve {
  steps: Int32Array;
  mean: Float64Array;
  /** 95 % t interval of the mean; NaN where fewer than two runs count. */
  lower: Float64Array;
  upper: Float64Array;
  /** Over n − 1. */
  sd: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Runs that count: all of the arm but those that have diverged at or before the step ("6 of 8"). */
  count: Uint8Array;
}

const numberFields = ['mean', 'lower', 'upper', 'sd', 'min', 'max'] as const;

/** Computes an `ArmCurve` incrementally: only what was invalidated or is new is computed when it is read. */
export class ArmSummary {
  #data: Omit<ArmCurve, 'steps'> = allocate(64);
  /** Entries that are computed and right. */
  #valid = 0;

  /** `runs`: this arm's runs in the order of their seeds; `divergedAt(run)`: the step at which a run diverged, or null. */
  constructor(
    readonly columns: Columns,
    readonly runs: readonly number[],
    readonly divergedAt: (run: number) => number | null,
  ) {}

  /** Everything from entry `index` on has to be computed again. */
  invalidate(index: number): void {
    this.#valid = Math.min(this.#valid, index);
  }

  /** What the arrays take. */
  get bytes(): number {
    return numberFields.reduce((sum, field) => sum + this.#data[field].byteLength, this.#data.count.byteLength);
  }

  /** Call before the columns keep only these rows: what is computed of them stays. */
  keep(kept: Int32Array): void {
    let capacity = 64;
    while (capacity < kept.length) capacity *= 2;
    const fewer = allocate(capacity);
    for (const field of numberFields) kept.forEach((from, to) => (fewer[field][to] = this.#data[field][from] ?? NaN));
    kept.forEach((from, to) => (fewer.count[to] = this.#data.count[from] ?? 0));
    this.#data = fewer;
    this.#valid = placeAmong(kept, this.#valid);
  }

  /** The curve over the entries that every run of the arm has reached. */
  read(): ArmCurve {
    const length = this.completeLength();
    if (length > this.#valid) this.#compute(length);
    const { mean, lower, upper, sd, min, max, count } = this.#data;
    return {
      steps: this.columns.steps.subarray(0, length),
      mean: mean.subarray(0, length),
      lower: lower.subarray(0, length),
      upper: upper.subarray(0, length),
      sd: sd.subarray(0, length),
      min: min.subarray(0, length),
      max: max.subarray(0, length),
      count: count.subarray(0, length),
    };
  }

  /** How many leading entries every run of the arm has. */
  completeLength(): number {
    let length = this.columns.length;
    for (const run of this.runs) length = Math.min(length, this.columns.filled(run));
    return length;
  }

  #compute(length: number): void {
    this.#reserve(length);
    const { steps } = this.columns;
    const columns = this.runs.map((run) => this.columns.column(run));
    const diverged = this.runs.map((run) => this.divergedAt(run) ?? Infinity);
    const { mean, lower, upper, sd, min, max, count } = this.#data;
    for (let i = this.#valid; i < length; i++) {
      const step = steps[i] ?? 0;
      let n = 0;
      let sum = 0;
      let least = Infinity;
      let most = -Infinity;
      for (let r = 0; r < columns.length; r++) {
        const value = columns[r]?.[i] ?? NaN;
        if (step >= (diverged[r] ?? Infinity) || !Number.isFinite(value)) continue;
        n++;
        sum += value;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      const centre = n > 0 && least === most ? least : sum / n;
      let squares = 0;
      if (n > 1 && least < most) {
        for (let r = 0; r < columns.length; r++) {
          const value = columns[r]?.[i] ?? NaN;
          if (step >= (diverged[r] ?? Infinity) || !Number.isFinite(value)) continue;
          squares += (value - centre) * (value - centre);
        }
      }
      const spread = n > 1 ? Math.sqrt(squares / (n - 1)) : NaN;
      const half = n > 1 ? halfWidth(spread, n) : NaN;
      mean[i] = centre;
      lower[i] = centre - half;
      upper[i] = centre + half;
      sd[i] = spread;
      min[i] = n > 0 ? least : NaN;
      max[i] = n > 0 ? most : NaN;
      count[i] = n;
    }
    this.#valid = length;
  }

  #reserve(length: number): void {
    if (length <= this.#data.mean.length) return;
    let capacity = this.#data.mean.length;
    while (capacity < length) capacity *= 2;
    const grown = allocate(capacity);
    for (const field of numberFields) grown[field].set(this.#data[field]);
    grown.count.set(this.#data.count);
    this.#data = grown;
  }
}

function allocate(capacity: number): Omit<ArmCurve, 'steps'> {
  const numbers = (): Float64Array => new Float64Array(capacity);
  return {
    mean: numbers(),
    lower: numbers(),
    upper: numbers(),
    sd: numbers(),
    min: numbers(),
    max: numbers(),
    count: new Uint8Array(capacity),
  };
}

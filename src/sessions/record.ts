/** The growing results of one session, fed with blocks of measures from any number of workers in any order. */
import type { Claim, Endpoint } from '../experiment/claim.ts';
import type { Experiment, Measure } from '../experiment/experiment.ts';
import type { EndpointValues } from '../experiment/verdict.ts';
import type { MeasureBlock } from '../worker/protocol.ts';
import { ArmSummary, type ArmCurve } from './arm-curve.ts';
import { Columns } from './columns.ts';
import { compacted, placeAmong } from './compaction.ts';
import { Divergence } from './divergence.ts';
import { Timekeeping } from './timekeeping.ts';

/**
 * Memory of a minibatch stream, which has a value for every step and run. Past `rowLimit` rows it is compacted to half of that: the newest eighth
 * stays whole, of what is older the rows with the least and greatest values stay (`compaction.ts`), each as it was measured. Where workers are far
 * apart it may be twice as many rows. So between blocks a stream takes at most 2 · `rowLimit` · `bytesOfRow` bytes, however many steps there are:
 * 8.1 MB for three arms of eight seeds, where 100,000 steps would take 24 MB and 1,000,000 steps 240 MB. Evaluations, which are few, stay whole,
 * and so does every endpoint: a mean over the last values of a stream is one over the part that is whole.
 */
const budget = 4.2e6;

/** Of one step: its number, every run's value, and the summary of every arm. */
export const bytesOfRow = (runs: number, arms: number): number => 4 + 4 * runs + 49 * arms;

/** Rows of a stream before it is compacted: a power of two, at least enough for a chart to look whole. */
export function rowLimit(runs: number, arms: number): number {
  const fitting = 2 ** Math.floor(Math.log2(budget / bytesOfRow(runs, arms)));
  return Math.min(16_384, Math.max(8192, fitting));
}

interface Slot {
  measure: Measure;
  columns: Columns;
  /** Steps of the stretches that the last compaction told apart. */
  width: number;
  /** Leading rows that are what it left. */
  compacted: number;
  /** One per arm. */
  summaries: ArmSummary[];
}

/** Runs are numbered arm-major as in the protocol: run = arm · seeds + seed. Arms are indices in the session's order. */
export class SessionRecord {
  /** Grows with every block; a reader that saw this number has seen everything. */
  version = 0;
  readonly measures: readonly Measure[];
  readonly #slots = new Map<string, Slot>();
  readonly #divergence: Divergence;
  /** The measure by which divergence is judged: the first minibatch loss, or the height on a surface. */
  readonly #lossId: string | null;
  /** How long its arms have taken. */
  times: Timekeeping;
  /** Per run: the last step anything arrived for. */
  readonly #reached: number[];

  constructor(
    experiment: Pick<Experiment, 'measures'>,
    /** Ids of the session's arms, in its order. */
    readonly arms: readonly string[],
    readonly seeds: number,
    /** Rows of a minibatch stream before it is compacted; Infinity where everything is wanted. */
    private limit = rowLimit(arms.length * seeds, arms.length),
  ) {
    this.measures = experiment.measures;
    const runs = arms.length * seeds;
    this.#divergence = new Divergence(runs);
    this.#reached = new Array<number>(runs).fill(-1);
    this.times = new Timekeeping(arms.length, seeds);
    const { measures } = experiment;
    const loss = measures.find(({ source, quantity }) => source.kind === 'minibatch' && quantity === 'loss');
    this.#lossId = (loss ?? measures.find(({ quantity }) => quantity === 'height'))?.id ?? null;
    for (const measure of experiment.measures) {
      const columns = new Columns(runs, measure.source.kind === 'derived' ? 64 : 32);
      const summaries = arms.map((_, arm) => new ArmSummary(columns, this.runsOf(arm), (run) => this.divergedAt(run)));
      this.#slots.set(measure.id, { measure, columns, width: 1, compacted: 0, summaries });
    }
  }

  /** Takes in one block. Throws a RangeError for a measure or a run that the session does not have, or sizes that do not fit. */
  add(block: MeasureBlock): void {
    const slot = this.#slot(block.measure);
    if (slot.measure.source.kind === 'derived') throw new RangeError(`Measure "${block.measure}" is derived and cannot be fed.`);
    const from = slot.columns.write(block.steps, block.runs, block.values);
    this.#changed(slot, from);
    this.#derive(block);
    const last = block.steps.reduce((most, step) => Math.max(most, step), -1);
    this.#compact(slot);
    if (block.seconds !== undefined) this.times.tell(block.runs, last, block.seconds);
    for (const run of block.runs) this.#reached[run] = Math.max(this.#reached[run] ?? -1, last);
    this.version++;
  }

  /** What a measure takes in memory. */
  bytesOf(measure: string): number {
    const { columns, summaries } = this.#slot(measure);
    return summaries.reduce((sum, { bytes }) => sum + bytes, columns.bytes);
  }

  /** Takes in what another record kept, run by run: streams are compacted when all of it is there, and what that one dropped stays out. */
  filling(fill: () => void): void {
    const { limit } = this;
    this.limit = Infinity;
    fill();
    this.limit = limit;
    for (const slot of this.#slots.values()) {
      if (slot.measure.source.kind === 'minibatch') slot.columns.settle();
      this.#compact(slot);
    }
  }

  /** Seconds of work on an arm by a step, as the worker with its first runs told; NaN where nobody told. */
  secondsAt(arm: number, step: number): number {
    return this.times.at(arm, step);
  }

  /** Session indices of an arm's runs in the order of the seeds. */
  runsOf(arm: number): number[] {
    return Array.from({ length: this.seeds }, (_, seed) => arm * this.seeds + seed);
  }

  /** The step that every run has reached; −1 before the first. */
  completeStep(): number {
    return this.#reached.reduce((least, step) => Math.min(least, step), this.#reached.length > 0 ? Infinity : -1);
  }

  /** The step that every run of an arm has reached; −1 before the first. */
  completeStepOf(arm: number): number {
    return Math.min(...this.runsOf(arm).map((run) => this.#reached[run] ?? -1));
  }

  /** Grows with every change of this measure, or of what counts in it. */
  versionOf(measure: string): number {
    return this.#slot(measure).columns.version;
  }

  /** The step at which a run (session index) diverged, or null. */
  divergedAt(run: number): number | null {
    return this.#divergence.stepOf(run);
  }

  /** How many runs of an arm have diverged. */
  divergedCount(arm: number): number {
    return this.runsOf(arm).filter((run) => this.divergedAt(run) !== null).length;
  }

  /** All steps of a measure that any run has, ascending; a view, valid until the next block. */
  steps(measure: string): Int32Array {
    return this.#slot(measure).columns.steps;
  }

  /** One run's values at `steps(measure)`: NaN is not there yet, +∞ arrived but was not finite. A view, valid until the next block. */
  values(measure: string, arm: number, seed: number): Float32Array | Float64Array {
    return this.#slot(measure).columns.column(arm * this.seeds + seed);
  }

  /** Mean, band and spread over the arm's seeds, up to the last step that all of them have. */
  curve(measure: string, arm: number): ArmCurve {
    const summary = this.#slot(measure).summaries[arm];
    if (!summary) throw new RangeError(`There is no arm ${arm} among ${this.arms.length}.`);
    return summary.read();
  }

  /**
   * Per seed: the measure at the last evaluation that every run has of all arms with this measure, or its mean over the last k such evaluations.
   * NaN where it is not finite or not there yet; `diverged` marks runs that diverged up to now, whose values are NaN too.
   */
  endpoint(measure: string, at: Endpoint['at'], arm: number): EndpointValues {
    const { columns } = this.#slot(measure);
    let length = columns.length;
    for (let one = 0; one < this.arms.length; one++) {
      const filled = this.runsOf(one).map((run) => columns.filled(run));
      // Arms that have no such measure hold back no other.
      if (one === arm || filled.some((count) => count > 0)) length = Math.min(length, ...filled);
    }
    const k = at === 'last' ? 1 : at.meanOfLast;
    const values = new Float64Array(this.seeds).fill(NaN);
    const diverged = new Array<boolean>(this.seeds).fill(false);
    this.runsOf(arm).forEach((run, seed) => {
      diverged[seed] = this.divergedAt(run) !== null;
      if (diverged[seed] || length < k) return;
      let sum = 0;
      for (let i = length - k; i < length; i++) sum += columns.at(run, i);
      values[seed] = Number.isFinite(sum) ? sum / k : NaN;
    });
    return { values, diverged };
  }

  /** What `evaluateClaims` asks for: the endpoints of each claim, by claim id and arm id. */
  endpoints(claims: readonly Claim[]): Record<string, Record<string, EndpointValues>> {
    return Object.fromEntries(
      claims.map(({ id, endpoint }) => [
        id,
        Object.fromEntries(this.arms.map((name, arm) => [name, this.endpoint(endpoint.measure, endpoint.at, arm)])),
      ]),
    );
  }

  /** A record for more seeds of the same session with everything this one holds; run numbers change, so blocks must follow the new ones. */
  withSeeds(seeds: number): SessionRecord {
    const grown = new SessionRecord({ measures: this.measures }, this.arms, seeds);
    grown.filling(() => {
      for (let run = 0; run < this.#reached.length; run++) {
        const seed = run % this.seeds;
        if (seed < seeds) this.#pour(run, grown, Math.floor(run / this.seeds) * seeds + seed);
      }
    });
    return grown;
  }

  /** A record with one more arm behind the others, which was another (by index) up to a step and has its numbers up to there. */
  withArm(id: string, { of, step }: { of: number; step: number }): SessionRecord {
    const grown = new SessionRecord({ measures: this.measures }, [...this.arms, id], this.seeds);
    grown.filling(() => {
      for (let run = 0; run < this.#reached.length; run++) this.#pour(run, grown, run);
      this.runsOf(of).forEach((run, seed) => this.#pour(run, grown, this.arms.length * this.seeds + seed, step));
    });
    grown.times = this.times.withArm(of, step);
    return grown;
  }

  /** Puts what a run has, up to a step, into a run of another record. */
  #pour(run: number, into: SessionRecord, as: number, upTo = Infinity): void {
    for (const { measure, columns } of this.#slots.values()) {
      if (measure.source.kind === 'derived') continue;
      const { steps } = columns;
      const present = Array.from(steps.keys()).filter((i) => (steps[i] ?? Infinity) <= upTo && !Number.isNaN(columns.at(run, i)));
      if (present.length === 0) continue;
      into.add({
        measure: measure.id,
        steps: Int32Array.from(present, (i) => steps[i] ?? 0),
        runs: [as],
        values: Float32Array.from(present, (i) => columns.at(run, i)),
      });
    }
  }

  #slot(measure: string): Slot {
    const slot = this.#slots.get(measure);
    if (!slot) throw new RangeError(`There is no measure "${measure}": there are ${[...this.#slots.keys()].join(', ')}.`);
    return slot;
  }

  /** Halves a stream that has grown past its limit. Rows that some run has yet to reach wait, unless they are too many. */
  #compact(slot: Slot): void {
    const { columns, summaries } = slot;
    const { length } = columns;
    if (slot.measure.source.kind !== 'minibatch' || length <= this.limit) return;
    const runs = this.#reached.map((_, run) => run);
    const filled = runs.map((run) => columns.filled(run)).filter((count) => count > 0);
    const whole = length > 2 * this.limit ? length : Math.min(...filled);
    const to = Math.min(whole, length - this.limit / 8);
    // Each goes through all rows: it waits for enough new ones, also where those of an arm that catches up come in small blocks.
    if (to < slot.compacted + this.limit / 4) return;
    const { width, kept } = compacted(
      {
        steps: columns.steps,
        // The first value is what divergence is judged by.
        from: 1,
        to,
        fine: summaries.map((summary) => summary.read().mean),
        coarse: runs.map((run) => columns.column(run)),
        pinned: this.#divergence.all,
      },
      slot.width,
      length - to + this.limit * 0.375,
    );
    slot.width = width;
    slot.compacted = placeAmong(kept, to);
    if (slot.measure.id === this.#lossId) this.#divergence.keep(kept);
    for (const summary of summaries) summary.keep(kept);
    columns.keep(kept, columns.steps[to - 1] ?? -1);
  }

  /** `fromOf(run)`: the first row that is new of a run. */
  #changed(slot: Slot, fromOf: (run: number) => number): void {
    for (const summary of slot.summaries) summary.invalidate(Math.min(...summary.runs.map(fromOf)));
    if (slot.measure.id !== this.#lossId) return;
    const before = (run: number): number => this.#divergence.stepOf(run) ?? Infinity;
    const old = this.#reached.map((_, run) => before(run));
    for (const run of this.#divergence.update(slot.columns, fromOf)) {
      // From the earlier of the old and the new step on, the run counts differently in every measure of its arm.
      const step = Math.min(old[run] ?? Infinity, before(run));
      for (const { columns, summaries } of this.#slots.values()) {
        summaries[Math.floor(run / this.seeds)]?.invalidate(columns.lowerBound(step));
        columns.version++;
      }
    }
  }

  /** Fills the derived measures that the block is a part of, wherever both parts are there. */
  #derive(block: MeasureBlock): void {
    for (const slot of this.#slots.values()) {
      const { source } = slot.measure;
      if (source.kind !== 'derived' || (source.minuend !== block.measure && source.subtrahend !== block.measure)) continue;
      const minuend = this.#slot(source.minuend).columns;
      const subtrahend = this.#slot(source.subtrahend).columns;
      const shared = Array.from(block.steps).filter((step) => minuend.indexOf(step) >= 0 && subtrahend.indexOf(step) >= 0);
      if (shared.length === 0) continue;
      const values = new Float64Array(shared.length * block.runs.length);
      shared.forEach((step, i) => {
        const [a, b] = [minuend.indexOf(step), subtrahend.indexOf(step)];
        block.runs.forEach((run, j) => {
          const [x, y] = [minuend.at(run, a), subtrahend.at(run, b)];
          // ∞ − ∞ must stay "arrived, not finite" and not become "not there yet".
          const missing = Number.isNaN(x) || Number.isNaN(y);
          values[i * block.runs.length + j] = missing ? NaN : Number.isFinite(x - y) ? x - y : Infinity;
        });
      });
      this.#changed(slot, slot.columns.write(shared, block.runs, values, true));
    }
  }
}

/** How long an arm has taken by each step: seconds of work on its runs alone, without what other arms took between. */

/** Entries of a session's timeline, however long it runs. */
const most = 4096;

/** A timeline in the form in which it is kept: both ascending, as many of each; none where nobody told. */
export interface KeptTimeline {
  steps: number[];
  seconds: number[];
}

/** Steps and seconds from one worker, both ascending. */
export class Timeline {
  readonly #steps: number[] = [0];
  readonly #seconds: number[] = [0];

  /** Takes in how long training took up to a step; what comes out of order, as after a restart, is left out. */
  add(step: number, seconds: number): void {
    const [lastStep = 0, lastSeconds = 0] = [this.#steps.at(-1), this.#seconds.at(-1)];
    if (step <= lastStep || seconds < lastSeconds) return;
    this.#steps.push(step);
    this.#seconds.push(seconds);
    if (this.#steps.length > most) this.#halve();
  }

  /** Every second entry goes, the first and the last stay: between neighbours the pace hardly changes. */
  #halve(): void {
    for (const list of [this.#steps, this.#seconds]) {
      const kept = list.filter((_, i) => i % 2 === 0 || i === list.length - 1);
      list.splice(0, list.length, ...kept);
    }
  }

  /** A copy of what is known up to a step. */
  upTo(step: number): Timeline {
    const copy = new Timeline();
    this.#steps.forEach((at, i) => {
      if (at <= step) copy.add(at, this.#seconds[i] ?? 0);
    });
    return copy;
  }

  /** At most so many of its points (at least 2), the first and the last among them; none where nobody told. */
  points(most: number): KeptTimeline {
    if (!this.known) return { steps: [], seconds: [] };
    const last = this.#steps.length - 1;
    const count = Math.min(most, last + 1);
    const chosen = Array.from({ length: count }, (_, i) => Math.round((i * last) / (count - 1)));
    return { steps: chosen.map((i) => this.#steps[i] ?? 0), seconds: chosen.map((i) => this.#seconds[i] ?? 0) };
  }

  static of(kept: KeptTimeline = { steps: [], seconds: [] }): Timeline {
    const timeline = new Timeline();
    kept.steps.forEach((step, i) => timeline.add(step, kept.seconds[i] ?? 0));
    return timeline;
  }

  /** Both one after the other, as far as both are known. */
  plus(other: Timeline): Timeline {
    const sum = new Timeline();
    if (!this.known || !other.known) return sum;
    const last = Math.min(this.#steps.at(-1) ?? 0, other.#steps.at(-1) ?? 0);
    const steps = [...new Set([...this.#steps, ...other.#steps])].sort((a, b) => a - b);
    for (const step of steps) if (step <= last) sum.add(step, this.at(step) + other.at(step));
    return sum;
  }

  get known(): boolean {
    return this.#steps.length > 1;
  }

  /** Seconds by a step, straight lines between what was told and at the last pace beyond it; NaN before anything was. */
  at(step: number): number {
    if (!this.known) return NaN;
    let low = 0;
    let high = this.#steps.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] ?? Infinity) <= step) low = middle;
      else high = middle;
    }
    const [s0 = 0, s1 = 1, t0 = 0, t1 = 0] = [this.#steps[low], this.#steps[high], this.#seconds[low], this.#seconds[high]];
    return t0 + ((t1 - t0) * (step - s0)) / (s1 - s0);
  }
}

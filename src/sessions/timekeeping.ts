/** How long the arms of a session have taken by each step: one timeline an arm, as the worker with its first runs tells it. */
import { Timeline, type KeptTimeline } from './timeline.ts';

/** Points of all timelines of a session that are kept: few enough for a list of sessions to read fast. */
const mostKept = 1024;

export class Timekeeping {
  readonly #timelines: Timeline[];
  /** Per arm: the first run of the worker that its time is from. */
  readonly #keepers: number[] = [];

  constructor(
    arms: number,
    /** Runs of each arm. */
    readonly seeds: number,
    kept: readonly KeptTimeline[] = [],
  ) {
    this.#timelines = Array.from({ length: arms }, (_, arm) => Timeline.of(kept[arm]));
    // What was kept goes on with the worker that has the first run.
    this.#timelines.forEach((timeline, arm) => {
      if (timeline.known) this.#keepers[arm] = arm * seeds;
    });
  }

  /** Seconds of work on an arm by a step; NaN where nobody told. */
  at(arm: number, step: number): number {
    return this.#timelines[arm]?.at(step) ?? NaN;
  }

  /** Takes in how long a worker has taken for runs (session indices) up to a step. Workers share the seeds of an arm: the one with its first run keeps its time. */
  tell(runs: readonly number[], step: number, seconds: number): void {
    for (const arm of new Set(runs.map((run) => Math.floor(run / this.seeds)))) {
      const first = Math.min(...runs.filter((run) => Math.floor(run / this.seeds) === arm));
      if (first > (this.#keepers[arm] ?? Infinity)) continue;
      this.#keepers[arm] = first;
      this.#timelines[arm]?.add(step, seconds);
    }
  }

  /** With one more arm, which was another up to a step. */
  withArm(of: number, step: number): Timekeeping {
    const grown = new Timekeeping(this.#timelines.length + 1, this.seeds);
    this.#timelines.forEach((timeline, arm) => (grown.#timelines[arm] = timeline.upTo(Infinity)));
    grown.#timelines[this.#timelines.length] = this.#timelines[of]?.upTo(step) ?? new Timeline();
    grown.#keepers.push(...this.#keepers);
    return grown;
  }

  /** With the time that other runs of the same arms have taken, which were trained by themselves, on top. */
  plus(others: Timekeeping, seeds: number): Timekeeping {
    const kept = this.#timelines.map((timeline, arm) => timeline.plus(others.#timelines[arm] ?? new Timeline()).points(Infinity));
    return new Timekeeping(kept.length, seeds, kept);
  }

  /** To be kept, arm by arm. */
  kept(): KeptTimeline[] {
    const each = Math.max(4, Math.floor(mostKept / Math.max(1, this.#timelines.length)));
    return this.#timelines.map((timeline) => timeline.points(Math.min(128, each)));
  }
}

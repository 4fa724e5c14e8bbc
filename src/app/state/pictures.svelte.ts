/** The newest results of probes that are pictures, run by run. */
import type { ProbeResult } from '../../worker/protocol.ts';
import { schedule } from '../charts/frames.ts';

/** One run's picture: the result it is a part of, and its position there. */
interface RunPicture {
  result: ProbeResult;
  index: number;
}

export class Pictures {
  /** Grows once a frame in which something new has arrived. */
  revision = $state(0);
  /** By probe, by run. */
  readonly byProbe = new Map<string, Map<number, RunPicture>>();

  take(id: string, result: ProbeResult): void {
    const known = this.byProbe.get(id) ?? new Map<number, RunPicture>();
    result.runs.forEach((run, index) => known.set(run, { result, index }));
    this.byProbe.set(id, known);
    schedule(this.#show);
  }

  /** Those of others, under the numbers that their runs have here. */
  takeFrom(others: Pictures, numberOf: (run: number) => number): void {
    for (const [probe, byRun] of others.byProbe) {
      const known = this.byProbe.get(probe) ?? new Map<number, RunPicture>();
      for (const [run, picture] of byRun) known.set(numberOf(run), picture);
      this.byProbe.set(probe, known);
    }
    schedule(this.#show);
  }

  readonly #show = (): void => {
    this.revision++;
  };

  /** Probes in sight: only those are computed. */
  watched: readonly string[] = [];

  /** Says of a probe whether it is in sight; all that are then, or null when nothing changes. */
  watch(probe: string, inSight: boolean): readonly string[] | null {
    if (this.watched.includes(probe) === inSight) return null;
    this.watched = inSight ? [...this.watched, probe] : this.watched.filter((other) => other !== probe);
    return this.watched;
  }
}

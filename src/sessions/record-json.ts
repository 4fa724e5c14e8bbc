/** A record as plain JSON for the command line. */
import type { SessionRecord } from './record.ts';

export interface MeasureJson {
  steps: number[];
  /** One list per seed, in the order of the seeds; null where a value is not finite or not there. */
  bySeed: (number | null)[][];
  /** Over the seeds that count; null where none does, or where some are not there yet. */
  mean: (number | null)[];
}

export interface ArmJson {
  id: string;
  /** Per seed: the step at which its run diverged, or null. */
  divergedAt: (number | null)[];
  measures: Record<string, MeasureJson>;
}

export function toJson(record: SessionRecord): { arms: ArmJson[] } {
  const arms = record.arms.map((id, arm): ArmJson => {
    const measures = record.measures.map(({ id: measure }): [string, MeasureJson] => {
      const steps = Array.from(record.steps(measure));
      const { mean } = record.curve(measure, arm);
      const bySeed = Array.from({ length: record.seeds }, (_, seed) => Array.from(record.values(measure, arm, seed), finite));
      return [measure, { steps, bySeed, mean: steps.map((_, i) => finite(mean[i] ?? NaN)) }];
    });
    return { id, divergedAt: record.runsOf(arm).map((run) => record.divergedAt(run)), measures: Object.fromEntries(measures) };
  });
  return { arms };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

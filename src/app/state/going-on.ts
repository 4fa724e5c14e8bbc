/** How a session goes on: what of it is still to be trained, and from which states. */
import { forkOf, liveChanges, type Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import type { SessionRecord } from '../../sessions/record.ts';
import { nearestTo, startingPoint, stepOfRun, type OriginOf } from '../../worker/checkpoint.ts';
import type { Checkpoint, MeasureBlock } from '../../worker/protocol.ts';
import type { SessionRequest } from '../../worker/session.ts';

/** What is needed of a session. */
export interface Unfinished {
  experiment: Experiment;
  configuration: Configuration;
  arms: { id: string; values: Values }[];
  steps: number;
  record: SessionRecord;
}

/** A request for all arms that have not come to their last step, from the latest of these checkpoints that each run can go on from. */
export function requestOf(
  { experiment, configuration, arms, steps, record }: Unfinished,
  checkpoints: readonly Checkpoint[],
): SessionRequest {
  const armIndices = [...arms.keys()].filter((arm) => record.completeStepOf(arm) < steps);
  const checkpoint = pointOf({ experiment, configuration, record }, armIndices, checkpoints);
  return {
    experiment: experiment.id,
    arms,
    armIndices,
    seeds: configuration.seeds,
    sessionSeed: configuration.sessionSeed,
    steps,
    device: configuration.device,
    live: experiment.hyperparameters.filter(({ live }) => live).map(({ id }) => id),
    changes: liveChanges(experiment, configuration),
    base: new URL('./', document.baseURI).href,
    ...(checkpoint.populations.length > 0 && { checkpoint }),
  };
}

/** The latest states that some arms can go on from. */
export function pointOf(
  { experiment, configuration, record }: Parted,
  arms: readonly number[],
  checkpoints: readonly Checkpoint[],
): Checkpoint {
  return startingPoint(
    checkpoints,
    arms.flatMap((arm) => record.runsOf(arm)),
    originsOf({ experiment, configuration, record }),
  );
}

/** The step from which a fork of an arm at a step would go on: the least of its runs; 0 is the start. */
export function forkPoint(session: Parted, arm: number, step: number, checkpoints: readonly Checkpoint[]): number {
  const origin = originsOf(session);
  return Math.min(...session.record.runsOf(arm).map((run) => nearestTo(checkpoints, run, origin, step)?.step ?? 0));
}

type Parted = Pick<Unfinished, 'experiment' | 'configuration' | 'record'>;

/** Where runs of forks parted from those of their parents. */
function originsOf({ experiment, configuration, record }: Parted): OriginOf {
  const { seeds } = record;
  return (run) => {
    const fork = forkOf(experiment, configuration, record.arms[Math.floor(run / seeds)] ?? '');
    return fork && { of: record.arms.indexOf(fork.of) * seeds + (run % seeds), step: fork.step };
  };
}

/** The state of all runs at the last step, if it is among these. */
export function lastOfAll({ record, steps }: Pick<Unfinished, 'record' | 'steps'>, checkpoints: readonly Checkpoint[]): Checkpoint | null {
  const last = checkpoints.findLast(({ step }) => step === steps) ?? null;
  const runs = record.arms.flatMap((_, arm) => record.runsOf(arm));
  return last && runs.every((run) => stepOfRun(last, run) === steps) ? last : null;
}

/** Seconds that each run had taken by where it goes on; what is not known is not told. */
export function secondsBefore(record: SessionRecord, checkpoint: Checkpoint | undefined): ReadonlyMap<number, number> {
  const before = new Map<number, number>();
  record.arms.forEach((_, arm) => {
    for (const run of record.runsOf(arm)) {
      const step = stepOfRun(checkpoint, run);
      before.set(run, step === 0 ? 0 : record.secondsAt(arm, step));
    }
  });
  return before;
}

/** A block whose seconds count from the start of the session instead of that of its worker; without them where that is not known. */
export function sinceTheStart({ seconds, ...block }: MeasureBlock, before: ReadonlyMap<number, number>): MeasureBlock {
  const all = (seconds ?? NaN) + (before.get(block.runs[0] ?? -1) ?? NaN);
  return { ...block, ...(Number.isFinite(all) && { seconds: all }) };
}

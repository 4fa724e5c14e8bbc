/** How a session goes on: what of it is still to be trained, and from which states. */
import { liveChanges, type Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import type { SessionRecord } from '../../sessions/record.ts';
import { startingPoint, stepOfRun, type OriginOf } from '../../worker/checkpoint.ts';
import type { Checkpoint } from '../../worker/protocol.ts';
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
  const checkpoint = pointOf({ configuration, record }, armIndices, checkpoints);
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
  { record }: Pick<Unfinished, 'configuration' | 'record'>,
  arms: readonly number[],
  checkpoints: readonly Checkpoint[],
): Checkpoint {
  const origin: OriginOf = () => null;
  return startingPoint(
    checkpoints,
    arms.flatMap((arm) => record.runsOf(arm)),
    origin,
  );
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

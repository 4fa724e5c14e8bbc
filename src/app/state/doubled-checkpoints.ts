/** The checkpoints of a session that has got twice its seeds: those of the seeds that were there and those of the new ones, under their new numbers. */
import { sessionBudget, worthKeeping } from '../../sessions/checkpoints.ts';
import { runAmong } from '../../sessions/more-seeds.ts';
import { bytesOf, merged, takenFrom } from '../../worker/checkpoint.ts';
import type { Checkpoint } from '../../worker/protocol.ts';

/**
 * @param before - of a session with `seeds` seeds
 * @param added - of as many seeds that were trained by themselves
 * @returns ascending by step, as many as fit; one that has only half of the runs is as good for those
 */
export function doubledCheckpoints(before: readonly Checkpoint[], added: readonly Checkpoint[], seeds: number): Checkpoint[] {
  const all = [...before.map((one) => renumbered(one, seeds, 0)), ...added.map((one) => renumbered(one, seeds, seeds))];
  const steps = [...new Set(all.map(({ step }) => step))];
  const sized = steps.map((step) => {
    const one = merged(all.filter((candidate) => candidate.step === step));
    return { one, step, bytes: bytesOf(one) };
  });
  return worthKeeping(sized, sessionBudget).map(({ one }) => one);
}

function renumbered(checkpoint: Checkpoint, seeds: number, first: number): Checkpoint {
  const runs = checkpoint.populations.flatMap((population) => population.runs);
  return takenFrom(checkpoint, new Map(runs.map((run) => [runAmong(run, seeds, first, 2 * seeds), run])));
}

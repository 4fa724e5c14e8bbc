/** Divides the runs of a session among workers, seed by seed, so that every worker trains all arms of its seeds in lock step. */
import type { RunAssignment } from './protocol.ts';
import type { SessionRequest } from './session.ts';

type Parts = Pick<SessionRequest, 'arms' | 'seeds' | 'seedIndices' | 'armIndices'>;

/** All runs of a request in seed-major order; `run` is arm-major. */
export function runsOf({ arms, seeds, seedIndices, armIndices }: Parts): RunAssignment[] {
  const wanted = seedIndices ?? Array.from({ length: seeds }, (_, seed) => seed);
  return wanted.flatMap((seed, index) => (armIndices ?? [...arms.keys()]).map((arm) => ({ run: arm * wanted.length + index, arm, seed })));
}

/**
 * Contiguous parts of equal size (±1) of runs in seed-major order, at most one per run. Arms cost unequal time (masks, extra layers), seeds
 * do not: parts made of whole seeds end together, and keep the arms of a seed at the same step.
 */
export function splitRuns(runs: readonly RunAssignment[], workers: number): RunAssignment[][] {
  const parts = Math.max(1, Math.min(workers, runs.length));
  return Array.from({ length: parts }, (_, part) =>
    runs.slice(Math.floor((part * runs.length) / parts), Math.floor(((part + 1) * runs.length) / parts)),
  );
}

/** The runs of a request, divided. */
export function assignRuns(request: Parts, workers: number): RunAssignment[][] {
  return splitRuns(runsOf(request), workers);
}

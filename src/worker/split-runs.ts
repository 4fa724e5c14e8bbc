/** Divides the runs of a session among workers, seed by seed, so that every worker trains all arms of its seeds in lock step. */
import type { RunAssignment } from './protocol.ts';
import type { SessionRequest } from './session.ts';

/**
 * Contiguous parts of equal size (±1) in seed-major order, at most one per run. Arms cost unequal time (masks, extra layers), seeds
 * do not: parts made of whole seeds end together, and keep the arms of a seed at the same step. `run` stays arm-major.
 */
export function assignRuns(request: Pick<SessionRequest, 'arms' | 'seeds' | 'seedIndices'>, workers: number): RunAssignment[][] {
  const seeds = request.seedIndices ?? Array.from({ length: request.seeds }, (_, seed) => seed);
  const runs = seeds.flatMap((seed, index) => request.arms.map((_, arm) => ({ run: arm * seeds.length + index, arm, seed })));
  const parts = Math.max(1, Math.min(workers, runs.length));
  return Array.from({ length: parts }, (_, part) =>
    runs.slice(Math.floor((part * runs.length) / parts), Math.floor(((part + 1) * runs.length) / parts)),
  );
}

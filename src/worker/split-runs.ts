/** Divides the runs of a session among workers: arm by arm, and where there are fewer arms than workers, run by run. */
import type { RunAssignment } from './protocol.ts';
import type { SessionRequest } from './session.ts';

/** Contiguous parts of equal size (±1) in arm-major order, at most one per run; a run's numbers do not depend on its part. */
export function assignRuns(request: Pick<SessionRequest, 'arms' | 'seeds' | 'seedIndices'>, workers: number): RunAssignment[][] {
  const seeds = request.seedIndices ?? Array.from({ length: request.seeds }, (_, seed) => seed);
  const runs = request.arms.flatMap((_, arm) => seeds.map((seed, index) => ({ run: arm * seeds.length + index, arm, seed })));
  const parts = Math.max(1, Math.min(workers, runs.length));
  return Array.from({ length: parts }, (_, part) =>
    runs.slice(Math.floor((part * runs.length) / parts), Math.floor(((part + 1) * runs.length) / parts)),
  );
}

/** Which checkpoints of a session are worth keeping: the last and a few log-spaced ones, within a budget. */

/** Bytes of all checkpoints of one session. */
export const sessionBudget = 64 * 2 ** 20;
/** Bytes of all checkpoints that are kept in the browser. They are a cache: those of sessions that were left longest ago go first. */
export const storageBudget = 256 * 2 ** 20;
/** More would not shorten a replay by much: with steps doubling from one to the next eight reach from a hundredth of a session to its end. */
const most = 8;
const nearStart = 64;

export interface Sized {
  step: number;
  bytes: number;
}

/**
 * What to keep: the last always, unless it alone is over the budget; of the others as many as fit. One after the other goes the one whose
 * absence costs least: a replay to just before its follower would begin at its predecessor instead, which is judged by that way's share of
 * the steps so far.
 *
 * @param checkpoints - in any order, at different steps
 * @returns those to keep, ascending
 */
export function worthKeeping<T extends Sized>(checkpoints: readonly T[], budget = sessionBudget): T[] {
  const kept = [...checkpoints].sort((a, b) => a.step - b.step);
  while (kept.length > most || kept.reduce((sum, { bytes }) => sum + bytes, 0) > budget) {
    if (kept.length <= 1) return [];
    // The first steps are near enough to the start.
    const near = (kept.at(-1)?.step ?? 0) / nearStart;
    const costs = kept.slice(0, -1).map((_, i) => {
      const [before, after] = [kept[i - 1]?.step ?? 0, kept[i + 1]?.step ?? 1];
      return (after - before) / Math.max(after, near);
    });
    kept.splice(costs.indexOf(Math.min(...costs)), 1);
  }
  return kept;
}

/** Whose checkpoints to drop so that all fit: the sessions that were changed longest ago, but never `present`. */
export function sessionsToClear(
  sessions: readonly { id: string; changed: string; bytes: number }[],
  present: string,
  budget = storageBudget,
): string[] {
  let sum = sessions.reduce((all, { bytes }) => all + bytes, 0);
  const dropped: string[] = [];
  for (const { id, bytes } of [...sessions].sort((a, b) => a.changed.localeCompare(b.changed))) {
    if (sum <= budget) break;
    if (id === present || bytes === 0) continue;
    dropped.push(id);
    sum -= bytes;
  }
  return dropped;
}

/** How much room sessions take, and what can be removed first. */
import type { KeptSession } from './kept-session.ts';
import type { SessionSize } from './store.ts';

export interface StorageUse {
  measures: number;
  checkpoints: number;
}

export function storageUse(sizes: ReadonlyMap<string, SessionSize>): StorageUse {
  const all = [...sizes.values()];
  return {
    measures: all.reduce((sum, { measures }) => sum + measures, 0),
    checkpoints: all.reduce((sum, { checkpoints }) => sum + checkpoints, 0),
  };
}

/** The oldest sessions without a star, as many as it takes to free a share of what all sessions take; none when all have one. */
export function oldestUnstarred(
  sessions: readonly KeptSession[],
  sizes: ReadonlyMap<string, SessionSize>,
  share = 0.25,
): { sessions: KeptSession[]; bytes: number } {
  const bytesOf = ({ id }: KeptSession): number => (sizes.get(id)?.measures ?? 0) + (sizes.get(id)?.checkpoints ?? 0);
  const wanted = share * sessions.reduce((sum, session) => sum + bytesOf(session), 0);
  const found: KeptSession[] = [];
  let bytes = 0;
  for (const session of [...sessions].sort((a, b) => a.started.localeCompare(b.started))) {
    if (bytes >= wanted && found.length > 0) break;
    if (session.starred) continue;
    found.push(session);
    bytes += bytesOf(session);
  }
  return { sessions: found, bytes };
}

/** Whether the room for this page is nearly used up. */
export const nearlyFull = ({ usage = 0, quota = 0 }: StorageEstimate): boolean => quota > 0 && usage > 0.8 * quota;

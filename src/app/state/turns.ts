/** One session trains at a time: whatever begins to train asks the others to wait where they are. */

interface Trains {
  pause(): void;
}

const all = new Set<Trains>();

/** From now on it is asked to wait when another begins. */
export function takeTurns(one: Trains): void {
  all.add(one);
}

export function pauseOthers(except: Trains): void {
  for (const one of all) if (one !== except) one.pause();
}

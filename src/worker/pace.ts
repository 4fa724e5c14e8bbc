/** How fast training goes: steps per second over the last seconds. */

/** Long enough to be steady, short enough to follow a device that slows down. */
const windowMilliseconds = 3000;

interface Sample {
  at: number;
  step: number;
}

export interface Pace {
  /** Forgets what was measured before, after a start or a pause. */
  start(): void;
  /** A worker with so many runs has reached a step. */
  advance(worker: number, step: number, runs: number): void;
  /** Steps per second of the slowest worker's runs, and summed over all runs. */
  rates(): { perRun: number; summed: number };
}

export function createPace(now: () => number = () => performance.now()): Pace {
  const workers = new Map<number, { runs: number; samples: Sample[] }>();
  return {
    start: () => {
      workers.clear();
    },
    advance(worker, step, runs) {
      const own = workers.get(worker) ?? { runs, samples: [] };
      own.samples.push({ at: now(), step });
      while (own.samples.length > 2 && now() - (own.samples[0]?.at ?? 0) > windowMilliseconds) own.samples.shift();
      workers.set(worker, own);
    },
    rates() {
      const rates = [...workers.values()].map(({ runs, samples }) => {
        const [first, last] = [samples[0], samples.at(-1)];
        const rate = first && last && last.at > first.at ? ((last.step - first.step) / (last.at - first.at)) * 1000 : 0;
        return { rate, runs };
      });
      if (rates.length === 0) return { perRun: 0, summed: 0 };
      return { perRun: Math.min(...rates.map(({ rate }) => rate)), summed: rates.reduce((sum, { rate, runs }) => sum + rate * runs, 0) };
    },
  };
}

/**
 * Which device was faster for which model on this machine: measured once, kept in the browser's storage, shown on the Device page. What is
 * read back is checked; storage that is closed or full only means measuring again.
 */
import * as v from 'valibot';
import type { SessionRequest } from './session.ts';

/** Milliseconds of a step; null where the device failed. */
const milliseconds = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)));

const decisionSchema = v.object({
  /** What the adapter said of itself, and the number of workers that WASM had: on other hardware it is measured again. */
  machine: v.string(),
  /** The structure that was timed, see `structureOf`. */
  structure: v.string(),
  experiment: v.string(),
  runs: v.pipe(v.number(), v.integer(), v.minValue(1)),
  webgpu: milliseconds,
  wasm: milliseconds,
  chosen: v.picklist(['webgpu', 'wasm']),
  /** When, as an ISO date. */
  at: v.pipe(v.string(), v.isoTimestamp()),
});
const schema = v.array(decisionSchema);
export type Decision = v.InferOutput<typeof decisionSchema>;

const key = 'ablate.devices';
/** The newest are kept. */
const most = 60;

/** What decides over speed: the experiment, the number of runs and every value that changes the network or its batches. Live values do not. */
export function structureOf({
  experiment,
  arms,
  seeds,
  live = [],
}: Pick<SessionRequest, 'experiment' | 'arms' | 'seeds' | 'live'>): string {
  const structural = arms.map(({ values }) =>
    Object.entries(values)
      .filter(([id]) => !live.includes(id) && id !== 'steps')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return JSON.stringify([experiment, seeds, structural]);
}

/** All decisions, the newest first. */
export function decisions(storage: Pick<Storage, 'getItem'> = localStorage): Decision[] {
  try {
    const kept = v.safeParse(schema, JSON.parse(storage.getItem(key) ?? '[]'));
    return kept.success ? kept.output : [];
  } catch {
    return [];
  }
}

export function findDecision(machine: string, structure: string, storage: Pick<Storage, 'getItem'> = localStorage): Decision | null {
  return decisions(storage).find((one) => one.machine === machine && one.structure === structure) ?? null;
}

/** How decisions call a machine: what its graphics card says of itself, and how many workers WASM has. */
export const machineOf = (adapter: string, workers: number): string => `${adapter} · ${workers}`;

/** Keeps a decision in place of an older one for the same machine and structure. */
export function keepDecision(decision: Decision, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): void {
  const others = decisions(storage).filter((one) => one.machine !== decision.machine || one.structure !== decision.structure);
  try {
    storage.setItem(key, JSON.stringify([decision, ...others].slice(0, most)));
  } catch {
    // Private windows and full disks: it will be measured again.
  }
}

/** Everything is measured again. */
export function forgetDecisions(storage: Pick<Storage, 'removeItem'> = localStorage): void {
  try {
    storage.removeItem(key);
  } catch {
    // Nothing was kept, then.
  }
}

/** What sessions on this device left behind for the catalogue: the last verdicts of each experiment, and how long a session takes here. */
import * as v from 'valibot';
import { readLastVerdicts, saveLastVerdicts, type LastVerdicts } from '../../sessions/last-verdicts.ts';
import { readStored, writeStored } from './stored.ts';
import type { Session } from './session.svelte.ts';

const key = 'ablate.durations';
/** Milliseconds a step of one run took, by experiment and preset. */
const schema = v.record(v.string(), v.pipe(v.number(), v.finite(), v.minValue(0)));

class History {
  /** Grows when a result was kept, so that what shows results reads again. */
  version = $state(0);

  lastVerdicts(experiment: string): LastVerdicts | null {
    void this.version;
    try {
      return readLastVerdicts(localStorage, experiment);
    } catch {
      return null;
    }
  }

  /** Seconds that so many steps of so many runs take here, by the last session of that preset; null before the first. */
  estimate(experiment: string, preset: string, runSteps: number): number | null {
    void this.version;
    const kept = v.safeParse(schema, readStored(key));
    const each = kept.success ? kept.output[`${experiment} ${preset}`] : undefined;
    return each === undefined ? null : (each * runSteps) / 1000;
  }

  keep(session: Session): void {
    const { experiment, configuration, device, verdicts } = session;
    try {
      saveLastVerdicts(localStorage, experiment.id, {
        date: new Date().toISOString(),
        preset: configuration.preset,
        seeds: configuration.seeds,
        device: device?.description ?? '',
        verdicts,
      });
    } catch {
      // Closed storage: the catalogue then shows the reference verdict.
    }
    const kept = v.safeParse(schema, readStored(key));
    const each = (session.seconds * 1000) / (session.steps * session.runs);
    writeStored(key, { ...(kept.success ? kept.output : {}), [`${experiment.id} ${configuration.preset}`]: each });
    this.version++;
  }
}

export const history = new History();

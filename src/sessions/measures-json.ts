/** Measures as JSON: what the command line prints with `--json`, without its verdicts, for sessions of the page. */
import { sessionArms, sessionValues, type Configuration } from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { narrowed } from '../experiment/narrowed.ts';
import type { DeviceDescription } from '../worker/protocol.ts';
import { fillRecord } from './kept-session.ts';
import { toJson } from './record-json.ts';
import { SessionRecord } from './record.ts';
import type { SessionContent } from './session-file.ts';

/** A session with its numbers, of an experiment as it is declared under the session's settings. */
export interface Measured {
  experiment: Experiment;
  configuration: Configuration;
  device: DeviceDescription | null;
  record: SessionRecord;
}

/** A kept session with its numbers in a record. */
export function measuredOf(declared: Experiment, { session, measures }: SessionContent): Measured {
  const { configuration, device } = session;
  const experiment = narrowed(declared, sessionValues(declared, configuration), configuration.sweep !== undefined);
  const arms = sessionArms(declared, configuration).map(({ id }) => id);
  const record = new SessionRecord(experiment, arms, configuration.seeds, Infinity);
  fillRecord(record, measures);
  return { experiment, configuration, device, record };
}

/** Every measure of every run, derived ones too. Numbers that are not finite or not there are null, which JSON has instead. */
export function measuresJson({ experiment, configuration, device, record }: Measured): string {
  const arms = sessionArms(experiment, configuration);
  const document = {
    experiment: experiment.id,
    preset: configuration.preset,
    seed: configuration.sessionSeed,
    device: device && { kind: device.kind, description: device.description, software: device.software },
    arms: toJson(record).arms.map(({ id, ...results }, index) => ({ id, hyperparameters: arms[index]?.values, ...results })),
  };
  return `${JSON.stringify(document)}\n`;
}

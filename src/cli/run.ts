/** Runs one configured session in the headless page and gathers its record. */
import { availableParallelism, totalmem } from 'node:os';
import { liveChanges, resolveSteps, sessionArms, sessionValues, type Configuration } from '../experiment/configuration.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { narrowed } from '../experiment/narrowed.ts';
import { SessionRecord } from '../sessions/record.ts';
import type { DeviceDescription } from '../worker/protocol.ts';
import type { SessionProgress } from '../worker/session.ts';
import { counted } from './counted.ts';
import { memoryWarning } from './memory-warning.ts';
import type { Driver } from './driver.ts';
import { encodeFiles, type HeadlessRequest } from './wire.ts';

export interface FinishedSession {
  /** Narrowed to the session's settings. */
  experiment: Experiment;
  configuration: Configuration;
  record: SessionRecord;
  device: DeviceDescription;
  steps: number;
  /** From the first moment the device was ready to the last measure. */
  wallMs: number;
  /** Of all workers together, in bytes: estimated from the sizes of all arms, and held at the end; null where nobody knows. */
  memory: { estimated: number | null; held: number | null };
}

/** Rejects with a `SessionFailure` when the session fails. `warn` hears before it starts where it may take too much memory. */
export async function runSession(
  driver: Driver,
  declared: Experiment,
  configuration: Configuration,
  onProgress: (progress: SessionProgress) => void = () => undefined,
  more: Pick<HeadlessRequest, 'workers' | 'seedIndices'> & {
    files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
    warn?: (text: string) => void;
  } = {},
): Promise<FinishedSession> {
  const { seeds, sessionSeed, device: choice } = configuration;
  const { files = {}, warn, ...split } = more;
  const experiment = narrowed(declared, sessionValues(declared, configuration), configuration.sweep !== undefined);
  const arms = sessionArms(experiment, configuration);
  const steps = resolveSteps(experiment, configuration);
  const record = new SessionRecord(
    experiment,
    arms.map(({ id }) => id),
    seeds,
    Infinity,
  );
  let device: DeviceDescription | undefined;
  let held: number | null = null;
  let started = performance.now();
  const changes = liveChanges(experiment, configuration);
  if (warn) {
    // Which device is the fastest is known when it has started; most machines that this runs on have no graphics card.
    const likely = choice === 'auto' ? 'wasm' : choice;
    const workers = likely === 'wasm' ? (more.workers ?? availableParallelism()) : 1;
    const question = { experiment: experiment.id, arms, seeds, sessionSeed, device: likely, workers };
    const warning = memoryWarning(await driver.estimateMemory(question), likely, totalmem());
    if (warning !== null) warn(warning);
  }
  const session = await driver.start(
    { experiment: experiment.id, arms, seeds, sessionSeed, steps, device: choice, changes, files: encodeFiles(files), ...split },
    {
      started: (description) => {
        device = {
          ...description,
          description: description.description || counted(description.workers, `${description.kind.toUpperCase()} worker`),
        };
        started = performance.now();
      },
      measures: (blocks) => {
        for (const block of blocks) record.add(block);
      },
      memory: (bytes) => (held = bytes),
      progress: onProgress,
    },
  );
  await session.finished();
  if (device === undefined) throw new Error('The session ended before it had a device.');
  const wallMs = performance.now() - started;
  const { kind, workers } = device;
  const estimate = await driver.estimateMemory({ experiment: experiment.id, arms, seeds, sessionSeed, device: kind, workers });
  return { experiment, configuration, record, device, steps, wallMs, memory: { estimated: estimate?.total ?? null, held } };
}

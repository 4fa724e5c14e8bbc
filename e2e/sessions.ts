/** Small sessions for specs about the engine: few units, few steps, and every curve compared by its bits. */
import { catalogue } from '../experiments/catalogue.ts';
import { findExperiment } from '../src/cli/options.ts';
import { runSession, type FinishedSession } from '../src/cli/run.ts';
import type { Driver } from '../src/cli/driver.ts';
import type { HeadlessRequest } from '../src/cli/wire.ts';
import { defaultConfiguration, resolveArms, resolveSteps, type Configuration } from '../src/experiment/configuration.ts';

const dropout = findExperiment('dropout', catalogue);

/** The dropout experiment on a network that even a software GPU trains fast. */
export function small(changes: Partial<Configuration> = {}): Configuration {
  const base = defaultConfiguration(dropout);
  return { ...base, seeds: 2, steps: 20, ...changes, values: { width: 16, examples: 40, batchSize: 16, ...changes.values } };
}

export function run(
  driver: Driver,
  configuration: Configuration,
  split: Pick<HeadlessRequest, 'workers' | 'seedIndices'> = {},
): Promise<FinishedSession> {
  return runSession(driver, findExperiment(configuration.experiment, catalogue), configuration, undefined, split);
}

export function requestOf(configuration: Configuration): HeadlessRequest {
  const experiment = findExperiment(configuration.experiment, catalogue);
  const { seeds, sessionSeed, device } = configuration;
  const arms = resolveArms(experiment, configuration);
  return { experiment: experiment.id, arms, seeds, sessionSeed, steps: resolveSteps(experiment, configuration), device };
}

/** One run's curve of a measure. */
export function curve({ record }: FinishedSession, measure: string, arm: string, seed: number): Float32Array {
  return Float32Array.from(record.values(measure, record.arms.indexOf(arm), seed));
}

/** The bits of everything a run measured, by measure: equal strings are equal curves. */
export function bitsOf(session: FinishedSession, arm: string, seed: number): Record<string, string> {
  const measures = session.experiment.measures.filter(({ source }) => source.kind !== 'derived');
  return Object.fromEntries(measures.map(({ id }) => [id, Buffer.from(curve(session, id, arm, seed).buffer).toString('hex')]));
}

export function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

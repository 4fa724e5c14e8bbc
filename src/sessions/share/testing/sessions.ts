/** Finished sessions for tests, with curves like the recorded ones and with every arm, seed, step and evaluation that a real one has. */
import { defaultConfiguration, resolveSteps, sessionArms, type Configuration } from '../../../experiment/configuration.ts';
import type { Experiment } from '../../../experiment/experiment.ts';
import { SessionRecord } from '../../record.ts';
import type { ReferenceCurve, ReferenceSession } from '../../reference.ts';
import { narrowedTo, resultsOf, type Results } from '../results.ts';

/** A small generator (xorshift): noise that no compression helps with. */
export function noise(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}

export interface FinishedSession {
  experiment: Experiment;
  configuration: Configuration;
  record: SessionRecord;
}

/** Of a preset as it opens. */
export const sessionLike = (declared: Experiment, preset: string, reference: ReferenceSession | null, shake = 1): FinishedSession =>
  sessionOf(declared, defaultConfiguration(declared, preset), reference, shake);

/** Means as recorded, each seed off by noise as wide as the band. Without a recorded curve: a falling one. */
export function sessionOf(
  declared: Experiment,
  configuration: Configuration,
  reference: ReferenceSession | null = null,
  shake = 1,
): FinishedSession {
  const experiment = narrowedTo(declared, configuration);
  const arms = sessionArms(declared, configuration);
  const { seeds } = configuration;
  const steps = resolveSteps(declared, configuration);
  const stride = experiment.evaluateEvery(arms[0]?.values ?? {});
  const record = new SessionRecord(
    experiment,
    arms.map(({ id }) => id),
    seeds,
  );
  for (const { id, source } of experiment.measures) {
    if (source.kind === 'derived') continue;
    const every = source.kind === 'minibatch' ? 1 : stride;
    const first = source.kind === 'minibatch' ? 1 : 0;
    const taken = Int32Array.from({ length: Math.floor((steps - first) / every) + 1 }, (_, i) => first + i * every);
    arms.forEach((_, arm) => {
      const curve = reference?.arms[arm]?.measures[id];
      for (let seed = 0; seed < seeds; seed++) {
        const random = noise(1 + arm * 977 + seed * 131 + id.length * 7);
        const values = Float32Array.from(taken, (step) => valueAt(curve, step, steps) * (1 + 0.05 * shake * random()));
        record.add({ measure: id, steps: taken, runs: [arm * seeds + seed], values });
      }
    });
  }
  arms.forEach((_, arm) => {
    for (let part = 1; part <= 20; part++) record.times.tell([arm * seeds], Math.round((steps * part) / 20), part * (arm + 1) * 1.2347);
  });
  return { experiment, configuration, record };
}

function valueAt(curve: ReferenceCurve | undefined, step: number, steps: number): number {
  if (!curve || curve.steps.length === 0) return Math.exp((-3 * step) / steps);
  const index = curve.steps.findIndex((one) => one >= step);
  return curve.mean[index < 0 ? curve.mean.length - 1 : index] ?? 1;
}

export const facts: Pick<Results, 'seconds' | 'device' | 'build' | 'look'> = {
  seconds: 12.5,
  device: { kind: 'wasm', description: '8 WASM workers', software: true, workers: 8 },
  build: 'BxYz_1-2',
  look: 1,
};

export const resultsLike = ({ experiment, configuration, record }: FinishedSession): Results =>
  resultsOf(experiment, configuration, record, facts);

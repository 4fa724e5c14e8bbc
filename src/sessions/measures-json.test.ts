/** Measures as JSON: what a session measured, derived measures too, and null where there is no number. */
import { expect, it } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { defaultConfiguration } from '../experiment/configuration.ts';
import type { KeptMeasure, KeptSession } from './kept-session.ts';
import { measuredOf, measuresJson } from './measures-json.ts';

const configuration = { ...defaultConfiguration(dropout), seeds: 2, arms: [{ id: 'nothing', values: {} }] };
const session: KeptSession = {
  id: 'a',
  experiment: dropout.id,
  name: '',
  note: '',
  starred: false,
  started: '2026-01-01T00:00:00.000Z',
  changed: '2026-01-09T00:00:00.000Z',
  configuration,
  device: { kind: 'wasm', description: '2 workers', software: true, workers: 2 },
  step: 10,
  steps: 100,
  seconds: 1.5,
  finished: false,
  verdicts: [],
  deleted: null,
};
const kept = (measure: string, values: number[]): KeptMeasure => ({
  measure,
  runs: 2,
  steps: Int32Array.of(0, 40),
  values: Float32Array.from(values),
});

it('holds every number by arm, measure and seed, what is derived from them, and null where there is none', () => {
  const measures = [kept('validationLoss', [0.5, 0.25, Infinity, 0.75]), kept('evaluatedTrainingLoss', [0.25, 0.125, 1, NaN])];
  const parsed: unknown = JSON.parse(measuresJson(measuredOf(dropout, { session, measures })));
  const steps = [0, 40];
  expect(parsed).toMatchObject({
    experiment: 'dropout',
    seed: configuration.sessionSeed,
    device: { kind: 'wasm' },
    arms: [
      {
        id: 'nothing',
        hyperparameters: { dropout: 0, batchSize: 32 },
        measures: {
          validationLoss: {
            steps,
            bySeed: [
              [0.5, null],
              [0.25, 0.75],
            ],
          },
          gap: {
            bySeed: [
              [0.25, null],
              [0.125, null],
            ],
          },
        },
      },
    ],
  });
});

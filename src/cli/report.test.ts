import { describe, expect, it } from 'vitest';
import { defaultConfiguration, type Configuration } from '../experiment/configuration.ts';
import { sample } from '../experiment/sample.ts';
import { SessionRecord } from '../sessions/record.ts';
import { describeProgress } from './progress.ts';
import { toDocument, toText } from './report.ts';
import type { FinishedSession } from './run.ts';

/** A session of the sample's first two arms, in that order or exchanged, in which "half" has the narrower gap in every seed. */
function finished(
  arms: readonly string[],
  losses: (arm: string, seed: number) => number = () => 1,
  changed: Partial<Configuration> = {},
): FinishedSession {
  const configuration = { ...defaultConfiguration(sample), ...changed, arms: arms.map((id) => ({ id, values: {} })) };
  const { seeds } = configuration;
  const record = new SessionRecord(sample, arms, seeds);
  const runs = Array.from({ length: arms.length * seeds }, (_, run) => run);
  const add = (measure: string, value: (arm: string, seed: number) => number): void => {
    const values = Float32Array.from(runs, (run) => value(arms[Math.floor(run / seeds)] ?? '', run % seeds));
    record.add({ measure, steps: new Int32Array([500]), runs, values });
  };
  add('trainingLoss', losses);
  add('fittedLoss', () => 0.5);
  add('validationLoss', (arm, seed) => 0.6 + seed / 100 + (arm === 'none' ? 0.1 + seed / 1000 : 0));
  const device = { kind: 'wasm', description: '2 WASM workers', software: true, workers: 2 } as const;
  return { experiment: sample, configuration, record, device, steps: 500, wallMs: 2000, memory: { estimated: 150e6, held: 166e6 } };
}

describe('the report', () => {
  it('is a JSON document with every arm, measure and verdict', () => {
    expect(JSON.parse(JSON.stringify(toDocument(finished(['none', 'half']))))).toMatchObject({
      experiment: 'sample',
      device: { kind: 'wasm', description: '2 WASM workers', software: true },
      seed: 1,
      steps: 500,
      arms: [
        { id: 'none', name: 'No dropout', hyperparameters: { rate: 0 }, measures: { trainingLoss: { steps: [500], mean: [1] } } },
        { id: 'half', hyperparameters: { rate: 0.5 } },
      ],
      verdicts: [
        {
          id: 'gap',
          claim: 'Dropout narrows the gap.',
          status: 'supported',
          expected: 'supported',
          kind: 'declared',
          seeds: 8,
          look: 1,
          diverged: 0,
        },
        { id: 'loss', status: 'inconclusive' },
      ],
      timing: { wallMs: 2000, stepsPerSecond: 250, runStepsPerSecond: 4000 },
      memory: { estimated: 150e6, held: 166e6 },
    });
  });

  it('turns the verdict round with the arms', () => {
    expect(JSON.parse(JSON.stringify(toDocument(finished(['half', 'none']))))).toMatchObject({
      arms: [{ id: 'half' }, { id: 'none' }],
      verdicts: [{ id: 'gap', claim: 'No dropout has a narrower gap than Dropout 0.5.', status: 'refuted', expected: 'refuted' }, {}],
    });
  });

  it('writes null where a value is not finite', () => {
    const document = toDocument(finished(['none', 'half'], (arm, seed) => (arm === 'half' && seed === 1 ? NaN : 2)));
    expect(JSON.parse(JSON.stringify(document))).toMatchObject({
      arms: [{}, { measures: { trainingLoss: { bySeed: [[2], [null], [2], [2], [2], [2], [2], [2]], mean: [2] } } }],
    });
  });

  it('says the same in sentences', () => {
    const text = toText(finished(['none', 'half']));
    expect(text).toContain('supported: Dropout narrows the gap. (expected: supported)');
    expect(text).toMatch(/effect -0\.\d+, .* interval .* p = .*, 8 paired seeds/);
    expect(text).toContain('because an arm that the claim compares is not in this session');
    expect(text).toContain('8 seeds × 500 steps, session seed 1, on 2 WASM workers');
    expect(text).not.toContain('exploratory');
  });

  it('says that a session is exploratory, and why, whatever else forbids a verdict', () => {
    const text = toText(finished(['none'], () => 1, { seeds: 1, steps: 1, values: { learningRate: 0.1 } }));
    expect(text).toMatch(
      /^exploratory: settings differ from the declaration\n {2}learningRate: 0\.1, declared 0\.\d+\n {2}training steps: 1, declared 500\n/,
    );
    expect(text).not.toContain('inconclusive');
    expect(text).toContain('1 seed × ');
    expect(text).toMatch(/ 1 run, 166 MB of device memory \(about 150 MB estimated\)$/);
  });

  it('gives no verdict on one seed', () => {
    const text = toText(finished(['none', 'half'], () => 1, { seeds: 1 }));
    expect(text).toContain('no verdict: Dropout narrows the gap.');
    expect(text).toContain('1 paired seed,');
  });
});

it('draws progress with what is left', () => {
  const progress = { step: 250, steps: 1000, stepsPerSecond: 310.4, runStepsPerSecond: 4966, secondsLeft: 2.4, state: 'running' as const };
  expect(describeProgress(progress, 16)).toMatch(/^█{8}░{22} 25 % · step 250 \/ 1000 · 3 s left · 310 steps\/s × 16 runs$/);
});

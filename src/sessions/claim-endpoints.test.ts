/** Endpoints of claims about sweeps, from a record whose arms are there once for every value. */
import { expect, it } from 'vitest';
import type { Claim } from '../experiment/claim.ts';
import { sweptId } from '../experiment/configuration.ts';
import { sample } from '../experiment/sample.ts';
import { armsOfRecord, endpointsOf } from './claim-endpoints.ts';
import { SessionRecord } from './record.ts';

const sweep = { hyperparameter: 'learningRate', values: [0.01, 0.1, 1] };
const arms = ['none', 'half'].flatMap((arm) => sweep.values.map((_, index) => sweptId(arm, index)));
const seeds = 2;

function filled(): SessionRecord {
  const record = new SessionRecord(sample, arms, seeds);
  const runs = arms.flatMap((_, arm) => [0, 1].map((seed) => arm * seeds + seed));
  const feed = (measure: string, values: number[]): void => {
    record.add({ measure, steps: Int32Array.of(10), runs, values: Float32Array.from(values) });
  };
  //                       none: 0.01, 0.1, 1        half: 0.01, 0.1, 1
  feed('validationLoss', [4, 1, 2, 2, 8, 8, /**/ 1, 1, 1, 2, 1, 4]);
  feed('fittedLoss', [40, 10, 20, 20, 80, 80, /**/ 5, 6, 7, 8, 9, 3]);
  return record;
}

const claim = (id: string, over: Claim['endpoint']['over']): Claim => ({
  id,
  endpoint: { measure: 'validationLoss', at: 'last', ...(over && { over }) },
  roles: ['none', 'half'],
  weights: [-1, 1],
  direction: 'less',
  threshold: 0,
});

it('are one number per arm and seed over all values', () => {
  const record = filled();
  expect(armsOfRecord(record)).toEqual(['none', 'half']);
  const claims = [claim('best', { what: 'best', score: 'fittedLoss' }), claim('width', { what: 'width', factor: 2 })];
  const { best, width } = endpointsOf(record, claims, sweep);
  expect([...Array.from(best?.['none']?.values ?? [])]).toEqual([20, 10]);
  expect([...Array.from(best?.['half']?.values ?? [])]).toEqual([5, 6]);
  // Seed 0 of `none`: from 4 down to 2, up to 8: one decade of twice the best, and half of the way up.
  expect(width?.['none']?.values[0]).toBeCloseTo(1.5, 6);
  expect(width?.['half']?.values[0]).toBeCloseTo(2, 6);
});

it('are those of the record without a sweep', () => {
  const record = new SessionRecord(sample, ['none', 'half'], seeds);
  expect(endpointsOf(record, sample.claims, undefined)).toEqual(record.endpoints(sample.claims));
});

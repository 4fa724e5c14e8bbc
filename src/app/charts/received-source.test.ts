/** Results from a link as curves: a fork from where it parted, and only the bands that the link can show. */
import { describe, expect, it } from 'vitest';
import { defaultConfiguration, withFork } from '../../experiment/configuration.ts';
import { sample } from '../../experiment/sample.ts';
import { decodeResults, encodeResults } from '../../sessions/share/codec.ts';
import { reduced } from '../../sessions/share/ladder.ts';
import { facts, sessionOf } from '../../sessions/share/testing/sessions.ts';
import { resultsOf } from '../../sessions/share/results.ts';
import { bandOf } from './bands.ts';
import { receivedSource } from './received-source.ts';
import type { CurveSource } from './source.ts';

const base = { ...defaultConfiguration(sample), seeds: 4, values: { steps: 60 } };
const configuration = withFork(sample, base, { of: 'half', step: 30, changes: { learningRate: 0.1 } });
const { experiment, record } = sessionOf(sample, configuration);
const results = resultsOf(experiment, configuration, record, facts);
const names = ['a', 'b', 'c', 'd'];

function received(seeds: boolean): CurveSource {
  const sent = reduced(results, { experiment, configuration: { arms: [] } }, { points: 48, seeds, endpoints: 'claims', values: 'all' });
  const read = decodeResults(encodeResults(sent, ''), '');
  if (!read.ok) throw new Error(read.problem);
  return receivedSource({ experiment, configuration, results: read.results }, names, 'as sent');
}

describe('results from a link', () => {
  it('draw a fork from the step at which it parted', () => {
    const { startsAt, origin, ghost } = received(false);
    expect([0, 1, 2, 3].map((arm) => startsAt?.(arm))).toEqual([0, 0, 0, 30]);
    expect([origin, ghost]).toEqual(['as sent', false]);
  });

  it('offer all bands with single seeds, and without them those that follow from mean and interval', () => {
    const [whole, means] = [received(true), received(false)];
    expect(whole.bands).toEqual(['interval', 'sd', 'range', 'seeds']);
    expect(whole.single('validationLoss', 1, 3)?.values.length).toBeGreaterThan(5);
    expect(means.bands).toEqual(['interval', 'sd']);
    expect(means.single('validationLoss', 1, 3)).toBeNull();
    const original = record.curve('validationLoss', 1);
    const curve = whole.curve('validationLoss', 1);
    if (!curve) throw new Error('there is no curve');
    const { lower, upper } = bandOf(curve, 'range');
    for (const [i, step] of Array.from(curve.steps).entries()) {
      const at = original.steps.indexOf(step);
      expect(lower[i]).toBeCloseTo(original.min[at] ?? NaN, 2);
      expect(upper[i]).toBeCloseTo(original.max[at] ?? NaN, 2);
    }
  });
});

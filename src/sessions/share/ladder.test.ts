import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../experiments/catalogue.ts';
import { encodeConfiguration } from '../../experiment/configuration.ts';
import { readReference } from '../reference.ts';
import { decodeResults } from './codec.ts';
import { fitResults, longestLink, reduced } from './ladder.ts';
import { belongTo, verdictsOf } from './results.ts';
import { secondsOf } from './times.ts';
import { resultsLike, sessionLike } from './testing/sessions.ts';

const file = (id: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../experiments/${id}/reference.json`, import.meta.url), 'utf8'));
const sessions = catalogue.flatMap((experiment) => {
  const reference = readReference(file(experiment.id));
  return experiment.presets.map(({ id }) => ({ experiment, preset: id, recorded: reference.presets[id] ?? null }));
});
/** A long host, and everything else that an address may hold. */
const elsewhere = 400;

describe('a link with results', () => {
  it.each(sessions)('of $experiment.id, $preset, is short enough and shows curves and verdicts', ({ experiment, preset, recorded }) => {
    const session = sessionLike(experiment, preset, recorded);
    const results = resultsLike(session);
    const settings = encodeConfiguration(session.configuration, experiment);
    const fitted = fitResults(
      results,
      { experiment: session.experiment, configuration: session.configuration },
      settings,
      longestLink - elsewhere - settings.length,
    );
    if (!fitted) throw new Error('there is no room for the results');
    expect(fitted.text.length).toBeLessThanOrEqual(longestLink - elsewhere - settings.length);
    const read = decodeResults(fitted.text, settings);
    if (!read.ok) throw new Error(read.problem);
    expect(belongTo(read.results, session.experiment, session.configuration)).toBe(true);
    expect(verdictsOf(session.experiment, session.configuration, read.results)).toEqual(
      verdictsOf(session.experiment, session.configuration, results),
    );
    // Every arm that is drawn over steps can be drawn over time.
    const { times = [], step } = read.results;
    const last = (arm: number): number => secondsOf(times, step, arm, step);
    if (fitted.rung.values === 'all')
      session.record.arms.forEach((_, arm) => expect(last(arm)).toBeCloseTo(session.record.secondsAt(arm, step), 2));
    else expect(times.filter(({ length }) => length > 0).length).toBeGreaterThanOrEqual(session.configuration.arms.length);
    for (const { id, drawn } of session.experiment.measures) {
      const curves = read.results.measures.find((measure) => measure.id === id)?.curves ?? [];
      expect(curves.length).toBe(drawn === false ? 0 : session.record.arms.length);
      for (const { steps, mean, half } of curves) {
        expect(steps.length).toBeLessThanOrEqual(fitted.rung.points);
        expect(mean.every(Number.isFinite) && half.every(Number.isFinite)).toBe(true);
        if (fitted.rung.values === 'all') expect(steps.at(-1)).toBe(session.record.steps(id).at(-1));
      }
    }
  });

  it('gives up seeds, then endpoints, then points, and in the end itself', () => {
    const [first] = sessions;
    if (!first) throw new Error('the catalogue is empty');
    const session = sessionLike(first.experiment, first.preset, first.recorded);
    const results = resultsLike(session);
    const { claims } = session.experiment;
    const of = { experiment: session.experiment, configuration: { arms: [] } };
    const rungs = Array.from({ length: 30 }, (_, i) => fitResults(results, of, '', 15_000 - i * 500)?.rung ?? null);
    const order = rungs.map((rung) => (rung === null ? -1 : rung.points * 4 + (rung.seeds ? 2 : 0) + (rung.endpoints === 'all' ? 1 : 0)));
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(rungs.some((rung) => rung?.seeds === true)).toBe(true);
    expect(rungs.some((rung) => rung?.seeds === false && rung.endpoints === 'all')).toBe(true);
    expect(rungs.at(-1)).toBeNull();
    const least = reduced(results, of, { points: 6, seeds: false, endpoints: 'claims', values: 'all' });
    expect(least.endpoints.length).toBe(new Set(claims.map(({ endpoint }) => endpoint.measure)).size);
  });
});

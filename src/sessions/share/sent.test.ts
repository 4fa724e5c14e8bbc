/** Links of sessions with live changes, forks, doubled seeds and sweeps: what the receiver gets is what the sender had. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeConfiguration,
  defaultConfiguration,
  encodeConfiguration,
  forkOf,
  parseConfiguration,
  sessionArms,
  withFork,
  type Configuration,
} from '../../experiment/configuration.ts';
import { sample } from '../../experiment/sample.ts';
import { comparableRecord, comparableResults } from '../comparable.ts';
import { compareArms } from '../comparison.ts';
import { summarizeSweep, sweepEndpoints } from '../sweep-summary.ts';
import { decodeResults } from './codec.ts';
import { compareResults } from './compare.ts';
import { fitResults, longestLink } from './ladder.ts';
import { resultsKey, settingsOf, sharedLink, noOptions, shareKeys } from './link.ts';
import { belongTo, resultsOf, verdictsOf, type Results } from './results.ts';
import { sentSpread } from './spread.ts';
import { facts, sessionOf, type FinishedSession } from './testing/sessions.ts';

const steps = 100;
const rate = fc.constantFrom(0.0003, 0.01, 0.5);

/** Settings with any of what a session collects: values, live changes, forks of arms, of forks and of a sweep’s, twice the seeds and more. */
const configurations: fc.Arbitrary<Configuration> = fc
  .record({
    seeds: fc.constantFrom(2, 4, 8, 16),
    events: fc.array(
      fc.record({
        step: fc.integer({ min: 0, max: steps - 1 }),
        arms: fc.subarray(['none', 'half', 'adam'], { minLength: 1 }),
        id: fc.constantFrom('learningRate', 'rate'),
        value: rate,
      }),
      { maxLength: 3 },
    ),
    forks: fc.array(fc.record({ of: fc.nat(), step: fc.integer({ min: 0, max: steps - 1 }), value: rate }), { maxLength: 2 }),
    swept: fc.option(fc.constantFrom([0.001, 0.01, 0.1], [1e-4, 1e-3, 1e-2, 0.1, 1])),
  })
  .map(({ seeds, events, forks, swept }) => {
    const base = { ...defaultConfiguration(sample), seeds, values: { steps } };
    const result = parseConfiguration(sample, {
      ...base,
      events: events.toSorted((a, b) => a.step - b.step),
      ...(swept && { sweep: { hyperparameter: 'learningRate', values: swept } }),
    });
    if (!result.ok) return null;
    return forks.reduce((grown: Configuration, { of, step, value }) => {
      const trained = sessionArms(sample, grown);
      const parent = trained[of % trained.length]?.id ?? '';
      return withFork(sample, grown, { of: parent, step, name: `${parent} from ${step}`, changes: { learningRate: value } });
    }, result.configuration);
  })
  .filter((configuration) => configuration !== null);

/** As a page that opens the link reads it. */
function received(link: string): { configuration: Configuration; results: Results } {
  const query = new URLSearchParams(link.split('?')[1]);
  const read = decodeConfiguration(sample, query, shareKeys);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const decoded = decodeResults(query.get(resultsKey) ?? '', settingsOf(sample, read.configuration));
  if (!decoded.ok) throw new Error(decoded.problem);
  return { configuration: read.configuration, results: decoded.results };
}

function send(session: FinishedSession, look: number): { results: Results; link: string; points: number } {
  const { experiment, configuration, record } = session;
  const results = resultsOf(experiment, configuration, record, { ...facts, look });
  const address = `https://ablate.example/#/experiments/sample?${encodeConfiguration(configuration, sample)}`;
  const fitted = fitResults(results, { experiment, configuration }, settingsOf(sample, configuration), longestLink - address.length - 20);
  if (!fitted) throw new Error('there is no room for the results');
  return { results, link: sharedLink(address, noOptions, fitted.text), points: fitted.rung.points };
}

describe('a link with results', () => {
  it('shows verdicts, differences and sweep as the sender saw them, and a replay of the same numbers is identical', () => {
    fc.assert(
      fc.property(configurations, fc.integer({ min: 1, max: 4 }), (configuration, look) => {
        const session = sessionOf(sample, configuration);
        const { experiment, record } = session;
        const sent = send(session, look);
        expect(sent.link.length).toBeLessThanOrEqual(longestLink);
        const { configuration: read, results } = received(sent.link);
        expect(read).toEqual(configuration);
        expect(belongTo(results, experiment, read)).toBe(true);
        expect(results.look).toBe(look);
        for (const { id } of read.arms) expect(forkOf(sample, read, id)).toEqual(forkOf(sample, configuration, id));

        const verdicts = verdictsOf(experiment, configuration, sent.results);
        expect(verdictsOf(experiment, read, results)).toEqual(verdicts);
        const [own, theirs] = [comparableRecord(experiment, configuration, record), comparableResults(experiment, read, results)];
        const judged = { finished: true, look };
        const compared = compareArms(theirs, 0, judged);
        expect(compared.measures.length).toBeGreaterThan(0);
        const known = own.measures.filter(({ measure }) => compared.measures.includes(measure));
        expect(compared).toEqual(compareArms({ ...own, measures: known }, 0, judged));
        const summed = sweepEndpoints(experiment);
        if (configuration.sweep && summed) {
          expect(summarizeSweep(summed, theirs.arms, theirs.of)).toEqual(summarizeSweep(summed, own.arms, own.of));
          expect(summarizeSweep(summed, theirs.arms, theirs.of)).not.toBeNull();
        }

        const replayed = resultsOf(experiment, read, sessionOf(sample, read).record, { ...facts, look: 1 });
        expect(compareResults(results, replayed, { before: verdicts, replayed: verdicts })).toEqual({ outcome: 'identical' });
        const other = resultsOf(experiment, read, sessionOf(sample, read, null, 1.0001).record, facts);
        expect(compareResults(results, other, { before: verdicts, replayed: verdicts }).outcome).not.toBe('identical');
      }),
      { numRuns: 25 },
    );
  });

  it('of a sweep keeps every point of the curves that are drawn over steps, and of the others the one that is drawn', () => {
    const values = Array.from({ length: 25 }, (_, i) => Number((1e-5 * 10 ** (i / 5)).toPrecision(4)));
    const result = parseConfiguration(sample, {
      ...defaultConfiguration(sample),
      values: { steps: 500 },
      sweep: { hyperparameter: 'learningRate', values },
    });
    if (!result.ok) throw new Error('the sweep is refused');
    const session = sessionOf(sample, result.configuration);
    const { link, points } = send(session, 1);
    expect(points).toBe(48);
    const curves = received(link).results.measures.find(({ id }) => id === 'validationLoss')?.curves ?? [];
    const lengths = curves.map(({ steps: taken }) => taken.length);
    expect(curves.every(({ steps: taken }) => taken.at(-1) === 500)).toBe(true);
    for (let arm = 0; arm < 3; arm++) {
      const ends = curves.slice(arm * 25, (arm + 1) * 25).map(({ mean }) => mean.at(-1) ?? Infinity);
      expect(lengths[arm * 25 + ends.indexOf(Math.min(...ends))]).toBe(48);
    }
    expect(lengths.filter((length) => length === 1).length).toBeGreaterThan(50);
  });

  it('has the standard deviation without single seeds', () => {
    const session = sessionOf(sample, { ...defaultConfiguration(sample), values: { steps } });
    const { results } = received(send(session, 1).link);
    const curve = results.measures.find(({ id }) => id === 'validationLoss')?.curves[1];
    const original = session.record.curve('validationLoss', 1);
    if (!curve) throw new Error('there is no curve');
    const { sd, count } = sentSpread(curve, results.seeds, []);
    expect(count.every((one) => one === 8)).toBe(true);
    curve.steps.forEach((step, i) => {
      const [now, before] = [sd[i] ?? NaN, original.sd[original.steps.indexOf(step)] ?? NaN];
      expect(Math.abs(now / before - 1)).toBeLessThan(0.01);
    });
  });
});

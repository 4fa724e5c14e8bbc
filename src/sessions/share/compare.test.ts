import { describe, expect, it } from 'vitest';
import { sample } from '../../experiment/sample.ts';
import { SessionRecord } from '../record.ts';
import { decodeResults, encodeResults } from './codec.ts';
import { compareResults, type Comparison } from './compare.ts';
import { reduced } from './ladder.ts';
import { resultsOf, verdictsOf, type Results } from './results.ts';
import { facts, noise, sessionLike } from './testing/sessions.ts';

const { experiment, configuration, record } = sessionLike(sample, sample.presets[0]?.id ?? '', null);
const full = resultsOf(experiment, configuration, record, facts);

/** As they arrive from a link. */
function sent(points = 48): Results {
  const read = decodeResults(
    encodeResults(
      reduced(full, { experiment, configuration: { arms: [] } }, { points, seeds: false, endpoints: 'claims', values: 'all' }),
      '',
    ),
    '',
  );
  if (!read.ok) throw new Error(read.problem);
  return read.results;
}

/** The same session with every value of a measure changed. */
function changed(measure: string, change: (value: number, step: number, arm: number) => number): Results {
  const other = new SessionRecord(experiment, record.arms, record.seeds);
  for (const { id, source } of experiment.measures) {
    if (source.kind === 'derived') continue;
    const steps = record.steps(id);
    record.arms.forEach((_, arm) => {
      for (let seed = 0; seed < record.seeds; seed++) {
        const values = Float32Array.from(record.values(id, arm, seed), (value, i) =>
          id === measure ? change(value, steps[i] ?? 0, arm) : value,
        );
        other.add({ measure: id, steps: steps.slice(), runs: [arm * record.seeds + seed], values });
      }
    });
  }
  return resultsOf(experiment, configuration, other, facts);
}

function compare(before: Results, replayed: Results): Comparison {
  return compareResults(before, replayed, {
    before: verdictsOf(experiment, configuration, before),
    replayed: verdictsOf(experiment, configuration, replayed),
  });
}

describe('a replay', () => {
  it('with the same bits is identical, beside a link of any length and beside what was kept', () => {
    const again = changed('', (value) => value);
    for (const before of [full, sent(48), sent(8)]) expect(compare(before, again)).toEqual({ outcome: 'identical' });
  });

  it('of a long stream is compared where both kept a row', () => {
    const id = 'trainingLoss';
    const rows = (keeps: (place: number) => boolean, change = 1): Results => ({
      ...full,
      measures: full.measures.map((measure) => {
        if (measure.id !== id) return measure;
        const curves = measure.curves.map((curve) => {
          const kept = Array.from(curve.steps.keys()).filter(keeps);
          const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (place) => values[place] ?? NaN);
          const steps = Int32Array.from(kept, (place) => curve.steps[place] ?? 0);
          return { ...curve, steps, mean: of(curve.mean).map((value) => change * value), half: of(curve.half), error: of(curve.error) };
        });
        return { ...measure, digest: `${measure.digest ?? ''}${kept(keeps)}`, curves };
      }),
    });
    const kept = (keeps: (place: number) => boolean): string => [0, 1, 2, 3, 4, 5].filter(keeps).join();
    const [before, again] = [rows((place) => place % 2 === 0), rows((place) => place % 3 === 0)];
    const judged = (replayed: Results, thinned: readonly string[]): Comparison => {
      const verdicts = verdictsOf(experiment, configuration, full);
      return compareResults(before, replayed, { before: verdicts, replayed: verdicts }, new Set(thinned));
    };
    expect(judged(again, []).outcome).toBe('differs');
    expect(judged(again, [id])).toEqual({ outcome: 'identical' });
    expect(
      judged(
        rows((place) => place % 3 === 0, 1 + 1e-6),
        [id],
      ),
    ).toMatchObject({ outcome: 'rounding', measures: [id] });
    expect(
      judged(
        rows((place) => place % 3 === 0, 100),
        [id],
      ),
    ).toMatchObject({ outcome: 'differs', measures: [id] });
  });

  it('that differs by rounding says in what and by how much at most', () => {
    const random = noise(5);
    const replayed = changed('validationLoss', (value) => value * (1 + 2e-6 * random()));
    for (const before of [full, sent()]) {
      const comparison = compare(before, replayed);
      expect(comparison.outcome).toBe('rounding');
      expect(comparison).toMatchObject({ measures: ['validationLoss'] });
    }
    const last = compare(full, replayed);
    if (last.outcome !== 'rounding' || !last.largest) throw new Error('no difference was found');
    expect(Math.abs(last.largest.before - last.largest.replayed)).toBeGreaterThan(0);
    expect(Math.abs(last.largest.before - last.largest.replayed)).toBeLessThan(2e-6);
  });

  it('with one bit changed anywhere is not identical, even where no point of the link shows it', () => {
    const replayed = changed('trainingLoss', (value, step, arm) => (step === 3 && arm === 1 ? value * (1 + 2 ** -23) : value));
    expect(compare(sent(6), replayed)).toMatchObject({ outcome: 'rounding', measures: ['trainingLoss'] });
  });

  it('that leaves the band differs from the first step at which it does', () => {
    const steps = record.steps('validationLoss');
    const from = steps[Math.floor(steps.length / 2)] ?? 0;
    const replayed = changed('validationLoss', (value, step, arm) => (step >= from && arm === 1 ? value * 3 : value));
    expect(compare(full, replayed)).toMatchObject({
      outcome: 'differs',
      step: from,
      first: { measure: 'validationLoss', arm: 1, step: from },
    });
  });

  it('beside a link in which a curve was changed differs from the step that was changed', () => {
    const before = sent();
    const curve = before.measures.find(({ id }) => id === 'validationLoss')?.curves[0];
    if (!curve) throw new Error('the curve was not sent');
    curve.mean[2] = (curve.mean[2] ?? 0) * 4;
    expect(compare(before, full)).toMatchObject({ outcome: 'differs', step: curve.steps[2], measures: [] });
  });

  it('beside a link in which an endpoint was changed is not identical', () => {
    const before = sent();
    const values = before.endpoints[0]?.arms[0]?.values;
    if (!values) throw new Error('no endpoint was sent');
    values[0] = (values[0] ?? 0) + 1e-9;
    expect(compare(before, full).outcome).not.toBe('identical');
  });

  it('with another verdict differs at the last step, wherever its curves lie', () => {
    const verdicts = verdictsOf(experiment, configuration, full);
    const other = verdicts.map((verdict, i) => (i === 0 ? { ...verdict, status: 'refuted' as const } : verdict));
    const replayed = changed('validationLoss', (value) => value * (1 + 1e-7));
    expect(compareResults(full, replayed, { before: other, replayed: verdicts })).toMatchObject({
      outcome: 'differs',
      step: full.step,
      first: null,
      claims: [verdicts[0]?.id],
    });
  });

  it('of an unfinished session is compared up to where that stood', () => {
    const half = resultsOf(experiment, configuration, record, facts, 10);
    expect(compare(half, resultsOf(experiment, configuration, record, facts, half.step))).toEqual({ outcome: 'identical' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sample } from '../../experiment/sample.ts';
import { decodeResults, encodeResults } from './codec.ts';
import { measureDigest, murmur3 } from './digest.ts';
import { reduced } from './ladder.ts';
import { resultsOf, verdictsOf, type Results } from './results.ts';
import { facts, resultsLike, sessionLike } from './testing/sessions.ts';
import { firstVersion } from './testing/first-version.ts';
import { secondsOf, timesOf } from './times.ts';
import { thin } from './thin.ts';

const session = sessionLike(sample, sample.presets[0]?.id ?? '', null);
const full = resultsLike(session);
const settings = 'seeds=3&*.learningRate=0.01';
const sent = reduced(
  full,
  { experiment: session.experiment, configuration: { arms: [] } },
  { points: 48, seeds: true, endpoints: 'all', values: 'all' },
);
const text = encodeResults(sent, settings);

function decoded(of = text, with_ = settings): Results {
  const result = decodeResults(of, with_);
  if (!result.ok) throw new Error(result.problem);
  return result.results;
}

describe('results in a link', () => {
  it('come back: facts, steps, digests and endpoints to the bit, curves as fine as a table shows them', () => {
    const back = decoded();
    const { measures, ...rest } = back;
    const { measures: wanted, ...others } = sent;
    expect(rest).toEqual(others);
    expect(measures.map(({ id, digest }) => [id, digest])).toEqual(wanted.map(({ id, digest }) => [id, digest]));
    measures.forEach(({ curves }, i) => {
      curves.forEach((curve, arm) => {
        const original = wanted[i]?.curves[arm];
        expect([...curve.steps]).toEqual([...(original?.steps ?? [])]);
        curve.mean.forEach((value, j) => {
          expect(Math.abs(value - (original?.mean[j] ?? NaN))).toBeLessThanOrEqual(curve.error[j] ?? 0);
          expect(curve.error[j]).toBeLessThanOrEqual(Math.max(...(original?.mean ?? []).map(Math.abs)) / 2000);
          expect((curve.half[j] ?? NaN) / (original?.half[j] ?? NaN)).toBeCloseTo(1, 1);
        });
        expect(curve.seeds?.length).toBe(sent.seeds);
      });
    });
  });

  it('say where the session went on on another device, as often as live changes can be made', () => {
    const moves = Array.from({ length: 1001 }, (_, i) => ({ step: 10 * i, before: 'WASM', after: `${'显卡'.repeat(60)} ${i}` }));
    const long = encodeResults({ ...sent, moves }, settings);
    const back = decoded(long).moves ?? [];
    expect(back.map(({ step, before }) => [step, before])).toEqual(moves.slice(0, 1000).map(({ step, before }) => [step, before]));
    expect(back[0]?.after).toBe('显卡'.repeat(40));
    expect(long.length - text.length).toBeLessThan(5000);
    expect(decoded()).not.toHaveProperty('moves');
  });

  it('of the first version are read as they were: with eight changes of device, and without seconds', () => {
    const back = decoded(firstVersion.text, firstVersion.settings);
    expect(back.step).toBe(4);
    expect(back.moves).toEqual([{ step: 3, before: 'WASM', after: 'WebGPU' }]);
    expect(back).not.toHaveProperty('times');
  });

  it('tell how long each arm took, near enough to draw its curves over time', () => {
    const seconds = (arm: number, step: number): number => (arm === 1 ? NaN : 0.01 * (arm + 1) * step ** 1.2);
    const times = timesOf(3, 500, seconds);
    const back = decoded(encodeResults({ ...sent, times }, settings)).times ?? [];
    expect(back).toEqual(times);
    expect(back[1]).toHaveLength(0);
    expect(secondsOf(back, 500, 1, 100)).toBeNaN();
    for (const arm of [0, 2])
      for (const step of [1, 100, 250, 499, 500]) {
        expect(Math.abs(secondsOf(back, 500, arm, step) - seconds(arm, step))).toBeLessThan(seconds(arm, 500) / 100);
      }
    // Beyond what was trained at the last pace.
    expect(secondsOf(back, 500, 0, 1000)).toBeGreaterThan(seconds(0, 500) * 1.9);
    expect(timesOf(45, 500, seconds).every((own) => own.length <= 2)).toBe(true);
    expect(timesOf(2, 1, seconds)[0]).toHaveLength(2);
  });

  it('bring the verdicts of the session they are of', () => {
    const verdicts = verdictsOf(session.experiment, session.configuration, decoded());
    expect(verdicts).toEqual(verdictsOf(session.experiment, session.configuration, full));
    expect(verdicts.length).toBe(session.experiment.claims.length);
  });

  it('are read with the settings they were made with only', () => {
    expect(decodeResults(text, `${settings}&seed=2`)).toEqual({ ok: false, problem: 'otherSettings' });
  });

  it('are refused when any letter was changed, or any were lost', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...letters), (at, letter) => {
        fc.pre(text[at] !== letter);
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        // Bits of the last letter behind the last byte mean nothing.
        expect(at === text.length - 1 || !decodeResults(changed, settings).ok).toBe(true);
        expect(decodeResults(text.slice(0, at), settings).ok).toBe(false);
      }),
    );
  });

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (any) => {
        expect(decodeResults(any, settings).ok).toBe(false);
      }),
    );
    expect(decodeResults('A'.repeat(20_000), settings)).toEqual({ ok: false, problem: 'tooLong' });
    expect(decodeResults(`_w${text.slice(2)}`, settings)).toEqual({ ok: false, problem: 'newer' });
  });

  it('keep any finite curve within a thousandth of its range, or of itself, and what is not finite apart', () => {
    const value = fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      fc.double({ min: 1e-12, max: 1e4, noNaN: true }),
      fc.constantFrom(NaN, 0),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 48 }), (values) => {
        const mean = Float64Array.from(values);
        const steps = Int32Array.from(values, (_, i) => i);
        const zeros = new Float64Array(values.length);
        const curve = { steps, mean, half: zeros, seeds: null, error: zeros };
        const [back] = decoded(encodeResults({ ...sent, measures: [{ id: 'x', digest: null, curves: [curve] }] }, settings)).measures;
        const finite = values.filter((one) => !Number.isNaN(one));
        const span = Math.max(...finite) - Math.min(...finite);
        values.forEach((one, i) => {
          const got = back?.curves[0]?.mean[i] ?? NaN;
          if (Number.isNaN(one)) expect(got).toBeNaN();
          else expect(Math.abs(got - one)).toBeLessThanOrEqual(Math.max(span / 1000, Math.abs(one) * 1e-3, 1e-30));
        });
      }),
    );
  });

  it('of a curve with one value, or one throughout, tell how far it may be off', () => {
    const [value, zeros] = [0.0521853622049093, new Float64Array(3)];
    for (const mean of [[value], [value, value, value], [3 * value], [-value, -value]]) {
      const steps = Int32Array.from(mean, (_, i) => i);
      const curve = { steps, mean: Float64Array.from(mean), half: zeros.slice(0, mean.length), seeds: null, error: zeros };
      const [back] = decoded(encodeResults({ ...sent, measures: [{ id: 'x', digest: null, curves: [curve] }] }, settings)).measures;
      mean.forEach((one, i) => {
        const [got, error] = [back?.curves[0]?.mean[i] ?? NaN, back?.curves[0]?.error[i] ?? NaN];
        expect(Math.abs(got - one)).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(1e-7);
      });
    }
  });

  it('leave out what came after the step that is asked for', () => {
    const earlier = resultsOf(session.experiment, session.configuration, session.record, facts, 2);
    expect(earlier.step).toBe(2);
    for (const { curves } of earlier.measures) for (const { steps } of curves) expect(steps.at(-1) ?? 0).toBeLessThanOrEqual(2);
    expect(earlier.measures.map(({ digest }) => digest)).not.toEqual(full.measures.map(({ digest }) => digest));
  });
});

describe('a digest', () => {
  it('is the published hash', () => {
    expect(murmur3(Uint32Array.of(0x74736574), 0)).toBe(0xba6bd213);
    expect(murmur3(Uint32Array.of(0x61616161), 0x9747b28c)).toBe(0x5a97808a);
  });

  it('changes with a single bit of a single seed', () => {
    const before = measureDigest(session.record, 'validationLoss', Infinity);
    const other = sessionLike(sample, sample.presets[0]?.id ?? '', null).record;
    expect(measureDigest(other, 'validationLoss', Infinity)).toBe(before);
    const [step] = other.steps('validationLoss');
    const bits = new Uint32Array(Float32Array.of(other.values('validationLoss', 1, 2)[0] ?? 0).buffer);
    bits[0] = (bits[0] ?? 0) ^ 1;
    other.add({
      measure: 'validationLoss',
      steps: Int32Array.of(step ?? 0),
      runs: [other.seeds + 2],
      values: new Float32Array(bits.buffer),
    });
    expect(measureDigest(other, 'validationLoss', Infinity)).not.toBe(before);
  });
});

describe('thinning', () => {
  it('keeps the ends, the number and the peaks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 400 }), fc.integer({ min: 3, max: 48 }), fc.nat(), (length, most, where) => {
        const x = Array.from({ length }, (_, i) => 1 + i * 7);
        const peak = where % length;
        const kept = thin(
          x,
          x.map((_, i) => (i === peak ? 1000 : 0)),
          most,
        );
        expect(kept.length).toBe(Math.min(length, most));
        expect([kept[0], kept.at(-1)]).toEqual([0, length - 1]);
        expect(kept.every((one, i) => i === 0 || one > (kept[i - 1] ?? 0))).toBe(true);
        expect(kept).toContain(peak);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Verdict } from './claim.ts';
import type { Experiment } from './experiment.ts';
import { sample } from './sample.ts';
import { alphaOfLook, claimSentence, evaluateClaims, lookOf, outcomeOf, type EndpointValues, type SessionFacts } from './verdict.ts';

const facts: SessionFacts = {
  preset: 'small',
  arms: ['none', 'half', 'adam'],
  seeds: 8,
  look: 1,
  finished: true,
  exploratory: false,
};

const of = (values: number[], diverged: number[] = []): EndpointValues => ({
  values,
  diverged: values.map((_, i) => diverged.includes(i)),
});
const noise = [0.02, -0.03, 0.01, 0.04, -0.02, 0, -0.01, 0.03];
const around = (centre: number, sign = 1): EndpointValues => of(noise.map((x) => centre + sign * x));

/** Both claims on the same endpoints. */
function judge(endpoints: Record<string, EndpointValues>, changed: Partial<SessionFacts> = {}, experiment: Experiment = sample): Verdict[] {
  const byClaim = Object.fromEntries(experiment.claims.map(({ id }) => [id, endpoints]));
  return evaluateClaims(experiment, { ...facts, ...changed }, byClaim);
}
const first = (verdicts: Verdict[]): Verdict => {
  const [verdict] = verdicts;
  if (!verdict) throw new Error('no verdict');
  return verdict;
};
const oneClaim: Experiment = { ...sample, claims: sample.claims.slice(0, 1) };

describe('evaluateClaims', () => {
  const clear = { none: around(1), half: around(0.5, -1), adam: around(1, -1) };

  it('supports, refutes and abstains', () => {
    const [gap, loss] = judge(clear);
    expect(gap).toMatchObject({
      status: 'supported',
      reason: 'significant',
      expected: 'supported',
      kind: 'declared',
      level: 0.975,
      seeds: 8,
    });
    expect(gap?.effect).toBeCloseTo(-0.51, 10);
    expect(gap?.interval?.[0]).toBeLessThan(-0.51);
    expect(gap?.interval?.[1]).toBeLessThan(0);
    // Adjusted by Holm: the smallest of two counts twice.
    expect(gap?.signFlipP).toBeCloseTo((2 * 2) / 256, 12);
    expect(loss).toMatchObject({ status: 'inconclusive', reason: 'notSignificant', expected: 'inconclusive' });

    expect(judge({ ...clear, half: around(1.5, -1) })[0]).toMatchObject({ status: 'refuted', reason: 'significant' });
  });

  it('turns round with exchanged arms, as expected, and stays declared', () => {
    const [gap] = judge(clear, { arms: ['half', 'none', 'adam'] });
    expect(gap).toMatchObject({ status: 'refuted', kind: 'declared', expected: 'refuted' });
    expect(gap?.effect).toBeCloseTo(0.51, 10);
  });

  it('binds roles to the declared arms whatever the order inside the claim', () => {
    const swapped: Experiment = {
      ...oneClaim,
      claims: oneClaim.claims.map((claim) => ({ ...claim, roles: ['half', 'none'], weights: [1, -1] })),
    };
    expect(first(judge(clear, {}, swapped)).effect).toBeCloseTo(-0.51, 10);
    expect(first(judge(clear, { arms: ['adam', 'half', 'none'] }, swapped)).effect).toBeCloseTo(0.51, 10);
  });

  it('checks what must hold in every run, without a test and without spending the error of the others', () => {
    const exact = (threshold: number): Experiment => ({
      ...sample,
      claims: sample.claims.map((claim) =>
        claim.id === 'loss' ? { ...claim, roles: ['adam'], weights: [1], threshold, exact: true } : claim,
      ),
    });
    const small = { ...clear, adam: of([0, 1e-6, -1e-6, 0, 0, 0, 0, 0]) };
    const [gap, loss] = judge(small, {}, exact(1e-6));
    expect(loss).toMatchObject({
      status: 'supported',
      reason: 'holdsExactly',
      effect: 0,
      interval: null,
      level: null,
      p: null,
      signFlipP: null,
    });
    expect(gap?.signFlipP).toBeCloseTo(2 / 256, 12);
    expect(judge(small, {}, exact(1e-7))[1]).toMatchObject({ status: 'refuted', reason: 'failsExactly' });
    expect(judge({ ...clear, adam: of(new Array<number>(8).fill(0)) }, {}, exact(0))[1]).toMatchObject({ status: 'supported' });
    expect(judge({ ...small, adam: of(noise, [3]) }, {}, exact(1))[1]).toMatchObject({ status: 'refuted' });
    expect(judge(small, { exploratory: true }, exact(1))[1]).toMatchObject({ status: 'inconclusive', reason: 'exploratory' });
    expect(judge(small, { finished: false }, exact(1))[1]).toMatchObject({ status: 'inconclusive', reason: 'unfinished' });
  });

  it('subtracts the threshold', () => {
    const demanding: Experiment = { ...oneClaim, claims: oneClaim.claims.map((claim) => ({ ...claim, threshold: -0.6 })) };
    const verdict = first(judge(clear, {}, demanding));
    expect(verdict.effect).toBeCloseTo(0.09, 10);
    expect(verdict.status).toBe('refuted');
  });

  it('says nothing but "so far" before the declared step', () => {
    const gap = first(judge({ ...clear, half: of([0.5, 0.52, NaN, NaN, NaN, NaN, NaN, NaN]) }, { finished: false }));
    expect(gap).toMatchObject({ status: 'inconclusive', reason: 'unfinished', p: null, signFlipP: null, level: 0.95, seeds: 2 });
    expect(gap.interval).not.toBeNull();
    expect(first(judge({ ...clear, half: of(new Array<number>(8).fill(NaN)) }, { finished: false }))).toMatchObject({
      effect: null,
      interval: null,
    });
  });

  it('needs three seeds', () => {
    const two = { none: of([1, 1.1]), half: of([0.5, 0.55]), adam: of([1, 1.1]) };
    expect(judge(two, { seeds: 2 })[0]).toMatchObject({ status: 'inconclusive', reason: 'tooFewSeeds', p: null });
    const three = { none: of([1, 1.1, 1.05]), half: of([0.5, 0.601, 0.549]), adam: of([1, 1.1, 1.05]) };
    expect(judge(three, { seeds: 3 })[0]).toMatchObject({ status: 'supported', signFlipP: null });
  });

  it('needs both tests', () => {
    // Six seeds on one side: t is convinced, but 2 of 64 sign assignments do no better, which is above 0.025.
    const six = [1, 1.01, 0.99, 1.02, 0.98, 1.005];
    const verdict = first(judge({ none: of(six), half: of(new Array<number>(6).fill(0)), adam: of(six) }, { seeds: 6 }, oneClaim));
    expect(verdict).toMatchObject({ status: 'inconclusive', reason: 'notSignificant', signFlipP: 2 / 64 });
    expect(verdict.p).toBeLessThan(1e-6);
  });

  it('names the reasons that numbers cannot decide', () => {
    expect(judge({ ...clear, half: around(1) })[0]).toMatchObject({ reason: 'identical', status: 'inconclusive', effect: 0, p: null });
    expect(judge({ ...clear, half: around(0.5) })[0]).toMatchObject({ reason: 'seedsDoNotVary', status: 'inconclusive', p: null });
    expect(judge({ none: clear.none, adam: clear.adam }, { arms: ['none', 'adam'] })[0]).toMatchObject({
      reason: 'armMissing',
      effect: null,
    });
    expect(judge(clear, { arms: ['none', 'adam', 'other'] })[0]).toMatchObject({ reason: 'armMissing' });
  });

  it('counts diverged runs as the claim says', () => {
    const diverged = (): EndpointValues => of([NaN, 1, 1.01, 1, 0.99, 1, 1.02, 1], [0]);
    const [gap, loss] = judge({ none: diverged(), half: around(0.5, -1), adam: diverged() });
    expect(gap).toMatchObject({ status: 'inconclusive', reason: 'diverged', effect: null, diverged: 1, seeds: 7 });
    expect(loss).toMatchObject({ reason: 'identical', diverged: 2, seeds: 8 });
    // A value that never came is one of a diverged run, too.
    expect(judge({ ...clear, half: of([NaN, ...noise.slice(1)]) })[0]).toMatchObject({ reason: 'diverged', diverged: 1 });
  });

  it('shows numbers but no verdict outside the declaration', () => {
    const gap = first(judge(clear, { exploratory: true }));
    expect(gap).toMatchObject({ status: 'inconclusive', reason: 'exploratory', kind: 'exploratory', expected: null });
    expect(gap.p).toBeLessThan(0.01);
    expect(gap.interval).not.toBeNull();
    expect(gap.signFlipP).not.toBeNull();
  });

  it('keeps all claims in the correction when an arm is left out', () => {
    const both = judge(clear)[0];
    const alone = judge({ none: clear.none, half: clear.half }, { arms: ['none', 'half'] })[0];
    expect(alone?.p).toBe(both?.p);
  });
});

describe('the word for a verdict', () => {
  it('is its status, but none where there was nothing to judge', () => {
    const clear = { none: around(1), half: around(0.5, -1), adam: around(1, -1) };
    expect(judge(clear).map(outcomeOf)).toEqual(judge(clear).map(({ status }) => status));
    const alone = judge({ none: clear.none, half: clear.half }, { arms: ['none', 'half'] });
    expect(alone.filter(({ reason }) => reason === 'armMissing').map(outcomeOf)).toEqual(['none']);
  });
});

describe('looks', () => {
  it('halve what they spend, and are reached by doubling only', () => {
    expect([1, 2, 3].map(alphaOfLook)).toEqual([0.025, 0.0125, 0.00625]);
    expect([8, 16, 32, 64].map((seeds) => lookOf(seeds, 8))).toEqual([1, 2, 3, 4]);
    expect([4, 12, 24, 9].map((seeds) => lookOf(seeds, 8))).toEqual([null, null, null, null]);
    expect([3, 6, 12].map((seeds) => lookOf(seeds, 3))).toEqual([1, 2, 3]);
  });
});

describe('claimSentence', () => {
  const claim = oneClaim.claims[0];
  const sentence = (arms: string[], locale: 'en' | 'zh' = 'en'): string =>
    claim ? claimSentence(sample, claim, { arms: arms.map((id) => ({ id })) }, locale) : '';

  it('names the arms when they are not in declared order', () => {
    expect(sentence(['none', 'half', 'adam'])).toBe('Dropout narrows the gap.');
    expect(sentence(['adam', 'half', 'none'])).toBe('No dropout has a narrower gap than Dropout 0.5.');
    expect(sentence(['half', 'none'], 'zh')).toBe('none has a narrower gap than half.');
    expect(sentence(['half'])).toBe('Dropout narrows the gap.');
  });
});

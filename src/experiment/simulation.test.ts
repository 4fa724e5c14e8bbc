/** How often verdicts err, by simulation through the real verdict function: the promise "0.05 over all looks" is checked, not assumed. */
import { describe, expect, it } from 'vitest';
import { sample } from './sample.ts';
import { evaluateClaims, lookOf, type SessionFacts } from './verdict.ts';

const experiment = { ...sample, claims: sample.claims.slice(0, 1) };
const looks = [8, 16, 32];
const agreeing = new Array<boolean>(32).fill(false);

/** A small fixed generator (mulberry32), uniform in (0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return (((x ^ (x >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Contrasts of mean 0. */
const distributions: Record<string, (uniform: () => number) => number> = {
  normal,
  /** Two equal arms with exponential endpoints: their difference is symmetric, as that of any two equal arms. */
  'skewed endpoints': (uniform) => Math.log(uniform()) - Math.log(uniform()),
  /** Student's t with 3 degrees of freedom: no finite kurtosis. */
  'heavy-tailed': (uniform) => normal(uniform) / Math.sqrt((normal(uniform) ** 2 + normal(uniform) ** 2 + normal(uniform) ** 2) / 3),
};

/** Share of sessions that come to a verdict at any of the looks. */
function shareOfVerdicts(draw: (uniform: () => number) => number, sessions: number, seedCounts = looks, shift = 0): number {
  const uniform = generator(20_240_517);
  const values = new Float64Array(32);
  const arms = { none: { values: new Float64Array(32), diverged: agreeing }, half: { values, diverged: agreeing } };
  const facts: SessionFacts = { preset: 'small', arms: ['none', 'half'], seeds: 8, look: 1, finished: true, exploratory: false };
  let decided = 0;
  for (let session = 0; session < sessions; session++) {
    for (let i = 0; i < 32; i++) values[i] = draw(uniform) + shift;
    for (const seeds of seedCounts) {
      const [verdict] = evaluateClaims(
        experiment,
        { ...facts, seeds, look: lookOf(seeds, 8) ?? 1 },
        { gap: arms },
        { signFlip: 'whenDecisive' },
      );
      if (verdict?.status === 'inconclusive') continue;
      decided++;
      break;
    }
  }
  return decided / sessions;
}

/** Exponential contrasts, skewness 2: arms that differ, though not on average. Neither test is made for that. */
const skewedContrasts = (uniform: () => number): number => -Math.log(uniform()) - 1;

describe('false verdicts over three looks', () => {
  const measure = (name: string, draw: (uniform: () => number) => number): number => {
    const share = shareOfVerdicts(draw, 20_000);
    console.info(`false verdicts over looks of 8, 16 and 32 seeds, ${name}: ${(100 * share).toFixed(2)} %`);
    return share;
  };

  for (const [name, draw] of Object.entries(distributions)) {
    it(`stay under 5.5 %: ${name}`, { timeout: 60_000 }, () => {
      expect(measure(name, draw)).toBeLessThanOrEqual(0.055);
    });
  }

  it('are more where contrasts are skewed, which is reported and bounded loosely', { timeout: 60_000 }, () => {
    expect(measure('skewed contrasts', skewedContrasts)).toBeLessThanOrEqual(0.12);
  });
});

describe('power', () => {
  it('is nearly that of a paired t test', () => {
    // Noncentral t, 8 seeds, α = 0.025: 0.885 at 1.5 standard deviations; the sign flips cost a little of it.
    const share = shareOfVerdicts(normal, 4_000, [8], 1.5);
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(0.89);
  });

  it('grows with the looks', () => {
    const [once, thrice] = [shareOfVerdicts(normal, 1_000, [8], -0.8), shareOfVerdicts(normal, 1_000, looks, -0.8)];
    expect(thrice).toBeGreaterThan(once + 0.3);
    expect(thrice).toBeGreaterThan(0.9);
  });
});

/** Statistics against values from SciPy. GOLDEN_DIR names another folder of fixtures; by default the committed copy is read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { mean, standardDeviation, tInterval } from './moments.ts';
import { mannWhitney, wilcoxon } from './rank-tests.ts';
import { cohensD, pairedT, welchT } from './t-tests.ts';

/** Covered here; `binary`, `multiclass` and `perplexity` are metrics. */
const covered = ['oneSample', 'twoSamples'];

const special = v.picklist(['NaN', 'Infinity', '-Infinity']);
const number = v.union([v.number(), v.pipe(special, v.transform(Number))]);
const maybe = v.nullable(number);
const pair = v.tuple([number, number]);
const numbers = v.array(v.number());
const sampleSchema = v.object({ n: v.number(), mean: number, sd: number, ci95: pair });
const oneSample = v.object({ name: v.string(), inputs: v.object({ a: numbers }), expected: sampleSchema });
const twoSamples = v.object({
  name: v.string(),
  inputs: v.object({ a: numbers, b: numbers }),
  expected: v.object({
    a: sampleSchema,
    b: sampleSchema,
    welch: v.object({ difference: number, t: number, df: number, p: number, ci95: pair }),
    cohen: v.object({ pooledSd: number, d: number, hedgesG: number }),
    mannWhitney: v.object({ u: number, uOther: number, pExact: maybe, pAsymptotic: maybe }),
    paired: v.optional(v.object({ difference: number, sd: number, t: number, df: number, p: number, ci95: pair, dz: number })),
    wilcoxon: v.optional(v.object({ n: number, wPlus: number, wMinus: number, pExact: maybe, pAsymptotic: maybe })),
  }),
});
const fileSchema = v.object({ cases: v.array(v.looseObject({ config: v.looseObject({ type: v.string() }) })) });

const folder = process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../golden');
const file = v.parse(fileSchema, JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8')));

/** Relative to max(1, |expected|): 1e-6 for p values and quantiles (intervals), 1e-7 for the rest. */
function agree(actual: number | null, expected: number | null, quantity: string): void {
  if (expected === null || actual === null || !Number.isFinite(expected)) {
    expect(actual, quantity).toBe(expected);
    return;
  }
  const tolerance = ['p', 'pExact', 'pAsymptotic', 'ci95'].includes(quantity) ? 1e-6 : 1e-7;
  expect(Math.abs(actual - expected), `${quantity}: ${actual}, expected ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

function agreeAll(actual: Record<string, number | null>, expected: Record<string, number | null>): void {
  for (const [key, value] of Object.entries(expected)) agree(actual[key] ?? null, value, key);
}

function checkSample(values: number[], expected: v.InferOutput<typeof sampleSchema>): void {
  const [low, high] = tInterval(values);
  agree(values.length, expected.n, 'n');
  agree(mean(values), expected.mean, 'mean');
  agree(standardDeviation(values), expected.sd, 'sd');
  agree(low, expected.ci95[0], 'ci95');
  agree(high, expected.ci95[1], 'ci95');
}

describe('golden statistics', () => {
  const cases = file.cases.filter(({ config }) => covered.includes(config.type));

  it('covers every case that is not a metric', () => {
    const types = new Set(file.cases.map(({ config }) => config.type));
    expect([...types].filter((type) => !covered.includes(type)).sort()).toEqual(['binary', 'multiclass', 'perplexity']);
    expect(cases.length).toBe(15);
  });

  for (const one of cases) {
    it(String(one['name']), () => {
      if (one.config.type === 'oneSample') {
        const { inputs, expected } = v.parse(oneSample, one);
        checkSample(inputs.a, expected);
        return;
      }
      const { inputs, expected } = v.parse(twoSamples, one);
      const { a, b } = inputs;
      checkSample(a, expected.a);
      checkSample(b, expected.b);

      const { ci95, ...welchExpected } = expected.welch;
      const welch = welchT(a, b);
      const { interval, ...welchNumbers } = welch;
      agreeAll(welchNumbers, welchExpected);
      interval.forEach((bound, i) => agree(bound, ci95[i] ?? null, 'ci95'));

      agreeAll({ ...cohensD(a, b) }, expected.cohen);
      agreeAll({ ...mannWhitney(a, b) }, expected.mannWhitney);

      const differences = a.map((value, i) => value - (b[i] ?? NaN));
      if (expected.paired) {
        const { ci95: pairedInterval, ...pairedExpected } = expected.paired;
        const { interval: bounds, ...pairedNumbers } = pairedT(differences);
        agreeAll(pairedNumbers, pairedExpected);
        bounds.forEach((bound, i) => agree(bound, pairedInterval[i] ?? null, 'ci95'));
      }
      if (expected.wilcoxon) agreeAll({ ...wilcoxon(differences) }, expected.wilcoxon);
    });
  }
});

/** Looks at data: running the same again is the same look, another number of seeds a further one, and all together err at most 5 % of the time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration, type Configuration } from '../experiment/configuration.ts';
import { sample } from '../experiment/sample.ts';
import { alphaOfLook, totalAlpha } from '../experiment/verdict.ts';
import { dataOf, lookAt, parseLooks, withLook, type Look } from './looks.ts';

const base = defaultConfiguration(sample);
const data = (changes: Partial<Configuration> = {}): string => dataOf(sample, { ...base, ...changes });

/** The looks of sessions that are run one after the other, each to its end. */
function run(seeds: readonly number[]): { looks: number[]; ledger: Look[] } {
  let ledger: Look[] = [];
  const looks = seeds.map((count) => {
    const look = lookAt(ledger, data(), count);
    ledger = withLook(ledger, { data: data(), seeds: count, look });
    return look;
  });
  return { looks, ledger };
}

describe('a look', () => {
  it('is the same again where the same is run again, and a further one with other seeds', () => {
    expect(run([8, 8, 16, 8, 16, 32, 4]).looks).toEqual([1, 1, 2, 1, 2, 3, 4]);
  });

  it('has a share of the error of its own, whatever was run in which order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 40 }), (seeds) => {
        const { looks } = run(seeds);
        const bySeeds = new Map(seeds.map((count, index) => [count, looks[index]]));
        expect(looks).toEqual(seeds.map((count) => bySeeds.get(count)));
        const spent = [...bySeeds.values()].map((look) => look ?? 0);
        expect(new Set(spent).size).toBe(spent.length);
        expect(spent.reduce((sum, look) => sum + alphaOfLook(look), 0)).toBeLessThanOrEqual(totalAlpha);
      }),
    );
  });

  it('never gets cheaper', () => {
    const sent = withLook([], { data: data(), seeds: 16, look: 3 });
    const again = withLook(sent, { data: data(), seeds: 16, look: 1 });
    expect(lookAt(again, data(), 16)).toBe(3);
    expect(lookAt(again, data(), 32)).toBe(4);
  });
});

describe('data', () => {
  it('are the same on another device, with other seeds, under other names, and with fewer declared arms', () => {
    const named = base.arms.map((arm) => ({ ...arm, name: `my ${arm.id}` }));
    for (const same of [{ device: 'cpu' as const }, { seeds: 16 }, { arms: named }, { arms: base.arms.slice(1).reverse() }]) {
      expect(data(same)).toBe(data());
    }
  });

  it('are others from another session seed, and under other settings', () => {
    const others = [
      { sessionSeed: 2 },
      { preset: 'large' },
      { values: { learningRate: 0.5 } },
      { steps: 20 },
      { arms: base.arms.map((arm) => ({ ...arm, values: { rate: 0.2 } })) },
      { events: [{ step: 3, arms: ['none'], id: 'rate', value: 0.1 }] },
      { sweep: { hyperparameter: 'learningRate', values: [0.1, 0.2] } },
    ];
    expect(new Set([data(), ...others.map(data)]).size).toBe(1 + others.length);
  });
});

it('a ledger is read back, and nothing else is', () => {
  const { ledger } = run([8, 16]);
  expect(parseLooks(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger);
  expect(parseLooks([{ data: 'a', seeds: 0, look: 1 }])).toEqual([]);
  expect(parseLooks(null)).toEqual([]);
});

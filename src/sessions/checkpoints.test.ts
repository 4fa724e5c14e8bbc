/** What is kept of checkpoints: the last, within the budget, and close enough everywhere that going back never replays much. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sessionsToClear, worthKeeping } from './checkpoints.ts';

/** One checkpoint every ten steps, thinned whenever one comes. */
function grown(count: number, bytes: number, budget: number): { step: number; bytes: number }[] {
  let kept: { step: number; bytes: number }[] = [];
  for (let i = 1; i <= count; i++) kept = worthKeeping([...kept, { step: 10 * i, bytes }], budget);
  return kept;
}

it('keeps the last, ascending, within the budget', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ step: fc.nat(100_000), bytes: fc.integer({ min: 1, max: 60 }) }), { selector: ({ step }) => step }),
      (all) => {
        const kept = worthKeeping(all, 100);
        expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(100);
        expect(kept.map(({ step }) => step)).toEqual(kept.map(({ step }) => step).sort((a, b) => a - b));
        expect(kept.at(-1)?.step).toBe(all.length === 0 ? undefined : Math.max(...all.map(({ step }) => step)));
        for (const one of kept) expect(all).toContain(one);
      },
    ),
  );
});

it('spaces them so that a replay begins no further back than a factor of three, but for the first steps', () => {
  for (const count of [20, 100, 1000]) {
    const steps = grown(count, 1, 100).map(({ step }) => step);
    expect(steps).toHaveLength(8);
    expect(steps.at(-1)).toBe(10 * count);
    for (let i = 0; i < steps.length; i++) {
      const [before, step] = [steps[i - 1] ?? 0, steps[i] ?? 0];
      expect(step <= 3 * before || step <= (10 * count) / 16, steps.join()).toBe(true);
    }
  }
});

it('keeps none that is over the budget alone', () => {
  expect(worthKeeping([{ step: 5, bytes: 101 }], 100)).toEqual([]);
  expect(grown(5, 60, 100)).toEqual([{ step: 50, bytes: 60 }]);
});

it('clears the sessions that were left longest ago, and never the present one', () => {
  const session = (id: string, day: number, bytes: number): { id: string; changed: string; bytes: number } => ({
    id,
    changed: `2026-01-0${day}T00:00:00.000Z`,
    bytes,
  });
  const all = [session('new', 5, 40), session('old', 1, 40), session('empty', 2, 0), session('middle', 3, 40)];
  expect(sessionsToClear(all, 'new', 200)).toEqual([]);
  expect(sessionsToClear(all, 'new', 100)).toEqual(['old']);
  expect(sessionsToClear(all, 'new', 50)).toEqual(['old', 'middle']);
  expect(sessionsToClear(all, 'old', 50)).toEqual(['middle', 'new']);
  expect(sessionsToClear(all, 'old', 10)).toEqual(['middle', 'new']);
});

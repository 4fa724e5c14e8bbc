/** Laws of workers that stay together: whatever their speeds, none is held up for good, none gets far ahead, and none is over before the rest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesAt, limitOf, worthTelling } from './lock-step.ts';

describe('limits', () => {
  it('let workers of any speeds come to the end, near each other, the last step last', () => {
    const speeds = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 4 });
    const aheads = fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(speeds, aheads, fc.integer({ min: 1, max: 300 }), (blocks, windows, total) => {
        const reached = blocks.map(() => 0);
        let told = limitOf(reached, total);
        for (let turn = 0; reached.some((step) => step < total); turn++) {
          expect(turn, 'every round of blocks brings somebody further').toBeLessThan(total * blocks.length + 1);
          blocks.forEach((most, worker) => {
            reached[worker] = Math.min((reached[worker] ?? 0) + most, told, total);
            const ahead = windows[turn % windows.length] ?? 2;
            const next = limitOf(reached, total, ahead);
            if (worthTelling(next, told, total, ahead)) told = next;
            expect(Math.max(...reached) - Math.min(...reached)).toBeLessThanOrEqual(Math.max(...windows));
            if (reached.some((step) => step === total)) expect(Math.min(...reached)).toBeGreaterThanOrEqual(total - 1);
          });
        }
      }),
    );
  });
});

describe('changes', () => {
  const change = (arms: number[], value = 1): { arms: number[]; id: string; value: number } => ({ arms, id: 'rate', value });

  it('land together at the furthest step of the workers that train their arms', () => {
    const workers = [
      { step: 12, arms: [0, 1] },
      { step: 15, arms: [1] },
      { step: 40, arms: [2] },
    ];
    expect(changesAt([change([0]), change([1], 2)], workers, 100)).toEqual([
      { ...change([0]), step: 15 },
      { ...change([1], 2), step: 15 },
    ]);
    expect(changesAt([change([0])], workers, 100)).toEqual([{ ...change([0]), step: 12 }]);
    // Or later, where they are to come later.
    expect(changesAt([change([0])], workers, 100, 30)).toEqual([{ ...change([0]), step: 30 }]);
    expect(changesAt([change([2])], workers, 100, 30)).toEqual([{ ...change([2]), step: 40 }]);
  });

  it('leave out arms that are done, and are none when all are', () => {
    const workers = [
      { step: 100, arms: [0] },
      { step: 60, arms: [1] },
    ];
    expect(changesAt([change([0, 1]), change([0], 2)], workers, 100)).toEqual([
      { ...change([1]), step: 60 },
      { ...change([], 2), step: 60 },
    ]);
    expect(changesAt([change([0])], workers, 100)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPictureBudget } from './picture-budget.ts';

describe('the budget of pictures', () => {
  it('takes the first picture at once, and the next when its time is a fortieth of the training', () => {
    const budget = createPictureBudget();
    expect(budget.affords(0)).toBe(true);
    budget.took(0.1);
    expect(budget.affords(7.9)).toBe(false);
    expect(budget.behind).toBe(true);
    expect(budget.affords(8.1)).toBe(true);
    expect(budget.behind).toBe(false);
  });

  it('never spends more than a fortieth, but for the first picture', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 1e-4, max: 2, noNaN: true }), { maxLength: 60 }),
        (cost, blocks) => {
          const budget = createPictureBudget();
          let [trained, spent, pictures] = [0, 0, 0];
          for (const seconds of blocks) {
            trained += seconds;
            if (!budget.affords(trained)) continue;
            budget.took(cost);
            spent += cost;
            pictures++;
          }
          return pictures <= 1 || spent <= 0.025 * trained + 1e-9;
        },
      ),
    );
  });

  it('catches up: a picture taken when it is over leaves nothing behind', () => {
    const budget = createPictureBudget();
    budget.took(1);
    budget.affords(1);
    expect(budget.behind).toBe(true);
    budget.took(1);
    expect(budget.behind).toBe(false);
  });
});

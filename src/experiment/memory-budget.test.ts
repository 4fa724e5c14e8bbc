import { expect, it } from 'vitest';
import { overBudget } from './memory-budget.ts';

const GiB = 2 ** 30;
const small = { perWorker: 2e8, total: 4e8, largest: 1e7 };

it('has room for what is small, and names what is over', () => {
  expect(overBudget(small, { machine: 8, buffer: null })).toBeNull();
  expect(overBudget(small, { buffer: 128e6 })).toBeNull();
  const worker = { ...small, perWorker: 3.5 * GiB, total: 3.5 * GiB };
  expect(overBudget(worker, { machine: 8, buffer: null })).toEqual({ what: 'worker', bytes: 3.5 * GiB, budget: 3 * GiB });
  // Two workers that each have room may have none together.
  const both = { ...small, perWorker: 2.5 * GiB, total: 5 * GiB };
  expect(overBudget(both, { machine: 8, buffer: null })).toEqual({ what: 'machine', bytes: 5 * GiB, budget: 4 * GiB });
  expect(overBudget({ ...small, total: 3 * GiB }, { buffer: null })?.budget).toBe(2 * GiB);
  expect(overBudget({ ...small, largest: 2e8 }, { machine: 8, buffer: 128e6 })).toEqual({ what: 'tensor', bytes: 2e8, budget: 128e6 });
});

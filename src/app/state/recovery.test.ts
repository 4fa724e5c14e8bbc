import { expect, it } from 'vitest';
import { recovers } from './recovery.ts';

it('goes on by itself after what may pass, as long as it comes further each time', () => {
  expect(recovers([], 'deviceLost', 10)).toBe(true);
  expect(recovers([], 'internal', 10)).toBe(true);
  expect(recovers([10], 'internal', 30)).toBe(true);
  expect(recovers([10], 'internal', 10)).toBe(false);
  expect(recovers([1, 2, 3, 4, 5], 'deviceLost', 100)).toBe(false);
});

it('does not where it has not trained yet, or where the cause stays', () => {
  expect(recovers([], 'internal', -1)).toBe(false);
  expect(recovers([], 'internal', 0)).toBe(false);
  for (const code of ['deviceMissing', 'dataMissing', 'outOfMemory', 'badRequest'] as const) expect(recovers([], code, 10)).toBe(false);
});

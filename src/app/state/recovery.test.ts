import { expect, it } from 'vitest';
import { UnfitStateError } from '../../engine/training/state-form.ts';
import { fromTheStart, recovers, startFailure } from './recovery.ts';

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

it('tells checkpoints that do not fit from other errors, and says that it began at the start instead', () => {
  expect(startFailure(new UnfitStateError('no rows')).code).toBe('checkpointUnfit');
  expect(startFailure(new Error('no module'))).toEqual({ code: 'internal', detail: 'no module' });
  const before = { kind: 'recovery', step: 3, from: 2 } as const;
  const left = { kind: 'resumption', step: 40, from: 30 } as const;
  expect(fromTheStart([before, left])).toEqual([before, { ...left, from: 0, unfit: true }]);
  // A fork of a session that ended was not left anywhere.
  expect(fromTheStart([])).toEqual([]);
});

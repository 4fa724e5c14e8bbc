import { expect, it } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { defaultConfiguration } from '../experiment/configuration.ts';
import type { KeptSession } from './kept-session.ts';
import { nearlyFull, oldestUnstarred, storageUse } from './storage-use.ts';

const session = (id: string, starred = false): KeptSession => ({
  id,
  experiment: dropout.id,
  name: '',
  note: '',
  starred,
  started: `2026-01-0${id}T00:00:00.000Z`,
  changed: `2026-01-0${id}T00:00:00.000Z`,
  configuration: defaultConfiguration(dropout),
  device: null,
  step: 1,
  steps: 2,
  seconds: 1,
  finished: false,
  verdicts: [],
  deleted: null,
});
const size = (measures: number, checkpoints = 0): { measures: number; checkpoints: number } => ({ measures, checkpoints });

it('adds up what sessions take', () => {
  expect(
    storageUse(
      new Map([
        ['1', size(10, 5)],
        ['2', size(1)],
      ]),
    ),
  ).toEqual({ measures: 11, checkpoints: 5 });
  expect(storageUse(new Map())).toEqual({ measures: 0, checkpoints: 0 });
});

it('offers the oldest without a star, until a quarter would be free', () => {
  const sessions = [session('4'), session('2', true), session('1'), session('3')];
  const sizes = new Map([
    ['1', size(10)],
    ['2', size(40)],
    ['3', size(20, 10)],
    ['4', size(20)],
  ]);
  expect(oldestUnstarred(sessions, sizes)).toEqual({ sessions: [session('1'), session('3')], bytes: 40 });
  expect(oldestUnstarred(sessions, sizes, 0.1).sessions.map(({ id }) => id)).toEqual(['1']);
  expect(oldestUnstarred([session('2', true)], sizes)).toEqual({ sessions: [], bytes: 0 });
  expect(oldestUnstarred([], sizes)).toEqual({ sessions: [], bytes: 0 });
});

it('is nearly full at four fifths of the quota, and not where there is none', () => {
  expect(nearlyFull({ usage: 81, quota: 100 })).toBe(true);
  expect(nearlyFull({ usage: 79, quota: 100 })).toBe(false);
  expect(nearlyFull({})).toBe(false);
});

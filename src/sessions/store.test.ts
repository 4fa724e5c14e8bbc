/** Keeping sessions: what is read back is what was kept, people's words survive the next write, deletions can be taken back. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { defaultConfiguration } from '../experiment/configuration.ts';
import { fillRecord, keptMeasures } from './kept-session.ts';
import type { KeptSession } from './kept-session.ts';
import { SessionRecord } from './record.ts';
import { StorageError, openSessionStore } from './store.ts';
import type { SessionStore } from './store.ts';

let name = 0;
let store: SessionStore;
beforeEach(async () => {
  store = await openSessionStore(`test ${++name}`);
});
afterEach(() => {
  store.close();
});

function session(id: string, part: Partial<KeptSession> = {}): KeptSession {
  return {
    id,
    experiment: dropout.id,
    name: '',
    note: '',
    starred: false,
    started: `2026-01-0${id}T00:00:00.000Z`,
    changed: '2026-01-09T00:00:00.000Z',
    configuration: defaultConfiguration(dropout),
    device: { kind: 'wasm', description: '2 WASM workers', software: true, workers: 2 },
    step: 10,
    steps: 100,
    seconds: 1.5,
    finished: false,
    verdicts: [],
    deleted: null,
    ...part,
  };
}

/** A record of two arms and two seeds in which one run lags and one value is not finite. */
function measured(): SessionRecord {
  const record = new SessionRecord(dropout, ['nothing', 'dropout'], 2);
  for (const measure of ['validationLoss', 'evaluatedTrainingLoss']) {
    record.add({ measure, steps: Int32Array.of(0, 5), runs: [0, 1, 2], values: Float32Array.of(1, 2, 3, 4, NaN, 6) });
    record.add({ measure, steps: Int32Array.of(0), runs: [3], values: Float32Array.of(7) });
  }
  return record;
}

it('gives back what was kept, derived measures included', async () => {
  const record = measured();
  await store.keep(session('1'), keptMeasures(record));
  const found = await store.read('1');
  expect(found?.session).toEqual(session('1'));
  const again = new SessionRecord(dropout, ['nothing', 'dropout'], 2);
  fillRecord(again, found?.measures ?? []);
  for (const { id } of record.measures) {
    expect([...again.steps(id)], id).toEqual([...record.steps(id)]);
    for (const run of [0, 1, 2, 3]) {
      expect([...again.values(id, run >> 1, run % 2)], id).toEqual([...record.values(id, run >> 1, run % 2)]);
      expect(again.divergedAt(run)).toBe(record.divergedAt(run));
    }
  }
});

it('lists the latest first, and keeps what a person wrote when the session is written again', async () => {
  for (const id of ['2', '3', '1']) await store.keep(session(id), []);
  await store.describe('2', { name: 'wide', starred: true, note: 'try 256' });
  await store.keep(session('2', { step: 20 }), []);
  expect((await store.list()).map(({ id }) => id)).toEqual(['3', '2', '1']);
  expect((await store.read('2'))?.session).toMatchObject({ name: 'wide', starred: true, note: 'try 256', step: 20 });
});

it('deletes with a way back, until it is told to forget', async () => {
  await store.keep(session('1'), keptMeasures(measured()));
  await store.remove('1', '2026-01-05T00:00:00.000Z');
  expect(await store.list()).toEqual([]);
  await store.restore('1');
  expect(await store.list()).toEqual([session('1')]);
  await store.remove('1', '2026-01-05T00:00:00.000Z');
  await store.forget();
  await store.restore('1');
  expect(await store.list()).toEqual([]);
  expect(await store.read('1')).toBeNull();
});

it('leaves out what is not a session', async () => {
  await store.keep(session('1'), []);
  const database = await openDB(`test ${name}`);
  await database.put('sessions', { id: '2', experiment: 5 }, '2');
  await database.put('measures', 'nonsense', '1');
  database.close();
  expect((await store.list()).map(({ id }) => id)).toEqual(['1']);
  expect((await store.read('1'))?.measures).toEqual([]);
});

it('says that storage is full or closed', async () => {
  const bad = session('1', { device: { kind: 'wasm', description: '', software: true, workers: 1 } });
  store.close();
  await expect(store.keep(bad, [])).rejects.toThrow(StorageError);
  await expect(store.list()).rejects.toMatchObject({ reason: 'closed' });
});

/** Keeping sessions: what is read back is what was kept, people's words survive the next write, deletions can be taken back. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { defaultConfiguration } from '../experiment/configuration.ts';
import type { Checkpoint } from '../worker/protocol.ts';
import { fillRecord, keptMeasures } from './kept-session.ts';
import type { KeptSession } from './kept-session.ts';
import { SessionRecord } from './record.ts';
import { StorageError, openSessionStore } from './store.ts';
import type { SessionStore } from './store.ts';

const original = IDBObjectStore.prototype.put;
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
  await store.forget('2026-01-04T00:00:00.000Z');
  await store.restore('1');
  expect(await store.list()).toEqual([session('1')]);
  await store.remove('1', '2026-01-05T00:00:00.000Z');
  await store.forget('2026-01-06T00:00:00.000Z');
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

/** A checkpoint of two runs with so many numbers in each. */
function checkpoint(step: number, size = 3): Checkpoint {
  const data = Float32Array.from({ length: 2 * size }, (_, i) => Math.fround(Math.sqrt(i + step)));
  const tensors = {
    'parameters/w': { shape: [2, size], dtype: 'float32' as const, data },
    count: { shape: [2], dtype: 'int32' as const, data: Int32Array.of(-1, 7) },
  };
  return { step, populations: [{ step, phase: 0, runs: [0, 1], tensors }] };
}

it('keeps checkpoints to the bit, only those that are wanted, and forgets them with their session', async () => {
  await store.keep(session('1'), []);
  await store.keepCheckpoint('1', checkpoint(10), []);
  await store.keepCheckpoint('1', checkpoint(20), [10]);
  await store.keepCheckpoint('2', checkpoint(5), []);
  expect(await store.checkpoints('1')).toEqual([checkpoint(10), checkpoint(20)]);
  await store.keepCheckpoint('1', checkpoint(30), [20]);
  expect((await store.checkpoints('1')).map(({ step }) => step)).toEqual([20, 30]);
  await store.remove('1', '2026-01-05T00:00:00.000Z');
  expect(await store.checkpoints('1')).toHaveLength(2);
  await store.forget('2027');
  expect(await store.checkpoints('1')).toEqual([]);
  expect(await store.checkpoints('2')).toEqual([checkpoint(5)]);
  await store.dropCheckpoints();
  expect(await store.checkpoints('2')).toEqual([]);
});

it('leaves out checkpoints that are damaged', async () => {
  await store.keepCheckpoint('1', checkpoint(10), []);
  const database = await openDB(`test ${name}`);
  const short = { shape: [2, 3], dtype: 'float32', data: new Float32Array(5) };
  await database.put('checkpoints', { step: 20, populations: [{ step: 20, phase: 0, runs: [0, 1], tensors: { w: short } }] }, ['1', 20]);
  await database.put('checkpoints', 'nonsense', ['1', 30]);
  database.close();
  expect(await store.checkpoints('1')).toEqual([checkpoint(10)]);
});

it('tells the size of each session', async () => {
  await store.keep(session('1'), keptMeasures(measured()));
  await store.keep(session('2'), []);
  await store.keepCheckpoint('2', checkpoint(10), []);
  const sizes = await store.sizes();
  // Two measures of two steps and four runs that have something, 4 bytes a number.
  expect(sizes.get('1')).toEqual({ measures: 2 * (2 * 4 + 2 * 4 * 4), checkpoints: 0 });
  expect(sizes.get('2')).toEqual({ measures: 0, checkpoints: 6 * 4 + 2 * 4 });
});

it('opens what an earlier version kept, with its measures, and keeps checkpoints beside it', async () => {
  const old = `earlier ${name}`;
  const earlier = await openDB(old, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('sessions');
      fresh.createObjectStore('measures');
    },
  });
  const measures = keptMeasures(measured());
  await earlier.put('sessions', session('1', { name: 'wide' }), '1');
  await earlier.put('measures', measures, '1');
  earlier.close();
  const opened = await openSessionStore(old);
  expect(await opened.read('1')).toEqual({ session: session('1', { name: 'wide' }), measures });
  expect((await opened.sizes()).get('1')).toEqual({ measures: 2 * (2 * 4 + 2 * 4 * 4), checkpoints: 0 });
  await opened.keepCheckpoint('1', checkpoint(10), []);
  expect(await opened.checkpoints('1')).toEqual([checkpoint(10)]);
  opened.close();
});

it('says that a page of an earlier version has it open, and lets a later one have it', async () => {
  const earlier = await openDB(`open ${name}`, 1);
  await expect(openSessionStore(`open ${name}`)).rejects.toMatchObject({ reason: 'blocked' });
  earlier.close();
  const later = await openDB(`test ${name}`, 99);
  later.close();
  await expect(store.list()).rejects.toMatchObject({ reason: 'closed' });
});

it('makes room at the cost of the checkpoints of other sessions, once, and then says that it is full', async () => {
  await store.keep(session('1'), []);
  await store.keep(session('2'), []);
  await store.keepCheckpoint('1', checkpoint(10), []);
  let refusals = 1;
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown, key) {
    if (this.name === 'measures' && refusals-- > 0) throw new DOMException('no room', 'QuotaExceededError');
    return original.call(this, value, key);
  });
  await store.keep(session('2', { step: 50 }), []);
  expect((await store.read('2'))?.session.step).toBe(50);
  expect(await store.checkpoints('1')).toEqual([]);
  refusals = 5;
  await expect(store.keep(session('2', { step: 60 }), [])).rejects.toMatchObject({ reason: 'full' });
  put.mockRestore();
  expect((await store.read('2'))?.session.step).toBe(50);
});

it('deletes for good where there is no room to remember that it was deleted', async () => {
  await store.keep(session('1'), keptMeasures(measured()));
  await store.keepCheckpoint('1', checkpoint(10), []);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  expect(await store.remove('1', '2026-01-05T00:00:00.000Z')).toBe(false);
  put.mockRestore();
  await store.restore('1');
  expect(await store.list()).toEqual([]);
  expect(await store.checkpoints('1')).toEqual([]);
  await store.keep(session('2'), []);
  expect(await store.remove('2', '2026-01-05T00:00:00.000Z')).toBe(true);
  await store.restore('2');
  expect((await store.list()).map(({ id }) => id)).toEqual(['2']);
});

it('says that storage is closed', async () => {
  const bad = session('1', { device: { kind: 'wasm', description: '', software: true, workers: 1 } });
  store.close();
  await expect(store.keep(bad, [])).rejects.toThrow(StorageError);
  await expect(store.list()).rejects.toMatchObject({ reason: 'closed' });
});

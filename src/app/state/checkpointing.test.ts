/** When checkpoints are taken, and how many are kept, by a clock of the test's own. */
import { beforeEach, describe, expect, it } from 'vitest';
import { sessionBudget } from '../../sessions/checkpoints.ts';
import type { Checkpoint } from '../../worker/protocol.ts';
import { Checkpointing, type CheckpointStore, type Clock } from './checkpointing.svelte.ts';

/** Milliseconds. */
let time = 0;
let waiting: { at: number; act: () => void }[] = [];
const clock: Clock = {
  now: () => time,
  after: (milliseconds, act) => {
    const one = { at: time + milliseconds, act };
    waiting.push(one);
    return () => (waiting = waiting.filter((other) => other !== one));
  },
};

/** Steps of what the store holds, and how often anything was copied. */
let kept: number[] = [];
let copies = 0;
const store: CheckpointStore = {
  checkpoints: () => Promise.resolve([]),
  keepCheckpoint: (_, { step }, beside) => {
    kept = [...kept.filter((one) => beside.includes(one)), step];
    return Promise.resolve();
  },
};

const checkpoint = (step: number, bytes = 4): Checkpoint => ({
  step,
  populations: [
    { step, phase: 0, runs: [0], tensors: { weights: { shape: [bytes / 4], dtype: 'float32', data: new Float32Array(bytes / 4) } } },
  ],
});

let step = 0;
let bytes = 4;
const running = {
  checkpoint: () => {
    copies++;
    return Promise.resolve(checkpoint(step, bytes));
  },
};

/** Time passes, and what waited for it happens. */
async function pass(milliseconds: number): Promise<void> {
  time += milliseconds;
  const due = waiting.filter(({ at }) => at <= time);
  waiting = waiting.filter(({ at }) => at > time);
  for (const { act } of due) act();
  await settled();
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

let checkpoints: Checkpointing;
beforeEach(() => {
  [time, waiting, kept, copies, step, bytes] = [0, [], [], 0, 0, 4];
  checkpoints = new Checkpointing('session', store, clock);
  checkpoints.begin(running);
});

/** As the page is told of progress. */
async function tell(state: 'running' | 'paused' | 'done', at: number): Promise<void> {
  step = at;
  checkpoints.consider(running, { state, step: at });
  await settled();
}

describe('while it trains', () => {
  it('a checkpoint is taken every 10 seconds at most, however often progress is told', async () => {
    for (let tenth = 0; tenth < 600; tenth++) {
      await pass(100);
      await tell('running', tenth + 1);
    }
    expect(copies).toBe(6);
    expect(checkpoints.list.map((one) => one.step)).toEqual([100, 200, 300, 400, 500, 600]);
    expect(kept).toEqual([100, 200, 300, 400, 500, 600]);
  });

  it('none is taken again of a step that has one', async () => {
    await pass(10_000);
    await tell('running', 5);
    await pass(10_000);
    await tell('running', 5);
    expect(copies).toBe(1);
  });

  it('only one is under way at a time', async () => {
    let finish: (one: Checkpoint) => void = () => undefined;
    let asked = 0;
    const slow = {
      checkpoint: () => {
        asked++;
        return new Promise<Checkpoint>((resolve) => (finish = resolve));
      },
    };
    time = 10_000;
    checkpoints.consider(slow, { state: 'running', step: 1 });
    time = 60_000;
    checkpoints.consider(slow, { state: 'running', step: 2 });
    expect(asked).toBe(1);
    finish(checkpoint(1));
    await settled();
    // The next is due 10 seconds after the last had come.
    time = 69_999;
    checkpoints.consider(slow, { state: 'running', step: 3 });
    expect(asked).toBe(1);
    time = 70_000;
    checkpoints.consider(slow, { state: 'running', step: 3 });
    expect(asked).toBe(2);
  });
});

describe('where it stands still', () => {
  it('a checkpoint comes a second after the last, by itself', async () => {
    await pass(300);
    await tell('paused', 7);
    expect(copies).toBe(0);
    await pass(699);
    expect(copies).toBe(0);
    await pass(1);
    expect(copies).toBe(1);
    await tell('paused', 7);
    await pass(60_000);
    expect(copies).toBe(1);
  });

  it('and none once it goes on before', async () => {
    await pass(300);
    await tell('paused', 7);
    await tell('running', 8);
    await pass(5000);
    expect(copies).toBe(0);
  });
});

describe('the budget', () => {
  it('holds: at most 64 MB, the last among them and the others spread from the start', async () => {
    bytes = sessionBudget / 4;
    for (let turn = 1; turn <= 30; turn++) {
      await pass(10_000);
      await tell('running', turn * 10);
      const all = checkpoints.list.reduce((sum, one) => sum + (one.populations[0]?.tensors['weights']?.data.byteLength ?? 0), 0);
      expect(all).toBeLessThanOrEqual(sessionBudget);
      expect(checkpoints.list.at(-1)?.step).toBe(turn * 10);
      expect(kept).toEqual(checkpoints.list.map((one) => one.step));
    }
    expect(checkpoints.list).toHaveLength(4);
    expect(checkpoints.list[0]?.step).toBeLessThan(150);
  });

  it('of one that is over it alone nothing is kept, nor taken again', async () => {
    bytes = sessionBudget + 4;
    await pass(10_000);
    await tell('running', 1);
    await pass(10_000);
    await tell('running', 2);
    await checkpoints.end();
    expect(copies).toBe(1);
    expect(checkpoints.list).toEqual([]);
    expect(kept).toEqual([]);
  });
});

it('the end is taken whole, also where its step has a checkpoint already', async () => {
  await pass(10_000);
  await tell('running', 20);
  await checkpoints.end();
  expect(copies).toBe(2);
  expect(checkpoints.list.map((one) => one.step)).toEqual([20]);
});

it('others take the place of all, also of what is still being read', async () => {
  let found: (list: Checkpoint[]) => void = () => undefined;
  const slow: CheckpointStore = { ...store, checkpoints: () => new Promise((resolve) => (found = resolve)) };
  const reopened = new Checkpointing('session', slow, clock);
  const loading = reopened.load();
  reopened.replace([checkpoint(3), checkpoint(9)]);
  found([checkpoint(5)]);
  await loading;
  await settled();
  expect((await reopened.all()).map((one) => one.step)).toEqual([3, 9]);
  expect(kept).toEqual([3, 9]);
});

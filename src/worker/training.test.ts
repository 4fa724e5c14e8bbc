/** The worker's side of the protocol, with the real engine: what is told when, and what commands do. */
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../cli/wire.ts';
import { memory } from '../engine/device/read.ts';
import { createDriver, measured, request, tiny } from './testing/driver.ts';

const milliseconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const stepsOf = (values: Map<string, number>, prefix: string): number[] =>
  [...values.keys()].filter((key) => key.startsWith(`${prefix} at `)).map((key) => Number(key.split(' at ')[1]));

/** Everything measured in an undisturbed session. */
async function whole(): Promise<Map<string, number>> {
  const driver = createDriver();
  driver.send(request());
  await driver.next('done');
  driver.send({ type: 'stop' });
  return measured(driver);
}

describe('a session', () => {
  it('says what runs, streams every measure of every run once, and says when it is done', async () => {
    const driver = createDriver();
    driver.send(request());
    const started = await driver.next('started');
    expect(started.device).toEqual({ kind: 'cpu', description: '', software: true, workers: 1 });
    expect(started.parameters).toBe(2 * 3 + 3 + 3 * 3 + 3 + 3 * 2 + 2);
    expect(started.step).toBe(0);
    // Batches of 4, and three times the products of 2 → 3 → 3 → 2 for each example.
    const work = { examples: 4, trainingExamples: 10, multiplyAdds: 4 * 3 * (2 * 3 + 3 * 3 + 3 * 2) };
    expect(started.work).toEqual([0, 1].map((arm) => ({ arm, ...work })));
    expect((await driver.next('done')).step).toBe(50);
    const values = measured(driver);
    for (const run of [0, 1, 2, 3]) {
      expect(stepsOf(values, `trainingLoss of run ${run}`)).toEqual(upTo(50));
      expect(stepsOf(values, `validationLoss of run ${run}`)).toEqual([0, ...upTo(25).map((i) => 2 * i)]);
    }
    // 4 runs: 50 minibatch losses and 26 evaluations of six measures each; the gap is derived, so nobody sends it.
    expect(values.size).toBe(4 * (50 + 26 * 4 + 2));
    expect([...values.values()].every(Number.isFinite)).toBe(true);
    const steps = driver.all('measures').map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    driver.send({ type: 'stop' });
  });

  it('gives the same numbers again', async () => {
    expect(await whole()).toEqual(await whole());
  });
});

describe('commands', () => {
  it('a step before training has started takes exactly so many steps and pauses', async () => {
    const driver = createDriver();
    driver.send(request());
    driver.send({ type: 'step', count: 3 });
    expect((await driver.next('paused')).step).toBe(3);
    driver.send({ type: 'step', count: 4 });
    expect((await driver.next('paused')).step).toBe(7);
    expect(stepsOf(measured(driver), 'trainingLoss of run 3')).toEqual(upTo(7));
    driver.send({ type: 'resume' });
    expect((await driver.next('resumed')).step).toBe(7);
    expect((await driver.next('done')).step).toBe(50);
    expect(measured(driver)).toEqual(await whole());
    driver.send({ type: 'stop' });
  });

  it('a pause holds until resumed', async () => {
    const driver = createDriver();
    driver.send(request());
    await driver.next('measures');
    driver.send({ type: 'pause' });
    const { step } = await driver.next('paused');
    expect(step).toBeLessThan(50);
    // The block under way has arrived before.
    const count = driver.messages.length;
    await milliseconds(50);
    expect(driver.messages).toHaveLength(count);
    driver.send({ type: 'pause' });
    expect(driver.messages).toHaveLength(count);
    driver.send({ type: 'resume' });
    await driver.next('done');
    expect(measured(driver)).toEqual(await whole());
    driver.send({ type: 'stop' });
  });

  it('watching sends probes within their budget, the newest where it pauses, at once while paused, and none when it ends', async () => {
    const driver = createDriver();
    driver.send(request());
    driver.send({ type: 'watch', probes: ['boundary'] });
    driver.send({ type: 'step', count: 5 });
    await driver.next('paused');
    const pictured = driver.all('probe').map(({ result }) => result.step);
    // Steps this small give pictures no time but for the first; pausing brings what was left out.
    expect(pictured[0]).toBe(0);
    expect(pictured.at(-1)).toBeGreaterThanOrEqual(4);
    driver.send({ type: 'watch', probes: ['boundary'] });
    const { id, result } = await driver.next('probe').then(async (first) => {
      let last = first;
      while (last.result.step < 5) last = await driver.next('probe');
      return last;
    });
    expect(id).toBe('boundary');
    if (result.kind !== 'grid') throw new Error(`a boundary drawn as ${result.kind}`);
    expect(result.step).toBe(5);
    expect([...result.runs].sort()).toEqual([0, 1, 2, 3]);
    expect(result.values).toHaveLength(4 * result.width * result.height);
    expect(result.values.every((p) => p >= 0 && p <= 1)).toBe(true);
    expect(result.points).toHaveLength(4 * 10 * 3);
    const count = driver.all('probe').length;
    driver.send({ type: 'watch', probes: [] });
    driver.send({ type: 'resume' });
    await driver.next('done');
    expect(driver.all('probe')).toHaveLength(count);
    driver.send({ type: 'watch', probes: ['boundary'] });
    expect((await driver.next('probe')).result.step).toBe(50);
    driver.send({ type: 'stop' });
  });

  it('a checkpoint, sent as text and back, continues in another worker to the bit', async () => {
    const first = createDriver();
    first.send(request());
    first.send({ type: 'step', count: 17 });
    await first.next('paused');
    first.send({ type: 'checkpoint' });
    const { checkpoint } = await first.next('checkpoint');
    first.send({ type: 'stop' });
    expect(checkpoint.step).toBe(17);
    const text = JSON.stringify(encodeCheckpoint(checkpoint));
    const second = createDriver();
    second.send(request({ checkpoint: decodeCheckpoint(JSON.parse(text) as ReturnType<typeof encodeCheckpoint>) }));
    second.send({ type: 'step', count: 3 });
    expect((await second.next('started')).step).toBe(17);
    expect((await second.next('paused')).step).toBe(20);
    second.send({ type: 'resume' });
    await second.next('done');
    const [resumed, expected] = [measured(second), await whole()];
    expect(resumed.size).toBeGreaterThan(0);
    expect(resumed).toEqual(new Map([...expected].filter(([key]) => Number(key.split(' at ')[1]) > 17)));
    second.send({ type: 'stop' });
  });

  it('stopping ends the stream and frees everything', async () => {
    // What earlier sessions held goes once they have read that they are stopped.
    await milliseconds(100);
    const before = memory().tensors;
    const driver = createDriver();
    driver.send(request({ steps: 50 }));
    await driver.next('measures');
    expect(memory().tensors).toBeGreaterThan(before);
    driver.send({ type: 'stop' });
    await milliseconds(100);
    const count = driver.messages.length;
    expect(driver.all('done')).toEqual([]);
    expect(memory().tensors).toBe(before);
    await milliseconds(50);
    expect(driver.messages).toHaveLength(count);
  });

  it('an inspection tells memory, equal traces, and no reads', async () => {
    const driver = createDriver();
    driver.send(request());
    driver.send({ type: 'step', count: 4 });
    await driver.next('paused');
    driver.send({ type: 'inspect' });
    const { inspection } = await driver.next('inspection');
    expect(inspection.tensors).toBeGreaterThan(0);
    expect(inspection.trace[0].some((line) => line.startsWith('AdamwUpdate'))).toBe(true);
    expect(inspection.hostReads).toBe(0);
    driver.send({ type: 'stop' });
  });
});

describe('arms of two structures', () => {
  const arms = [
    { id: 'nothing', values: tiny },
    { id: 'dropout', values: { ...tiny, width: 5 } },
  ];

  it('are two populations that advance in lock step and pause at the same step', async () => {
    const driver = createDriver();
    driver.send(request({ arms }));
    driver.send({ type: 'step', count: 7 });
    expect((await driver.next('paused')).step).toBe(7);
    const paused = measured(driver);
    for (const run of [0, 1, 2, 3]) expect(stepsOf(paused, `trainingLoss of run ${run}`)).toEqual(upTo(7));
    driver.send({ type: 'resume' });
    await driver.next('done');
    const latest = new Map<string, number>();
    for (const { blocks } of driver.all('measures')) {
      for (const { measure, runs, steps } of blocks) if (measure === 'trainingLoss') latest.set(runs.join(), steps.at(-1) ?? 0);
      // Evaluated every two steps, and a block never crosses an evaluation.
      if (latest.size === 2) expect(Math.max(...latest.values()) - Math.min(...latest.values())).toBeLessThanOrEqual(2);
    }
    expect([...latest.keys()].sort()).toEqual(['0,1', '2,3']);
    driver.send({ type: 'checkpoint' });
    expect((await driver.next('checkpoint')).checkpoint.populations).toHaveLength(2);
    driver.send({ type: 'stop' });
  });

  it('have the numbers they have alone', async () => {
    const [both, alone] = [createDriver(), createDriver()];
    both.send(request({ arms }));
    await both.next('done');
    both.send({ type: 'stop' });
    alone.send(request({ arms, runs: [{ run: 3, arm: 1, seed: 1 }] }));
    await alone.next('done');
    alone.send({ type: 'stop' });
    const own = new Map([...measured(both)].filter(([key]) => key.includes(' of run 3 ')));
    expect(own.size).toBeGreaterThan(50);
    expect(measured(alone)).toEqual(own);
  });
});

describe('what goes wrong arrives as one message', () => {
  const failure = async (changes: Parameters<typeof request>[0]): Promise<{ code: string; detail: string }> => {
    const driver = createDriver();
    driver.send(request(changes));
    await expect(driver.next('done')).rejects.toThrow();
    const failures = driver.all('failed');
    expect(failures).toHaveLength(1);
    return failures[0]?.error ?? { code: '', detail: '' };
  };

  it('an experiment that is not there', async () => {
    expect((await failure({ experiment: 'nothing' })).detail).toContain('there is no experiment nothing');
  });

  it('data that cannot be fetched', async () => {
    const arms = [{ id: 'nothing', values: { ...tiny, dataSet: 'fashion-mnist', width: 2 } }];
    const error = await failure({ arms, runs: [{ run: 0, arm: 0, seed: 0 }] });
    expect(error.code).toBe('dataMissing');
    expect(error.detail).toContain('http://127.0.0.1:1/data/fashion-mnist.bin');
  });

  it('a device that is not there', async () => {
    expect((await failure({ device: 'webgpu' })).code).toBe('deviceMissing');
  });

  it('a checkpoint of other settings', async () => {
    const arms = [{ id: 'nothing', values: tiny }];
    const error = await failure({
      arms,
      runs: [{ run: 0, arm: 0, seed: 0 }],
      checkpoint: { step: 1, populations: [{ runs: [0], step: 1, phase: 0, tensors: {} }] },
    });
    expect(error.detail).toContain('the checkpoint does not fit this program');
  });

  it('a probe that is not there', async () => {
    const driver = createDriver();
    driver.send(request());
    driver.send({ type: 'watch', probes: ['crystal ball'] });
    await expect(driver.next('done')).rejects.toThrow('there is no probe crystal ball');
  });
});

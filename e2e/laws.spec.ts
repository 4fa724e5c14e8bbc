/** What the engine promises, in a real browser on both devices: it learns, leaks nothing, repeats to the bit, and does not depend on its neighbours. */
import { catalogue } from '../experiments/catalogue.ts';
import { defaultConfiguration } from '../src/experiment/configuration.ts';
import type { Driver } from '../src/cli/driver.ts';
import { expect, test } from './fixtures.ts';
import { bitsOf, curve, mean, requestOf, run, small } from './sessions.ts';

const devices = ['webgpu', 'wasm'] as const;

for (const device of devices) {
  test(`the training loss falls on ${device}`, async ({ driver }) => {
    const session = await run(driver, small({ device, steps: 60 }));
    expect(session.device.kind).toBe(device);
    for (const seed of [0, 1]) {
      const loss = curve(session, 'trainingLoss', 'nothing', seed);
      expect(loss).toHaveLength(60);
      expect(mean(loss.slice(-10))).toBeLessThan(0.8 * mean(loss.slice(0, 10)));
    }
  });

  test(`tensors and buffers are as many after 500 steps as after 50 on ${device}`, async ({ driver }) => {
    const session = await pausedSession(driver, small({ device, steps: 100_000 }));
    await session.step(50);
    // An inspection itself takes eager steps, whose buffers the pool keeps: the first is not counted.
    await session.inspect();
    await session.step(50);
    const early = await session.inspect();
    await session.step(450);
    const late = await session.inspect();
    const counts = (list: typeof early): object[] => list.map(({ tensors, gpuBuffers, bytes }) => ({ tensors, gpuBuffers, bytes }));
    expect(counts(late)).toEqual(counts(early));
    expect(early[0]?.tensors).toBeGreaterThan(0);
    if (device === 'webgpu') expect(early[0]?.gpuBuffers).toBeGreaterThan(0);
    await session.stop();
  });

  test(`the same seed gives the same curves to the bit on ${device}, another one does not`, async ({ driver }) => {
    const first = await run(driver, small({ device }));
    const second = await run(driver, small({ device }));
    const other = await run(driver, small({ device, sessionSeed: 2 }));
    for (const arm of ['nothing', 'dropout']) {
      expect(bitsOf(second, arm, 1)).toEqual(bitsOf(first, arm, 1));
      expect(bitsOf(other, arm, 1)).not.toEqual(bitsOf(first, arm, 1));
    }
    expect(bitsOf(first, 'dropout', 0)).not.toEqual(bitsOf(first, 'dropout', 1));
  });

  test(`a run alone, among 16 and split over two workers gives the same bits on ${device}`, async ({ driver }) => {
    const among = await run(driver, small({ device, seeds: 8 }), { workers: 1 });
    const alone = await run(driver, small({ device, seeds: 1, arms: [{ id: 'dropout', values: {} }] }), { workers: 1, seedIndices: [3] });
    const split = await run(driver, small({ device, seeds: 8 }), { workers: 2 });
    expect(bitsOf(alone, 'dropout', 0)).toEqual(bitsOf(among, 'dropout', 3));
    for (const arm of ['nothing', 'dropout']) {
      for (let seed = 0; seed < 8; seed++) expect(bitsOf(split, arm, seed)).toEqual(bitsOf(among, arm, seed));
    }
  });
}

test('WebGPU agrees with WASM within 1e-3 over the first 20 steps with dropout on', async ({ driver }) => {
  const [gpu, cpu] = [await run(driver, small({ device: 'webgpu' })), await run(driver, small({ device: 'wasm' }))];
  for (const seed of [0, 1]) {
    const [a, b] = [curve(gpu, 'trainingLoss', 'dropout', seed), curve(cpu, 'trainingLoss', 'dropout', seed)];
    expect(a).toHaveLength(20);
    a.forEach((value, step) => expect(Math.abs(value / (b[step] ?? NaN) - 1), `step ${step}`).toBeLessThan(1e-3));
  }
});

// Every other preset is held to the same in Node, where it costs less.
for (const experiment of catalogue) {
  const [preset] = experiment.presets;
  for (const device of devices) {
    test(`steps of ${experiment.id} call the same kernels, read nothing back and are recorded on ${device}`, async ({ driver }) => {
      // A transformer's kernels are compiled for a software GPU here, which takes most of the time.
      test.slow();
      // So many that a small network is not done before it is paused.
      const session = await pausedSession(driver, { ...defaultConfiguration(experiment, preset?.id), steps: 1_000_000, seeds: 1, device });
      // What is made once, on first use, is made by then: the next two are steps 5 and 6.
      await session.step(4);
      const inspections = await session.inspect();
      expect(inspections.length).toBeGreaterThan(0);
      for (const { trace, hostReads, recordings } of inspections) {
        expect(trace[0].length).toBeGreaterThan(0);
        expect(trace[1]).toEqual(trace[0]);
        expect(hostReads).toBe(0);
        expect(recordings.flatMap(({ reason }) => reason ?? [])).toEqual([]);
        expect(recordings.some(({ dispatches }) => dispatches !== null && dispatches < trace[0].length)).toBe(true);
      }
      await session.stop();
    });
  }
}

/** A session that stands still; `step` resolves when its steps are done. */
async function pausedSession(driver: Driver, configuration: ReturnType<typeof small>) {
  let tell: () => void = () => undefined;
  const told = (): Promise<void> => new Promise((resolve) => (tell = resolve));
  let wanted = 'running';
  let there = told();
  const session = await driver.start(requestOf(configuration), {
    progress: ({ state }) => {
      if (state === wanted) tell();
    },
  });
  await there;
  wanted = 'paused';
  there = told();
  await session.pause();
  await there;
  return {
    inspect: () => session.inspect(),
    stop: () => session.stop(),
    step: async (count: number) => {
      there = told();
      await session.step(count);
      await there;
    },
  };
}

/** Several updates in each step: the same training as one update a step, counted in larger units. */
import { expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { bitsOf, collect, setting, smallProgram, startTraining } from '../testing/runs.ts';
import type { Training } from '../testing/runs.ts';

const runs = [setting(0), setting(1, { learningRate: 0.1 })];

/** 12 updates with batches of 4: in 12 steps, or in fewer of several updates each. */
const start = (updates: number, options = {}): Promise<Training> =>
  startTraining(runs, smallProgram({ batchSize: 4, steps: 12 / updates, evaluateEvery: 6 / updates, updates, probe: false }), options);

async function stateOf({ trainer }: Training): Promise<Record<string, string>> {
  const { tensors } = await trainer.checkpoint();
  return Object.fromEntries(Object.entries(tensors).map(([path, { data }]) => [path, bitsOf(data)]));
}

onDevices(['cpu', 'wasm'], () => {
  it('ends in the same state, bit by bit, and streams means over the updates', async () => {
    const single = await start(1);
    const losses = (await collect(single.trainer, 2)).get('trainingLoss');
    const wanted = await stateOf(single);
    single.dispose();

    const grouped = await start(3);
    const series = await collect(grouped.trainer, 2);
    expect(await stateOf(grouped)).toEqual(wanted);
    const means = series.get('trainingLoss');
    expect(means?.steps).toEqual([1, 2, 3, 4]);
    means?.runs.forEach((run, r) =>
      run.forEach((mean, step) => {
        const [a = NaN, b = NaN, c = NaN] = losses?.runs[r]?.slice(3 * step, 3 * step + 3) ?? [];
        expect(mean).toBeCloseTo((a + b + c) / 3, 6);
      }),
    );
    expect(series.get('validation/loss')?.steps).toEqual([0, 2, 4]);
    grouped.dispose();
  });

  it('continues from a checkpoint in the middle, whose updates it counts', async () => {
    const whole = await start(3);
    await collect(whole.trainer, 2);
    const wanted = await stateOf(whole);
    whole.dispose();

    const first = await start(3);
    await collect(first.trainer, 2, { request: { maxSteps: 1 }, goOn: (step) => step < 3 });
    const from = await first.trainer.checkpoint();
    first.dispose();
    expect(from.step).toBe(3);
    const second = await start(3, { from });
    await collect(second.trainer, 2);
    expect(await stateOf(second)).toEqual(wanted);
    second.dispose();
  });

  it('traces all updates of a step', async () => {
    const [single, grouped] = [await start(1), await start(3)];
    const one = single.trainer.traceStep().lines;
    single.trainer.traceStep();
    grouped.trainer.traceStep();
    expect(grouped.trainer.step).toBe(1);
    expect(grouped.trainer.traceStep().lines.length).toBe(3 * single.trainer.traceStep().lines.length);
    expect(one.length).toBeGreaterThan(0);
    single.dispose();
    grouped.dispose();
  });
});

/** Law of checkpoints: a run that continues from one, in a fresh trainer, gives the bits it would have given without the break. */
import { describe, expect, it } from 'vitest';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import { collect, outcomes, setting, smallProgram, startTraining } from '../testing/runs.ts';
import type { Outcome, SmallOptions, Training } from '../testing/runs.ts';
import { sgd } from '../optimizers/sgd.ts';
import type { HostState } from './host-state.ts';
import { UnfitStateError } from './state-form.ts';

const runs = [setting(0, { dropout: 0 }), setting(1, { dropout: 0.4, learningRate: 0.05 }), setting(2)];

/** Training from a checkpoint; without one, from the start. */
async function begin(options: SmallOptions, from?: HostState, of = runs): Promise<Training> {
  return startTraining(of, smallProgram(options), from ? { from } : {});
}

/** The outcomes without the measures, which cover only the steps since a break. */
function endOf(outcome: Outcome | undefined): Outcome {
  return Object.fromEntries(Object.entries(outcome ?? {}).filter(([name]) => !name.includes(' at ')));
}

/** A checkpoint of a training stopped after `steps` steps. */
async function checkpointAt(steps: number, options: SmallOptions): Promise<HostState> {
  const training = await begin(options);
  let left = steps;
  const blocks = training.trainer.blocks({ maxSteps: left });
  for (await blocks.next(); left > 0; left = steps - training.trainer.step) await blocks.next({ maxSteps: left });
  await blocks.return();
  const state = await training.trainer.checkpoint();
  training.dispose();
  return state;
}

/** The state after the last step. */
async function endState(training: Training): Promise<HostState> {
  await outcomes(training);
  const state = await training.trainer.checkpoint();
  training.dispose();
  return state;
}

describe('continuing from a checkpoint', () => {
  onDevices(allDevices, (kind) => {
    const options: SmallOptions = kind === 'webgpu' ? { width: 4, steps: 12, evaluateEvery: 6, validation: 12 } : { steps: 30 };
    const breaks = kind === 'webgpu' ? [5] : [1, 10, 17];

    it('gives the bits of an uninterrupted training', { timeout: 60_000 }, async () => {
      const whole = await begin(options);
      const series = await collect(whole.trainer, runs.length);
      const expected = await outcomes(whole);
      whole.dispose();
      for (const at of breaks) {
        const state = await checkpointAt(at, options);
        expect(state.step).toBe(at);
        const rest = await begin(options, state);
        expect(rest.trainer.step).toBe(at);
        const resumed = await collect(rest.trainer, runs.length);
        for (const [measure, { steps, runs: values }] of series) {
          const first = steps.findIndex((step) => step > at);
          expect(resumed.get(measure)?.steps).toEqual(steps.slice(first));
          expect(resumed.get(measure)?.runs).toEqual(values.map((run) => run.slice(first)));
        }
        expect((await outcomes(rest)).map(endOf)).toEqual(expected.map(endOf));
        rest.dispose();
      }
    });
  });

  onDevices(hostDevices, () => {
    it('leaves the checkpoint as it was, to be continued from again', async () => {
      const state = await checkpointAt(7, {});
      const kept = structuredClone(state);
      const ends: Outcome[][] = [];
      for (let time = 0; time < 2; time++) {
        const rest = await begin({}, state);
        ends.push(await outcomes(rest));
        rest.dispose();
      }
      expect(state).toEqual(kept);
      expect(ends[1]).toEqual(ends[0]);
    });

    it('leaves the training it was taken from as it was', async () => {
      const [disturbed, plain] = [await begin({}), await begin({})];
      const blocks = disturbed.trainer.blocks({ maxSteps: 3 });
      for (let next = await blocks.next(); !next.done; next = await blocks.next({ maxSteps: 3 })) await disturbed.trainer.checkpoint();
      expect((await outcomes(disturbed)).map(endOf)).toEqual((await outcomes(plain)).map(endOf));
      disturbed.dispose();
      plain.dispose();
    });

    it('does not repeat the evaluation of the step it starts from', async () => {
      const rest = await begin({}, await checkpointAt(10, {}));
      const series = await collect(rest.trainer, runs.length);
      expect(series.get('validation/loss')?.steps).toEqual([20]);
      expect(series.get('trainingLoss')?.steps[0]).toBe(11);
      rest.dispose();
    });

    it('is over at once from a checkpoint of the last step', async () => {
      const rest = await begin({}, await checkpointAt(20, {}));
      expect((await collect(rest.trainer, runs.length)).size).toBe(0);
      rest.dispose();
    });
  });
});

describe('a checkpoint that moves to another device', () => {
  it.each([
    ['cpu', 'wasm'],
    ['wasm', 'cpu'],
  ] as const)('from %s to %s, keeps every bit of its state and trains on to numbers within rounding', async (before, after) => {
    const { startDevice } = await import('../device/device.ts');
    await startDevice(before);
    const expected = await endState(await begin({}));
    const state = await checkpointAt(7, {});
    await startDevice(after);
    const moved = await begin({}, state);
    expect(await moved.trainer.checkpoint()).toEqual(state);
    const end = await endState(moved);
    expect(Object.keys(end.tensors)).toEqual(Object.keys(expected.tensors));
    for (const [name, { data }] of Object.entries(expected.tensors)) {
      data.forEach((value, i) => expect(end.tensors[name]?.data[i], `${name} ${i}`).toBeCloseTo(value, 3));
    }
  });
});

describe('a checkpoint that does not fit', () => {
  onDevices(['wasm'], () => {
    it('is refused with a sentence that names what differs', async () => {
      const state = await checkpointAt(2, {});
      await expect(begin({ width: 7 }, state)).rejects.toThrow(/checkpoint does not fit this program at parameters\/hidden1\/weights/);
      await expect(begin({}, state, runs.slice(1))).rejects.toThrow(/checkpoint does not fit this program/);
      const momentum = { optimizer: sgd({ learningRate: 'learningRate', momentum: 0.9 }) };
      await expect(begin(momentum, state)).rejects.toThrow(/checkpoint does not fit this program: it lacks optimizer\/velocity/);
      const velocity = { ...state.tensors, 'optimizer/velocity': { shape: [3], dtype: 'float32' as const, data: new Float32Array(3) } };
      await expect(begin({}, { ...state, tensors: velocity })).rejects.toThrow(
        /does not fit this program, which has no optimizer\/velocity/,
      );
      const { 'parameters/output/bias': bias, ...others } = state.tensors;
      expect(bias).toBeDefined();
      await expect(begin({}, { ...state, tensors: others })).rejects.toThrow(/lacks parameters\/output\/bias/);
      await expect(begin({}, { ...state, tensors: others })).rejects.toBeInstanceOf(UnfitStateError);
      await expect(begin({}, { ...state, phase: 1 })).rejects.toBeInstanceOf(UnfitStateError);
    });
  });
});

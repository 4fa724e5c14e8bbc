/** Laws that every optimizer obeys: equal steps ask the same of the device, runs do not touch each other, and nothing leaks. */
import { describe, expect, it } from 'vitest';
import { hostDevices, onDevices } from '../testing/devices.ts';
import { memory } from '../device/read.ts';
import { traced } from '../device/trace.ts';
import { collect, setting, smallProgram, startTraining } from '../testing/runs.ts';
import type { Program } from '../training/program.ts';
import type { HostState } from '../training/host-state.ts';
import { averaging } from './averaging.ts';
import { muon } from './muon.ts';
import { nadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { scheduled } from './schedules.ts';
import { clipByNorm, compose } from './transforms.ts';
import { everyOptimizer, run, startOptimization } from './testing/optimization.ts';

const names = Object.keys(everyOptimizer);
const make = (name: string): ReturnType<NonNullable<(typeof everyOptimizer)[string]>> => {
  const optimizer = everyOptimizer[name];
  if (!optimizer) throw new Error(`there is no optimizer ${name}`);
  return optimizer();
};

describe('steps 5 and 6 of every optimizer', () => {
  onDevices(['wasm', 'webgpu'], () => {
    it.each(names)('%s: the same kernels, no upload, no read', (name) => {
      const optimization = startOptimization(make(name), [run(0), run(1)]);
      for (let step = 0; step < 4; step++) optimization.step();
      const [five, six] = [
        traced(() => {
          optimization.step();
        }),
        traced(() => {
          optimization.step();
        }),
      ];
      expect(six.lines).toEqual(five.lines);
      expect(five.lines.filter((line) => line.startsWith('upload'))).toEqual([]);
      expect(five.hostReads + six.hostReads).toBe(0);
      optimization.dispose();
    });
  });
});

describe('a run alone and among others', () => {
  const own = run(6, { rate: 0.02, beta: 0.8 });
  const neighbours = [run(0), run(1, { rate: 1e30 }), run(2, { beta: 0.99 })];

  async function after(name: string, runs: ReturnType<typeof run>[], steps: number): Promise<Record<string, number[]>[]> {
    const optimization = startOptimization(make(name), runs);
    for (let step = 0; step < steps; step++) optimization.step();
    const read = await optimization.read();
    optimization.dispose();
    return read;
  }

  async function compare(name: string, steps: number): Promise<void> {
    const [alone] = await after(name, [own], steps);
    const first = await after(name, [own, ...neighbours], steps);
    const third = await after(name, [...neighbours.slice(0, 2), own, ...neighbours.slice(2)], steps);
    expect(first[0]).toEqual(alone);
    expect(third[2]).toEqual(alone);
    expect(first[1]).not.toEqual(alone);
    for (const values of Object.values(alone ?? {})) expect(values.every(Number.isFinite)).toBe(true);
  }

  onDevices(hostDevices, () => {
    it.each(names)('%s: the same bits after 12 steps', (name) => compare(name, 12));
  });

  onDevices(['webgpu'], () => {
    it.each(['nesterov', 'adam', 'nadam', 'radam', 'muon', 'clipped and penalized', 'scheduled'])(
      '%s: the same bits after 6 steps',
      (name) => compare(name, 6),
    );
  });
});

describe('a checkpoint holds all that an optimizer knows', () => {
  /** Counters, run tables, slots of parts of the parameters, averages. */
  const optimizer = (): Optimizer =>
    averaging(
      { decay: 0.75 },
      scheduled(
        { rate: { base: 'learningRate', schedule: { kind: 'cosine', warmup: 4, total: 12, floor: 0 } } },
        compose([clipByNorm(0.5)], muon({ learningRate: 'rate' }, nadam({ learningRate: 'rate' }))),
      ),
    );
  const runs = [setting(0), setting(1, { learningRate: 0.1 })];
  const program = (): Program => smallProgram({ optimizer: optimizer(), steps: 12, evaluateEvery: 12, probe: false });

  async function trained(steps: number, from?: HostState): Promise<HostState> {
    const training = await startTraining(runs, program(), { steps, ...(from && { from }) });
    await collect(training.trainer, runs.length);
    const state = await training.trainer.checkpoint();
    training.dispose();
    return state;
  }

  onDevices(hostDevices, () => {
    it('so that training from it gives the bits of training through', async () => {
      const whole = await trained(12);
      expect(await trained(12, await trained(5))).toEqual(whole);
      expect(Object.keys(whole.tensors)).toContain('optimizer/optimizer/updates/rate');
    });
  });
});

describe('memory', () => {
  onDevices(['wasm'], () => {
    it.each(names)('%s: a step leaves nothing behind, and updates in place', (name) => {
      const before = memory().tensors;
      const optimization = startOptimization(make(name), [run(0), run(1)]);
      optimization.step();
      const { tensors, bytes } = memory();
      for (let step = 0; step < 3; step++) optimization.step();
      expect(memory()).toMatchObject({ tensors, bytes });
      optimization.dispose();
      expect(memory().tensors).toBe(before);
    });

    it('plain SGD keeps no state for a parameter, Adam two numbers', () => {
      const sizes = ['sgd', 'momentum', 'adam'].map((name) => {
        const optimization = startOptimization(make(name), [run(0)]);
        const slots = Object.keys(optimization.state).filter((part) => !['constants', 'correction'].includes(part));
        optimization.dispose();
        return slots.length;
      });
      expect(sizes).toEqual([0, 1, 2]);
    });
  });
});

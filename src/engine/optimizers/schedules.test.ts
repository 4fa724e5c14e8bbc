/** Schedules: the device's kernel against the host's formula in float64, from its own counter, and what a declaration may say. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../testing/devices.ts';
import { compute, expectClose, put } from '../testing/tensors.ts';
import { scheduleOp } from '../device/kernels/schedules.ts';
import { scheduled, scheduledRate } from './schedules.ts';
import type { Schedule } from './schedules.ts';
import { sgd } from './sgd.ts';
import { trajectory } from './testing/optimization.ts';

const total = 40;
const schedules: Readonly<Record<string, Schedule>> = {
  constant: { kind: 'constant' },
  'linear warm-up': { kind: 'linearWarmup', warmup: 7 },
  cosine: { kind: 'cosine', warmup: 0, total, floor: 0.1 },
  'warm-up and cosine': { kind: 'cosine', warmup: 10, total, floor: 0 },
  'warm-up alone': { kind: 'cosine', warmup: 50, total, floor: 0 },
  'linear decay': { kind: 'linearDecay', warmup: 5, total },
  step: { kind: 'step', every: 6, gamma: 0.5 },
  exponential: { kind: 'exponential', gamma: 0.99 },
  growing: { kind: 'exponential', gamma: 1.05 },
  'one cycle': { kind: 'oneCycle', total, rise: 0.3, startDivisor: 25, endDivisor: 1e4 },
  'one cycle with a peak between updates': { kind: 'oneCycle', total, rise: 0.26, startDivisor: 10, endDivisor: 100 },
  'one cycle that peaks before the first update': { kind: 'oneCycle', total, rise: 0.01, startDivisor: 25, endDivisor: 1e4 },
  restarts: { kind: 'cosineRestarts', first: 9, growth: 1, floor: 0.05 },
  'longer and longer restarts': { kind: 'cosineRestarts', first: 4, growth: 2, floor: 0 },
};

describe('device and host', () => {
  onDevices(allDevices, () => {
    it.each(Object.keys(schedules))('%s', async (name) => {
      const schedule = schedules[name] ?? { kind: 'constant' };
      // Past the end, too, and far out; runs may stand at different updates.
      const places = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 18, 25, 38, 39, 40, 41, 100, 1000);
      const bases = Float32Array.from(places, (_, run) => 0.5 + run / 4);
      const [rates, counters] = await compute(() => {
        const { rate, updates } = scheduleOp(put(bases, [places.length]), put(places, [places.length]), schedule);
        return [rate, updates];
      });
      expect([...(counters ?? [])]).toEqual(Array.from(places, (t) => t + 1));
      const expected = Array.from(places, (t, run) => scheduledRate(schedule, bases[run] ?? NaN, t));
      expectClose(rates ?? [], expected, 2e-6, name);
    });

    it('counts its own updates', async () => {
      const schedule: Schedule = { kind: 'cosine', warmup: 3, total: 10, floor: 0.25 };
      const optimizer = scheduled({ scheduled: { base: 'rate', schedule } }, sgd({ learningRate: 'scheduled' }));
      const bases = Array.from({ length: 12 }, (_, t) => (t < 6 ? 0.5 : 2));
      const steps = bases.map((base) => ({ gradient: [1, -2], live: { rate: [base, base / 2] } }));
      const reached = await trajectory(optimizer, steps, [0, 0], 2);
      let sum = 0;
      for (const [t, base] of bases.entries()) {
        sum += scheduledRate(schedule, base, t);
        expectClose(reached[t] ?? [], [-sum, sum], 1e-5, `update ${t}`);
      }
    });
  });
});

describe('a declaration', () => {
  const bad: Schedule[] = [
    { kind: 'linearWarmup', warmup: -1 },
    { kind: 'linearWarmup', warmup: 2.5 },
    { kind: 'cosine', warmup: 0, total: 0, floor: 0 },
    { kind: 'cosine', warmup: 0, total: 10, floor: NaN },
    { kind: 'step', every: 0, gamma: 0.1 },
    { kind: 'cosineRestarts', first: 5, growth: 1000, floor: 0 },
    { kind: 'oneCycle', total: 10, rise: 1, startDivisor: 25, endDivisor: 1e4 },
    { kind: 'oneCycle', total: 2, rise: 0.5, startDivisor: 25, endDivisor: 1e4 },
  ];
  it.each(bad)('that makes no sense is refused: %j', (schedule) => {
    expect(() => scheduledRate(schedule, 1, 0)).toThrow(RangeError);
    expect(() => scheduled({ rate: { base: 1, schedule } }, sgd({ learningRate: 'rate' }))).toThrow(RangeError);
  });
});

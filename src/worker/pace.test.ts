/** How fast training goes, with a clock of the test's own. */
import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

function paceAt(): { pace: ReturnType<typeof createPace>; at(milliseconds: number): void } {
  let time = 0;
  return { pace: createPace(() => time), at: (milliseconds) => (time = milliseconds) };
}

it('is 0 before there are two reports', () => {
  const { pace } = paceAt();
  expect(pace.rates()).toEqual({ perRun: 0, summed: 0 });
  pace.advance(0, 10, 4);
  expect(pace.rates()).toEqual({ perRun: 0, summed: 0 });
});

it('is the slowest worker’s for a run, and the sum over all runs', () => {
  const { pace, at } = paceAt();
  pace.advance(0, 0, 3);
  pace.advance(1, 0, 2);
  at(500);
  pace.advance(0, 50, 3);
  pace.advance(1, 100, 2);
  expect(pace.rates()).toEqual({ perRun: 100, summed: 100 * 3 + 200 * 2 });
});

it('follows a device that slows down within three seconds', () => {
  const { pace, at } = paceAt();
  let step = 0;
  for (let time = 0; time <= 10_000; time += 100) {
    at(time);
    step += time <= 5000 ? 100 : 1;
    pace.advance(0, step, 1);
  }
  expect(pace.rates().perRun).toBeCloseTo(10, 5);
});

it('forgets what was before a pause', () => {
  const { pace, at } = paceAt();
  pace.advance(0, 0, 1);
  at(1000);
  pace.advance(0, 1000, 1);
  pace.start();
  expect(pace.rates().perRun).toBe(0);
  at(60_000);
  pace.advance(0, 1000, 1);
  at(60_100);
  pace.advance(0, 1001, 1);
  expect(pace.rates().perRun).toBeCloseTo(10, 5);
});

import { expect, it } from 'vitest';
import { sample } from '../experiment/sample.ts';
import { SessionRecord } from './record.ts';
import { Timeline } from './timeline.ts';

it('tells the seconds by a step between and beyond what it was told', () => {
  const time = new Timeline();
  expect(time.known).toBe(false);
  expect(time.at(5)).toBeNaN();
  time.add(10, 2);
  time.add(20, 6);
  expect([0, 5, 10, 15, 20, 25].map((step) => time.at(step))).toEqual([0, 1, 2, 4, 6, 8]);
});

it('leaves out what comes again or goes back', () => {
  const time = new Timeline();
  time.add(10, 2);
  time.add(10, 3);
  time.add(20, 1);
  time.add(30, 6);
  expect(time.at(20)).toBe(4);
});

it('belongs to an arm, by the worker that has its first runs', () => {
  const record = new SessionRecord(sample, ['none', 'half'], 2);
  const tell = (runs: number[], step: number, seconds: number): void =>
    record.add({ measure: 'trainingLoss', steps: Int32Array.of(step), runs, values: new Float32Array(runs.length), seconds });
  expect(record.secondsAt(0, 10)).toBeNaN();
  tell([0], 10, 1);
  tell([1], 10, 5);
  tell([2, 3], 10, 3);
  tell([0], 20, 2);
  expect(record.secondsAt(0, 20)).toBe(2);
  expect(record.secondsAt(1, 5)).toBe(1.5);
});

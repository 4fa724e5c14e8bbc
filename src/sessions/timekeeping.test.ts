/** Time that is kept with a session, goes on after it was opened again, and is added up where seeds were trained apart. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Timekeeping } from './timekeeping.ts';
import { Timeline } from './timeline.ts';

/** Steps and seconds that both ascend. */
const told = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 2, noNaN: true })), { minLength: 1, maxLength: 60 })
  .map((pieces) => {
    const timeline = new Timeline();
    let [step, seconds] = [0, 0];
    for (const [more, longer] of pieces) timeline.add((step += more), (seconds += longer));
    return { timeline, last: step };
  });

it('what is kept of a timeline begins and ends where it did, and is whole where it is short enough', () => {
  fc.assert(
    fc.property(told, fc.integer({ min: 2, max: 80 }), ({ timeline, last }, most) => {
      const kept = timeline.points(most);
      expect(kept.steps.length).toBeLessThanOrEqual(most);
      const again = Timeline.of(kept);
      expect(again.at(last)).toBeCloseTo(timeline.at(last), 9);
      expect(again.at(0)).toBe(0);
      const whole = Timeline.of(timeline.points(Infinity));
      for (let step = 0; step <= last; step += 7) expect(whole.at(step)).toBe(timeline.at(step));
      // Between the points that are kept it lies between their times.
      kept.steps.forEach((step, i) => expect(again.at(step)).toBeCloseTo(kept.seconds[i] ?? NaN, 9));
    }),
  );
});

it('seeds that were trained apart have taken the sum, as far as both have come', () => {
  fc.assert(
    fc.property(told, told, (a, b) => {
      const sum = a.timeline.plus(b.timeline);
      const last = Math.min(a.last, b.last);
      for (let step = 0; step <= last; step++) expect(sum.at(step)).toBeCloseTo(a.timeline.at(step) + b.timeline.at(step), 6);
    }),
  );
  expect(new Timeline().plus(new Timeline()).known).toBe(false);
});

it('a session that was kept goes on from its time, as the worker with the first run tells it', () => {
  const before = new Timekeeping(2, 2);
  before.tell([0, 2], 10, 4);
  before.tell([1, 3], 10, 40);
  const after = new Timekeeping(2, 2, before.kept());
  expect([after.at(0, 10), after.at(1, 5)]).toEqual([4, 2]);
  after.tell([1, 3], 20, 50);
  after.tell([0, 2], 20, 9);
  expect([after.at(0, 20), after.at(1, 20)]).toEqual([9, 9]);
  expect(new Timekeeping(1, 2).kept()).toEqual([{ steps: [], seconds: [] }]);
});

it('doubled seeds go on with the time of all', () => {
  const [old, added] = [new Timekeeping(1, 2), new Timekeeping(1, 2)];
  old.tell([0, 1], 10, 4);
  added.tell([0, 1], 5, 1);
  added.tell([0, 1], 10, 3);
  const all = old.plus(added, 4);
  expect([all.at(0, 5), all.at(0, 10)]).toEqual([3, 7]);
  all.tell([0, 1, 2, 3], 20, 12);
  expect(all.at(0, 20)).toBe(12);
});

it('keeps few points even of hundreds of arms', () => {
  const many = new Timekeeping(400, 1);
  for (let arm = 0; arm < 400; arm++) for (let step = 1; step <= 200; step++) many.tell([arm], step, step / 10);
  const kept = many.kept();
  expect(kept.reduce((sum, { steps }) => sum + steps.length, 0)).toBeLessThanOrEqual(1600);
  expect(new Timekeeping(400, 1, kept).at(399, 200)).toBe(20);
});

// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { eventMarks, letterOf, pastMarks } from './event-marks.ts';

it('live changes are marked by number in their arms, what else happened by letter in all', () => {
  const made = { step: 10, arms: ['b'], id: 'rate', value: 0.1 };
  const coming = { step: 30, arms: ['a', 'b'], id: 'rate', value: 0.2 };
  const arms = [{ id: 'a' }, { id: 'b' }];
  expect(eventMarks([made, coming], [made], arms, ({ value }) => `to ${value}`)).toEqual([
    { tag: '1', step: 10, arms: [1], toCome: false, label: 'to 0.1' },
    { tag: '2', step: 30, arms: [0, 1], toCome: true, label: 'to 0.2' },
  ]);
  expect(pastMarks([{ step: 5 }, { step: 7 }], ({ step }, next) => `${step}, ${next?.step ?? 'last'}`)).toEqual([
    { tag: 'a', step: 5, arms: [], toCome: false, label: '5, 7' },
    { tag: 'b', step: 7, arms: [], toCome: false, label: '7, last' },
  ]);
  expect([0, 25, 26, 27, 52, 701, 702].map(letterOf)).toEqual(['a', 'z', 'aa', 'ab', 'ba', 'zz', 'aaa']);
});

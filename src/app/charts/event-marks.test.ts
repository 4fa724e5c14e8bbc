// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { eventMarks, letterOf, pastMarks, placedMarks } from './event-marks.ts';
import type { CurveSource } from './source.ts';
import { xAxisOf } from './x-axis.ts';

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

it('a thousand changes leave the curves to be seen: three rows of tags, and short lines for what has no room', () => {
  const source: CurveSource = {
    arms: ['a'],
    seeds: 1,
    steps: 5000,
    ghost: false,
    curve: () => null,
    single: () => null,
    divergences: () => [],
  };
  const x = xAxisOf({ choice: 'step', log: false, window: null }, source);
  const events = Array.from({ length: 1000 }, (_, i) => ({ tag: String(i + 1), step: 5 * i, arms: [], toCome: false, label: '' }));
  const area = { left: 0, right: 500, top: 10, bottom: 210 };
  const widthOf = (text: string): number => 6 * text.length;
  const placed = placedMarks({ source, x, events }, area, (place) => place / 10, widthOf);
  const tagged = placed.flatMap(({ box }) => (box ? [box] : []));
  expect(Math.max(...tagged.map(({ top, height }) => top + height))).toBeLessThan(area.top + 50);
  expect(tagged.length).toBeGreaterThan(40);
  expect(tagged.length).toBeLessThan(100);
  const short = placed.filter(({ box }) => !box);
  expect(Math.min(...short.map(({ top }) => top))).toBeGreaterThan(area.bottom - 10);
  expect(new Set(short.map((one) => one.x)).size).toBe(short.length);
  expect(placedMarks({ source, x, events: events.slice(0, 3) }, area, (place) => place * 10, widthOf).every(({ box }) => box)).toBe(true);
});

/** Files: what is written reads back to the bit; anything else is refused with its reason. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { defaultConfiguration } from '../experiment/configuration.ts';
import { keptWork, workFromKept } from './kept-facts.ts';
import type { KeptMeasure, KeptSession } from './kept-session.ts';
import { measuresCsv } from './measures-csv.ts';
import { buildChange, type PastEvent } from './past-event.ts';
import { readSessionFile, writeSessionFile } from './session-file.ts';

const session: KeptSession = {
  id: 'a',
  experiment: dropout.id,
  name: 'a “name”, with\nlines',
  note: '',
  starred: true,
  started: '2026-01-01T00:00:00.000Z',
  changed: '2026-01-09T00:00:00.000Z',
  configuration: defaultConfiguration(dropout),
  device: null,
  step: 10,
  steps: 100,
  seconds: 1.5,
  finished: false,
  verdicts: [],
  deleted: null,
};

const ascending = fc
  .uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 6 })
  .map((steps) => Int32Array.from(steps.sort((a, b) => a - b)));

const measures = fc.array(
  fc
    .record({ measure: fc.string(), runs: fc.integer({ min: 1, max: 4 }), steps: ascending })
    .chain((one) =>
      fc
        .float32Array({ minLength: one.runs * one.steps.length, maxLength: one.runs * one.steps.length })
        .map((values): KeptMeasure => ({ ...one, values })),
    ),
  { maxLength: 4 },
);

it('reads back what was written, to the bit', () => {
  fc.assert(
    fc.property(measures, (kept) => {
      const read = readSessionFile(writeSessionFile({ session, measures: kept }));
      expect(read).toEqual({ ok: true, content: { session, measures: kept } });
    }),
  );
});

it('keeps how it was trained: time, what a step asks, build, browser, and what happened', () => {
  const told = [{ arm: 0, examples: 4, trainingExamples: NaN, multiplyAdds: 252 }];
  const past: PastEvent[] = [
    { kind: 'resumption', step: 9, from: 5 },
    { kind: 'device', step: 5, before: 'WASM', after: 'SwiftShader (software)' },
    ...buildChange({ build: 'one', browser: 'Chrome 156 · Linux' }, { build: 'two', browser: 'Chrome 156 · Linux' }, 5),
  ];
  const facts = {
    times: [
      { steps: [0, 10], seconds: [0, 1.25] },
      { steps: [], seconds: [] },
    ],
    work: keptWork([told[0]], 2),
    build: 'two',
    browser: 'Chrome 156 · Linux',
  };
  const whole = { ...session, ...facts, past };
  expect(readSessionFile(writeSessionFile({ session: whole, measures: [] }))).toEqual({
    ok: true,
    content: { session: whole, measures: [] },
  });
  expect(workFromKept(facts.work)).toEqual(told);
  expect(past.at(-1)).toEqual({ kind: 'build', step: 5, before: 'one · Chrome 156 · Linux', after: 'two · Chrome 156 · Linux' });
  expect(buildChange({}, facts, 5)).toEqual([]);
  expect(buildChange(facts, facts, 5)).toEqual([]);
  const backwards = { ...session, times: [{ steps: [0, 10], seconds: [3, 1] }] };
  expect(readSessionFile(writeSessionFile({ session: backwards, measures: [] }))).toEqual({ ok: false, problem: 'damaged' });
});

it('says what is wrong with a file', () => {
  const good = writeSessionFile({ session, measures: [{ measure: 'loss', runs: 1, steps: Int32Array.of(1), values: Float32Array.of(2) }] });
  const problemOf = (text: string): string => {
    const read = readSessionFile(text);
    return read.ok ? 'none' : read.problem;
  };
  expect(problemOf(good)).toBe('none');
  for (const text of ['', 'step,loss', '[]', '{"format":"other","version":1}']) expect(problemOf(text)).toBe('notOne');
  expect(problemOf(good.replace('"version": 1', '"version": 2'))).toBe('newer');
  // Cut off, as by a download that broke.
  for (const length of [40, good.length - 9]) expect(problemOf(good.slice(0, length))).toBe('damaged');
  expect(problemOf(good.replace('"runs": 1', '"runs": 2'))).toBe('damaged');
  // Changed by hand: further than its end, longer than any session, and back in time.
  expect(problemOf(good.replace('"step": 10,', '"step": 101,'))).toBe('damaged');
  expect(problemOf(good.replace('"steps": 100,', '"steps": 1000001,'))).toBe('damaged');
  const backwards = { measure: 'loss', runs: 1, steps: Int32Array.of(3, 2), values: Float32Array.of(2, 1) };
  expect(problemOf(writeSessionFile({ session, measures: [backwards] }))).toBe('damaged');
  expect(problemOf(good.replace('"seconds": 1.5', '"seconds": -1'))).toBe('damaged');
  expect(problemOf(good.replace('"values": "AAAAQA=="', '"values": "AAAAQ!=="'))).toBe('damaged');
});

it('lists measures as lines that spreadsheets read', () => {
  const values = Float32Array.of(0.1, NaN, Infinity, 3);
  const csv = measuresCsv([{ measure: 'loss', runs: 2, steps: Int32Array.of(0, 5), values }], ['no, thing'], 2);
  expect(csv.split('\r\n')).toEqual([
    'measure,arm,seed,step,value',
    'loss,"no, thing",0,0,0.100000001',
    'loss,"no, thing",0,5,inf',
    'loss,"no, thing",1,5,3',
    '',
  ]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingOf, readingText, type ColumnType, type TableReading, type TargetType } from './table-reading.ts';

describe('how a table was read', () => {
  it('is short text', () => {
    const reading = {
      header: true,
      types: ['number', 'number', 'number', 'ignored', 'category'],
      target: 4,
      targetType: 'category',
    } as const;
    expect(readingText(reading)).toBe('h3niC');
    expect(readingText({ ...reading, header: false, target: 0, targetType: 'number' })).toBe('-N2nic');
    expect(readingOf('h3niC')).toEqual(reading);
  });

  it('comes back from its text, whatever was chosen', () => {
    const types = fc.array(fc.constantFrom<ColumnType>('number', 'category', 'ignored'), { minLength: 1, maxLength: 60 });
    const choices = fc.record({ header: fc.boolean(), types, at: fc.nat(), targetType: fc.constantFrom<TargetType>('number', 'category') });
    fc.assert(
      fc.property(choices, ({ at, ...others }) => {
        const target = at % others.types.length;
        // The target's type as a feature is not kept.
        const reading: TableReading = { ...others, target, types: others.types.with(target, others.targetType) };
        expect(readingOf(readingText(reading))).toEqual(reading);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is refused where it is none', () => {
    for (const wrong of ['', 'h', 'C', 'hnn', 'hCC', 'h2C', 'h0nC', 'hxC', 'h9999nC', 'h2IC']) expect(readingOf(wrong)).toBeNull();
  });
});

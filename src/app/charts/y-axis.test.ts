import { describe, expect, it } from 'vitest';
import { including, noExtent } from './coordinate.ts';
import { yAxisOf, type YAxis } from './y-axis.ts';

const over = (...values: number[]): ReturnType<typeof including> => including(noExtent, values);
const ends = ({ coordinate, low, high }: YAxis): number[] => [coordinate.from(low), coordinate.from(high)];
const texts = ({ ticks }: YAxis): string[] => ticks.map(({ text }) => text);

describe('the y axis', () => {
  it('starts a loss at 0 and ends an accuracy at 1, at round values', () => {
    expect(ends(yAxisOf(over(0.4, 1.93), 'loss', false, false))).toEqual([0, 2]);
    const accuracy = yAxisOf(over(0.43, 0.98), 'accuracy', false, false);
    expect(ends(accuracy)[1]).toBe(1);
    expect(texts(accuracy).at(-1)).toBe('1');
  });

  it('has no loss under 0 and no accuracy under 0 or over 1, though an interval reaches there', () => {
    expect(ends(yAxisOf(over(-0.9, 1.9), 'loss', false, false))[0]).toBe(0);
    expect(ends(yAxisOf(over(-0.9, 1.9), 'gap', false, false))[0]).toBeLessThan(0);
    expect(ends(yAxisOf(over(-0.2, 1.1), 'accuracy', false, false))).toEqual([0, 1]);
    expect(ends(yAxisOf(over(-0.2, 0.9), 'explained', false, false))[0]).toBeLessThan(0);
  });

  it('shows of a stretch just what is there', () => {
    const [low = 0, high = 0] = ends(yAxisOf(over(0.41, 0.43), 'loss', false, true));
    expect(low).toBeGreaterThan(0.4);
    expect(high).toBeLessThan(0.44);
  });

  it('has a tick "0" on a log axis when a curve reaches 0, with room under it', () => {
    const axis = yAxisOf(over(0, 0.02, 5), 'loss', true, false);
    expect(texts(axis)).toEqual(expect.arrayContaining(['0', '0.1', '1']));
    expect(axis.low).toBeLessThan(0);
    expect(axis.coordinate.to(0)).toBeGreaterThan(axis.low);
  });

  it('is purely logarithmic where all values are positive', () => {
    const axis = yAxisOf(over(0.02, 5), 'loss', true, false);
    expect(ends(axis)[0]).toBeGreaterThan(0.01);
    expect(texts(axis)).not.toContain('0');
  });

  it('keeps an accuracy linear, and has an axis before there are values', () => {
    expect(yAxisOf(over(0.5, 1), 'accuracy', true, false).coordinate.log).toBe(false);
    expect(ends(yAxisOf(noExtent, 'gap', false, false))[1]).toBeGreaterThanOrEqual(1);
    expect(texts(yAxisOf(noExtent, 'loss', true, false)).length).toBeGreaterThan(1);
  });
});

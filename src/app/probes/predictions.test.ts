import { describe, expect, it } from 'vitest';
import { bandPath, columnsOf, linePath, marksPath, spreadPlaces } from './predictions.ts';

const plane = { x: (value: number) => 10 * value, y: (value: number) => 100 - 10 * value };

describe('paths', () => {
  it('end where a value is no number and go on behind it', () => {
    expect(linePath([0, 1, 2, 3], [1, 2, NaN, 4], plane)).toBe('M0 90L10 80M30 60');
    expect(linePath([0], [Infinity], plane)).toBe('');
    // A network that runs away keeps to what a browser can draw.
    expect(linePath([0, 1], [0, 1e30], plane)).toBe('M0 100L10 -100000');
  });

  it('of a band go there above and back below, without what one run alone has', () => {
    expect(bandPath([0, 1, 2], [0, 1, NaN], [2, 3, NaN], plane)).toBe('M0 80L10 70L10 90L0 100Z');
    expect(bandPath([0, 1], [NaN, NaN], [NaN, NaN], plane)).toBe('');
  });

  it('mark what lies within and count the rest', () => {
    const { path, outside } = marksPath([0, 1, 2], [1, 50, NaN], plane, { marker: 'circle', size: 2, within: (_, y) => y < 10 });
    expect(path.match(/M/g)).toHaveLength(1);
    expect(outside).toBe(2);
  });
});

it('pairs become columns', () => {
  expect(columnsOf(Float32Array.of(1, 2, 3, 4))).toEqual({ x: Float32Array.of(1, 3), y: Float32Array.of(2, 4) });
});

it('places are spread with both ends, and all where there are few', () => {
  expect(spreadPlaces(129, 9)).toEqual([0, 16, 32, 48, 64, 80, 96, 112, 128]);
  expect(spreadPlaces(3, 9)).toEqual([0, 1, 2]);
  expect(spreadPlaces(0, 9)).toEqual([]);
});

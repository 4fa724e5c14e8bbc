import { describe, expect, it } from 'vitest';
import { contour } from './contour.ts';

describe('contour', () => {
  it('finds nothing where nothing crosses', () => expect(contour([0.1, 0.2, 0.3, 0.4], 2, 2, 0.5)).toEqual([]));

  it('interpolates where a slope crosses the level', () => {
    expect(contour([0, 1, 0, 1], 2, 2, 0.25)).toEqual([[0.25, 0, 0.25, 1]]);
  });

  it('draws a closed ring around a peak', () => {
    const segments = contour([0, 0, 0, 0, 1, 0, 0, 0, 0], 3, 3, 0.5);
    expect(segments).toHaveLength(4);
    const ends = segments.flatMap(([x0, y0, x1, y1]) => [`${x0},${y0}`, `${x1},${y1}`]);
    expect(new Set(ends).size).toBe(4);
  });

  it('is not disturbed by what is not finite', () => {
    expect(
      contour([NaN, 1, 0, 1], 2, 2, 0.5)
        .flat()
        .every((value) => (value >= 0 && value <= 1) || Number.isNaN(value)),
    ).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { addPoint, drawnTable, enough, type DrawnPoint } from './drawn-points.ts';

const line = (label: 0 | 1, count: number): DrawnPoint[] => Array.from({ length: count }, (_, i) => ({ x: i / 10, y: label, label }));

describe('drawn points', () => {
  it('of a drag keep their distance', () => {
    const [first] = line(0, 1);
    if (!first) throw new Error('no point');
    expect(addPoint([first], { ...first, x: 0.01 })).toHaveLength(1);
    expect(addPoint([first], { ...first, x: 0.06 })).toHaveLength(2);
    expect(addPoint([first], { ...first, label: 1 })).toHaveLength(2);
  });

  it('are enough with ten, of both classes', () => {
    expect([enough(line(0, 12)), enough([...line(0, 5), ...line(1, 4)]), enough([...line(0, 5), ...line(1, 5)])]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('make a table of two features', () => {
    const { features, labels, columns } = drawnTable([...line(0, 1), ...line(1, 2)]);
    expect([[...features], [...labels], columns]).toEqual([
      [0, 0, 0, 1, Math.fround(0.1), 1],
      [0, 1, 1],
      ['x', 'y'],
    ]);
  });
});

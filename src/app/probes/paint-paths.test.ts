import { describe, expect, it } from 'vitest';
import { reliefOf } from './paint-paths.ts';

describe('a relief', () => {
  const bowl = reliefOf({ x: [-1, 1], y: [-2, 2], heightAt: (x, y) => x * x + (1000 * y * y) / 4 });

  it('has the heights of the ground from the lower left to the upper right', () => {
    expect(bowl.heights[0]).toBe(1001);
    expect(bowl.heights.at(-1)).toBe(1001);
    expect(Math.min(...bowl.heights)).toBeLessThan(0.1);
  });

  it('spreads its lines evenly over the picture, however steep it is', () => {
    expect(bowl.levels).toEqual([...bowl.levels].sort((a, b) => a - b));
    const counts = bowl.levels.map((level) => bowl.heights.filter((height) => height <= level).length);
    const gaps = counts.slice(1).map((count, i) => count - (counts[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(2 * Math.min(...gaps));
  });

  it('ranks the lowest cell first and the highest last', () => {
    expect(bowl.ranks[bowl.heights.indexOf(Math.min(...bowl.heights))]).toBeLessThan(0.01);
    expect(bowl.ranks[0]).toBeGreaterThan(0.99);
  });
});

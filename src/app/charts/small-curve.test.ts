import { describe, expect, it } from 'vitest';
import type { ReferenceSession } from '../../sessions/reference.ts';
import { smallCurve } from './small-curve.ts';

function sessionOf(means: readonly (readonly (number | null)[])[]): ReferenceSession {
  return {
    configuration: { experiment: 'e', preset: 'p', arms: [], values: {}, seeds: 1, sessionSeed: 1, steps: null, device: 'wasm' },
    steps: 10,
    arms: means.map((mean, index) => ({
      id: String(index),
      divergedAt: [],
      measures: { gap: { steps: mean.map((_, step) => 5 * step), mean: [...mean], lower: [...mean], upper: [...mean] } },
    })),
    verdicts: [],
    timing: { wallMs: 1, stepsPerSecond: 1 },
  };
}
const size = { width: 100, height: 50, right: 20, apart: 14 };

describe('smallCurve', () => {
  it('fills the box from the lowest to the highest value', () => {
    expect(smallCurve(sessionOf([[0, 1, 2]]), 'gap', size)[0]?.line).toBe('M0 44L40 24L80 4');
  });

  it('leaves out what is missing', () => expect(smallCurve(sessionOf([[0, null, 2]]), 'gap', size)[0]?.line).toBe('M0 44L80 4'));

  it('keeps the names at the ends apart', () => {
    const [first, second] = smallCurve(
      sessionOf([
        [0, 1, 2],
        [0, 1, 1.9],
      ]),
      'gap',
      size,
    );
    expect(Math.abs((first?.end ?? 0) - (second?.end ?? 0))).toBeGreaterThanOrEqual(14);
  });

  it('draws nothing for a measure that is not there', () => expect(smallCurve(sessionOf([[0, 1]]), 'loss', size)[0]?.line).toBe(''));
});

/** Wrong labels: the wanted share of them, evenly over the other classes, the same every time, and only where they may be. */
import { expect, it } from 'vitest';
import { withLabelNoise } from './label-noise.ts';

const labels = Int32Array.from({ length: 20_000 }, (_, i) => i % 10);
const rows = Int32Array.from({ length: 10_000 }, (_, i) => i);
const options = { share: 0.4, classes: 10, sessionSeed: 3 };

it('replaces the wanted share, by every other class alike', () => {
  const noisy = withLabelNoise(labels, rows, options);
  const further = Array.from({ length: 10 }, () => 0);
  for (const row of rows) {
    const step = ((noisy[row] ?? 0) - (labels[row] ?? 0) + 10) % 10;
    further[step] = (further[step] ?? 0) + 1;
  }
  // Five standard deviations of counts among 10,000.
  expect(Math.abs((further[0] ?? 0) - 6000)).toBeLessThan(245);
  for (const count of further.slice(1)) expect(Math.abs(count - 444)).toBeLessThan(105);
  expect(noisy.slice(10_000)).toEqual(labels.slice(10_000));
});

it('is a function of the session seed and the row', () => {
  const noisy = withLabelNoise(labels, rows, options);
  expect(withLabelNoise(labels, rows.slice(0, 100), options).slice(0, 100)).toEqual(noisy.slice(0, 100));
  expect(withLabelNoise(labels, rows, { ...options, sessionSeed: 4 })).not.toEqual(noisy);
  expect(withLabelNoise(labels, rows, { ...options, share: 0 })).toEqual(labels);
});

it('refuses a share that is none', () => {
  expect(() => withLabelNoise(labels, rows, { ...options, share: 1.5 })).toThrow(RangeError);
});

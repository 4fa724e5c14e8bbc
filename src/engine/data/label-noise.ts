/** Wrong labels on purpose (Zhang et al. 2017): what a network that is large enough learns by heart. */
import { FROZEN, streamKey } from '../random/streams.ts';
import { integerBelow, uniform01 } from '../random/uniform.ts';

/**
 * The labels with those of some rows replaced, each with probability `share`, by another class drawn uniformly. A row's label is the same for
 * all seeds of a session.
 *
 * @param labels - `[N]`, from 0 to `classes` − 1; not changed
 * @param rows - rows that may be wrong: those that are trained on, so that validation and test judge by the truth
 * @throws RangeError when the share is not from 0 to 1
 */
export function withLabelNoise(
  labels: Int32Array,
  rows: Int32Array,
  { share, classes, sessionSeed }: { share: number; classes: number; sessionSeed: number },
): Int32Array {
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`The share of wrong labels is ${share}, but it must be from 0 to 1. Choose another one.`);
  const noisy = labels.slice();
  if (share === 0 || classes < 2) return noisy;
  const [key0, key1] = streamKey(sessionSeed, FROZEN, 'labels/noise');
  for (const row of rows) {
    if (uniform01(key0, key1, row, 0) >= share) continue;
    const further = 1 + integerBelow(key0, key1, row, 1, classes - 1);
    noisy[row] = ((labels[row] ?? 0) + further) % classes;
  }
  return noisy;
}

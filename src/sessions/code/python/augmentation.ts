/** Augmentation in NumPy, as the text of a Python module: the same draws as in the browser, and the same examples but for rounding. */
import type { ArmDescription } from '../../../experiment/arm-description.ts';
import type { RunOfArm } from '../run-of-arm.ts';

/** Whether examples are changed, from the beginning or from a step on. */
export const isAugmented = ({ description, changes = [] }: Pick<RunOfArm, 'description' | 'changes'>): boolean =>
  [description, ...changes.map((change) => change.description)].some((one) => one.task === 'examples' && one.augmentation !== undefined);

/** Files beside a program in Python that it imports. */
export const augmentationFiles = (run: RunOfArm): Record<string, string> =>
  isAugmented(run) ? { 'ablate_augmentation.py': pythonAugmentation } : {};

/**
 * Lines that make `x`, of the float32 array `rows`, what a batch becomes in an `update`.
 *
 * @param of - what `key` is given besides the stream, with a comma before it
 */
export function augmentationLines({ augmentation }: Pick<ArmDescription, 'augmentation'>, of: string): string[] {
  if (!augmentation) return [];
  const { shift, degrees, noise } = augmentation;
  return [
    ...(shift > 0 || degrees > 0
      ? [`x = ablate_augmentation.move_images(x, key("augmentation/move"${of}), update, shift=${shift}, degrees=${degrees})`]
      : []),
    ...(noise > 0 ? [`x = ablate_augmentation.add_noise(x, key("augmentation/noise"${of}), update, deviation=${noise})`] : []),
  ];
}

const pythonAugmentation = `"""Changes batches of examples as Ablate does: by the run's key, the place in the batch and the update."""
import math

import numpy as np

import ablate_random


def move_images(x, key, update, shift, degrees):
    """Square images [batch, side * side], each moved by up to shift pixels along both axes and turned by up to degrees about its centre.

    Between pixels bilinear, beyond the edge the edge's value. The turn is uniform in the tangent of half the angle.
    """
    count, side = len(x), math.isqrt(x.shape[1])
    draws = 2 * ablate_random.uniform(key, 4 * count, update).astype(np.float64).reshape(count, 4) - 1
    shift, half = float(np.float32(shift)), math.radians(float(np.float32(degrees))) / 2
    dx, dy, bend = (column.reshape(count, 1, 1) for column in (draws * (shift, shift, math.tan(half), 0)).T[:3])
    cosine, sine = (1 - bend**2) / (1 + bend**2), 2 * bend / (1 + bend**2)
    centre, last = (side - 1) / 2, side - 1
    u = np.arange(side).reshape(1, 1, side) - centre - dx
    v = np.arange(side).reshape(1, side, 1) - centre - dy
    across, down = (np.clip(place + centre, 0, last) for place in (cosine * u + sine * v, cosine * v - sine * u))
    left, top = np.floor(across).astype(np.int64), np.floor(down).astype(np.int64)
    right, bottom = np.minimum(last, left + 1), np.minimum(last, top + 1)
    a, b = across - left, down - top
    images, at = x.reshape(count, side, side).astype(np.float64), np.arange(count).reshape(count, 1, 1)
    upper = (1 - a) * images[at, top, left] + a * images[at, top, right]
    lower = (1 - a) * images[at, bottom, left] + a * images[at, bottom, right]
    return ((1 - b) * upper + b * lower).astype(np.float32).reshape(x.shape)


def add_noise(x, key, update, deviation):
    """Noise near normal, for every number: the sum of four uniform integers of 16 bits."""
    first, second = ablate_random.threefry(key, np.arange(x.size), update)
    drawn = sum((word >> np.uint32(16)).astype(np.int64) + (word & np.uint32(0xFFFF)) for word in (first, second)) - 2 * 65535
    factor = np.float32(deviation) * np.float32(1 / math.sqrt((65536**2 - 1) / 3))
    return (x + (drawn * np.float64(factor)).astype(np.float32).reshape(x.shape)).astype(np.float32)
`;

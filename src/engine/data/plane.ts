/**
 * A plane through the loss surface of a small network: weights = origin + x · alongX + y · alongY, and the images that its loss is of. The
 * origin are initial weights; the plane also goes through what they were trained to, and through the outcome of another training.
 */
import { checkedWeights } from './base-models.ts';
import type { Weights } from './base-models.ts';
import type { FetchBytes } from './data-set.ts';
import { loadDataSet } from './registry.ts';
import { standardization, standardized } from './standardize.ts';

/** 784-16-10 with tanh, whose loss surface is smooth. */
export const planeSizes = { inputs: 784, width: 16, classes: 10 } as const;
/** Below the site's root. */
export const planePath = 'models/plane.safetensors';

/** Layers and what they consist of. */
export const planeShapes: Readonly<Record<string, readonly number[]>> = {
  'hidden/weights': [planeSizes.inputs, planeSizes.width],
  'hidden/bias': [planeSizes.width],
  'output/weights': [planeSizes.width, planeSizes.classes],
  'output/bias': [planeSizes.classes],
};

/** The parts of the plane: a point of it and its two directions. */
export const planeParts = ['origin', 'alongX', 'alongY'] as const;

/** Images of Fashion-MNIST, the first of the pack, in whose mean loss the heights of the plane are. */
export const images = 256;

/** The plane's weights by part and path ("alongX/hidden/bias"). Throws DataError when the file is missing or of other sizes. */
export async function loadPlane(fetchBytes: FetchBytes): Promise<Weights> {
  const shapes = planeParts.flatMap((part) => Object.entries(planeShapes).map(([path, shape]) => [`${part}/${path}`, shape] as const));
  return checkedWeights('plane', await fetchBytes(planePath), Object.fromEntries(shapes));
}

/** The images, standardized, `[N, inputs]`, and their labels: the same whatever the session. */
export async function planeImages(fetchBytes: FetchBytes): Promise<{ x: Float32Array; labels: Int32Array }> {
  const { features, labels } = await loadDataSet('fashion-mnist', { sessionSeed: 0, fetchBytes, examples: images });
  const rows = Int32Array.from({ length: images }, (_, row) => row);
  const own = features.subarray(0, images * planeSizes.inputs);
  const { inputs } = planeSizes;
  return { x: standardized(own, inputs, standardization(own, inputs, rows, { perFeature: false })), labels: labels.slice(0, images) };
}

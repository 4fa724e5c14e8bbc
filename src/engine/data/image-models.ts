/** The pre-trained classifier of images that ships with the site: sizes and weights, checked when they are read. */
import type { ClassifierSizes } from '../layers/adapted-classifier.ts';
import { checkedWeights } from './base-models.ts';
import type { Weights } from './base-models.ts';
import type { FetchBytes } from './data-set.ts';

/** What `npm run pretrain -- clothes` trains: Fashion-MNIST, 28 × 28 pixels in ten classes. */
export const clothesSizes: ClassifierSizes = { inputs: 784, width: 128, classes: 10 };

/** Below the site's root. */
export const clothesPath = 'models/clothes.safetensors';

/** The paths and shapes that a classifier of these sizes has. */
export const classifierShapes = ({ inputs, width, classes }: ClassifierSizes): Record<string, number[]> => ({
  'hidden1/product/weights': [inputs, width],
  'hidden1/product/bias': [width],
  'hidden2/product/weights': [width, width],
  'hidden2/product/bias': [width],
  'output/weights': [width, classes],
  'output/bias': [classes],
});

/** Reads the classifier. Throws DataError when the file is missing, malformed, or of other sizes. */
export const loadClothes = async (fetchBytes: FetchBytes): Promise<Weights> =>
  checkedWeights('clothes', await fetchBytes(clothesPath), classifierShapes(clothesSizes));

/** The three networks, each with the same place for a normalization in every layer: between a product and its activation, or in front of a branch. */
import { activation } from '../../src/engine/layers/activations.ts';
import { convolution } from '../../src/engine/layers/convolution.ts';
import { dense } from '../../src/engine/layers/dense.ts';
import { heNormal } from '../../src/engine/layers/initializers.ts';
import { observed, serial } from '../../src/engine/layers/layer.ts';
import type { Layer, Shape } from '../../src/engine/layers/layer.ts';
import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from '../../src/engine/layers/normalization.ts';
import { averagePool, maxPool } from '../../src/engine/layers/pooling.ts';
import { learnedPositions } from '../../src/engine/layers/positions.ts';
import { flatten, reshapeTo } from '../../src/engine/layers/reshape.ts';
import { transformerBlock } from '../../src/engine/layers/transformer.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { batchSizeOf, partsOf, patch, side } from './sizes.ts';

const patches = side / patch;
/** Makes the normalization of activations `[R, B, ...shape]`, whose last axis are the features. */
type MakeNorm = (shape: Shape) => Layer | null;

function normOf(values: Values): MakeNorm {
  const kind = textOf(values, 'norm');
  return (shape) => {
    const features = shape.at(-1) ?? 1;
    switch (kind) {
      case 'batch':
        return batchNorm(features, { batch: batchSizeOf(values) });
      case 'layer':
        // Of an image all places and features together; tokens are normalized one by one.
        return layerNorm(shape.length === 3 ? shape : features);
      case 'group':
        return groupNorm(features, partsOf(features));
      case 'instance':
        return instanceNorm(features);
      case 'rms':
        return rmsNorm(features);
      default:
        return null;
    }
  };
}

/** The normalization with a look at what comes in and what goes out; without one what comes in goes out. */
function watched(norm: Layer | null): Layer {
  return serial({ before: observed(), ...(norm && { norm }), after: observed() });
}

const numbered = (count: number, name: string, make: (index: number) => Layer): Record<string, Layer> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index + 1}`, make(index)]));

function perceptron(features: number, classes: number, { width, depth, norm }: Sizes): Layer {
  return serial({
    ...numbered(depth, 'hidden', (index) =>
      serial({
        product: dense(index === 0 ? features : width, width, 'linear', heNormal),
        norm: watched(norm([width])),
        relu: activation('relu'),
      }),
    ),
    output: dense(width, classes),
  });
}

/** Convolutions of 3 × 3 pixels with as many channels each; the first two are followed by pooling. */
function convolutional(classes: number, { width, depth, norm }: Sizes): Layer {
  const pooled = (index: number): boolean => index < 2;
  const sideAt = (index: number): number => side / 2 ** Math.min(index, 2);
  const last = sideAt(depth);
  return serial({
    image: reshapeTo([side, side, 1]),
    ...numbered(depth, 'convolution', (index) =>
      serial({
        product: convolution(index === 0 ? 1 : width, width, 3, { initializer: heNormal }),
        norm: watched(norm([sideAt(index), sideAt(index), width])),
        relu: activation('relu'),
        ...(pooled(index) && { pool: maxPool(2) }),
      }),
    ),
    flatten: flatten(),
    output: dense(last * last * width, classes),
  });
}

/** A transformer over 16 patches of an image (after Dosovitskiy et al. 2021), which classifies by the mean of its tokens. */
function transformer(classes: number, { width, depth, norm }: Sizes): Layer {
  const tokens = patches * patches;
  const normalization = (features: number): Layer => watched(norm([tokens, features]));
  return serial({
    image: reshapeTo([side, side, 1]),
    patches: convolution(1, width, patch, { stride: patch, padding: 'valid' }),
    tokens: reshapeTo([tokens, width]),
    positions: learnedPositions(tokens, width),
    ...numbered(depth, 'block', () => transformerBlock({ width, heads: partsOf(width), normalization })),
    norm: normalization(width),
    grid: reshapeTo([patches, patches, width]),
    mean: averagePool(patches),
    flatten: flatten(),
    output: dense(width, classes),
  });
}

interface Sizes {
  width: number;
  /** Hidden layers, convolutions or blocks. */
  depth: number;
  norm: MakeNorm;
}

/** The network that the values name, from standardized images in a row to logits. */
export function networkOf(values: Values, features: number, classes: number): Layer {
  const sizes: Sizes = { width: numberOf(values, 'width'), depth: numberOf(values, 'depth'), norm: normOf(values) };
  switch (textOf(values, 'network')) {
    case 'cnn':
      return convolutional(classes, sizes);
    case 'transformer':
      return transformer(classes, sizes);
    default:
      return perceptron(features, classes, sizes);
  }
}

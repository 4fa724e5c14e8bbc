/** An arm of the normalization experiment as plain data: its perceptrons and convolutional networks. */
import { sizesOf } from '../../src/engine/data/registry.ts';
import type { Described, PlacedLayer } from '../../src/experiment/arm-description.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { batchSizeOf, evaluatedTrainingExamples, evaluateEvery, partsOf, rateFactor, side, splits, updatesOf } from './sizes.ts';

/** The normalization behind the product at a path; none where the arm has none. */
function norm(values: Values, path: string, shape: readonly number[]): PlacedLayer[] {
  const features = shape.at(-1) ?? 1;
  const own = { path: `${path}/norm/norm`, shape };
  switch (textOf(values, 'norm')) {
    case 'batch':
      return [{ kind: 'batchNorm', ...own }];
    case 'layer':
      return [{ kind: 'layerNorm', ...own }];
    case 'group':
      return [{ kind: 'groupNorm', ...own, groups: partsOf(features) }];
    case 'instance':
      return [{ kind: 'groupNorm', ...own, groups: features }];
    case 'rms':
      return [{ kind: 'rmsNorm', ...own }];
    default:
      return [];
  }
}

const numbered = (count: number, make: (index: number) => PlacedLayer[]): PlacedLayer[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

function perceptron(values: Values, features: number, classes: number): PlacedLayer[] {
  const [width, depth] = [numberOf(values, 'width'), numberOf(values, 'depth')];
  return [
    ...numbered(depth, (index): PlacedLayer[] => {
      const path = `hidden${index + 1}`;
      return [
        { kind: 'dense', path: `${path}/product`, inputs: index === 0 ? features : width, outputs: width, initial: 'heNormal' },
        ...norm(values, path, [width]),
        { kind: 'activation', path: `${path}/relu`, of: 'relu' },
      ];
    }),
    { kind: 'dense', path: 'output', inputs: width, outputs: classes, initial: 'glorotUniform' },
  ];
}

function convolutional(values: Values, classes: number): PlacedLayer[] {
  const [width, depth] = [numberOf(values, 'width'), numberOf(values, 'depth')];
  const sideAt = (index: number): number => side / 2 ** Math.min(index, 2);
  return [
    { kind: 'image', path: 'image', shape: [side, side, 1] },
    ...numbered(depth, (index): PlacedLayer[] => {
      const path = `convolution${index + 1}`;
      return [
        {
          kind: 'convolution',
          path: `${path}/product`,
          inputs: index === 0 ? 1 : width,
          outputs: width,
          size: 3,
          initial: 'heNormal',
        },
        ...norm(values, path, [sideAt(index), sideAt(index), width]),
        { kind: 'activation', path: `${path}/relu`, of: 'relu' },
        ...(index < 2 ? [{ kind: 'maxPool', path: `${path}/pool`, size: 2 } as const] : []),
      ];
    }),
    { kind: 'flatten', path: 'flatten' },
    { kind: 'dense', path: 'output', inputs: sideAt(depth) ** 2 * width, outputs: classes, initial: 'glorotUniform' },
  ];
}

export function describe(values: Values): Described {
  const network = textOf(values, 'network');
  if (network === 'transformer') return { ok: false, reason: 'transformer' };
  const dataSet = textOf(values, 'dataSet');
  const { features, classes } = sizesOf(dataSet);
  return {
    ok: true,
    arm: {
      task: 'examples',
      data: { dataSet, ...splits(values) },
      features,
      classes,
      layers: network === 'cnn' ? convolutional(values, classes) : perceptron(values, features, classes),
      loss: { kind: 'crossEntropy', labelSmoothing: 0 },
      l1: 0,
      clip: null,
      optimizer: {
        kind: 'momentum',
        learningRate: numberOf(values, 'learningRate') * rateFactor(values),
        momentum: numberOf(values, 'momentum'),
        beta1: 0,
        beta2: 0,
        weightDecay: 0,
        otherRate: 0,
        schedule: null,
      },
      batchSize: batchSizeOf(values),
      updates: updatesOf(values),
      steps: numberOf(values, 'steps'),
      evaluateEvery: evaluateEvery(values),
      evaluatedTrainingExamples,
      keepBest: false,
    },
  };
}

/** An arm of the normalization experiment as plain data: its perceptrons, convolutional networks and transformers. */
import { sizesOf } from '../../src/engine/data/registry.ts';
import type { ArmDescription, Described, PlacedLayer } from '../../src/experiment/arm-description.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { batchSizeOf, evaluatedTrainingExamples, evaluateEvery, partsOf, patch, rateFactor, side, splits, updatesOf } from './sizes.ts';

/** The normalization in the group at a path, or of the network itself; none where the arm has none. */
function norm(values: Values, path: string, shape: readonly number[]): PlacedLayer[] {
  const features = shape.at(-1) ?? 1;
  const own = { path: path === '' ? 'norm/norm' : `${path}/norm/norm`, shape };
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

const blocks = (values: Values): string[] => Array.from({ length: numberOf(values, 'depth') }, (_, index) => `block${index + 1}`);

function transformer(values: Values, classes: number): PlacedLayer[] {
  const width = numberOf(values, 'width');
  const tokens = (side / patch) ** 2;
  return [
    { kind: 'image', path: 'image', shape: [side, side, 1] },
    { kind: 'patches', path: 'patches', inputs: 1, outputs: width, size: patch, initial: 'glorotUniform' },
    { kind: 'positions', path: 'positions', shape: [tokens, width] },
    ...blocks(values).flatMap((block): PlacedLayer[] => {
      const [attention, perceptron] = [`${block}/attention`, `${block}/perceptron`];
      const product = { kind: 'dense', initial: 'glorotUniform' } as const;
      return [
        ...norm(values, attention, [tokens, width]),
        { kind: 'attention', path: `${attention}/branch/attention`, width, heads: partsOf(width) },
        ...norm(values, perceptron, [tokens, width]),
        { ...product, path: `${perceptron}/branch/up`, inputs: width, outputs: 4 * width },
        { kind: 'activation', path: `${perceptron}/branch/activation`, of: 'geluTanh' },
        { ...product, path: `${perceptron}/branch/down`, inputs: 4 * width, outputs: width },
      ];
    }),
    ...norm(values, '', [tokens, width]),
    { kind: 'tokenMean', path: 'mean' },
    { kind: 'dense', path: 'output', inputs: width, outputs: classes, initial: 'glorotUniform' },
  ];
}

/** The layers of the network that the values name, and which of them lie in residual branches. */
function layersOf(values: Values, features: number, classes: number): Pick<ArmDescription, 'layers' | 'residuals'> {
  switch (textOf(values, 'network')) {
    case 'cnn':
      return { layers: convolutional(values, classes) };
    case 'transformer':
      return {
        layers: transformer(values, classes),
        residuals: blocks(values).flatMap((block) => [`${block}/attention`, `${block}/perceptron`]),
      };
    default:
      return { layers: perceptron(values, features, classes) };
  }
}

export function describe(values: Values): Described {
  const dataSet = textOf(values, 'dataSet');
  const { features, classes } = sizesOf(dataSet);
  return {
    ok: true,
    arm: {
      task: 'examples',
      data: { dataSet, ...splits(values) },
      features,
      classes,
      ...layersOf(values, features, classes),
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

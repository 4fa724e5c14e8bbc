/** An arm of the optimizers experiment as plain data. */
import { sizesOf } from '../../src/engine/data/registry.ts';
import { optimizerKinds } from '../../src/experiment/arm-description.ts';
import type { ArmDescription, Described, OptimizerDescription, PlacedLayer } from '../../src/experiment/arm-description.ts';
import type { DescentDescription } from '../../src/experiment/descent-description.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { scheduleOf } from './schedule.ts';
import { channels, evaluatedTrainingExamples, evaluateEvery, isDescent, plane, side, splits, surfaceOf } from './sizes.ts';

/** The optimizer of an arm, with its schedule. Throws when its kind is not known. */
export function describedOptimizer(values: Values): OptimizerDescription {
  const kind = optimizerKinds.find((one) => one === textOf(values, 'optimizer'));
  if (!kind) throw new Error(`there is no optimizer ${textOf(values, 'optimizer')}`);
  const number = (id: string): number => numberOf(values, id);
  return {
    kind,
    learningRate: number('learningRate'),
    momentum: number('momentum'),
    beta1: number('beta1'),
    beta2: number('beta2'),
    weightDecay: number('weightDecay'),
    otherRate: number('otherRate'),
    schedule: scheduleOf(textOf(values, 'schedule'), number('steps')),
  };
}

export function describedClipping(values: Values): ArmDescription['clip'] {
  const by = (['norm', 'value'] as const).find((one) => one === textOf(values, 'clipping'));
  return by ? { by, limit: numberOf(values, 'clipLimit') } : null;
}

const relu = (path: string): PlacedLayer => ({ kind: 'activation', path: `${path}_relu`, of: 'relu' });

const perceptron = (features: number, width: number, classes: number): PlacedLayer[] => [
  { kind: 'dense', path: 'hidden1', inputs: features, outputs: width, initial: 'heNormal' },
  relu('hidden1'),
  { kind: 'dense', path: 'hidden2', inputs: width, outputs: width, initial: 'heNormal' },
  relu('hidden2'),
  { kind: 'dense', path: 'output', inputs: width, outputs: classes, initial: 'glorotUniform' },
];

const convolutional = (width: number, classes: number): PlacedLayer[] => [
  { kind: 'image', path: 'image', shape: [side, side, 1] },
  { kind: 'convolution', path: 'convolution1', inputs: 1, outputs: channels[0], size: 3, initial: 'heNormal' },
  relu('convolution1'),
  { kind: 'maxPool', path: 'pool1', size: 2 },
  { kind: 'convolution', path: 'convolution2', inputs: channels[0], outputs: channels[1], size: 3, initial: 'heNormal' },
  relu('convolution2'),
  { kind: 'maxPool', path: 'pool2', size: 2 },
  { kind: 'flatten', path: 'flatten' },
  { kind: 'dense', path: 'hidden', inputs: (side / 4) ** 2 * channels[1], outputs: width, initial: 'heNormal' },
  relu('hidden'),
  { kind: 'dense', path: 'output', inputs: width, outputs: classes, initial: 'glorotUniform' },
];

const descent = (values: Values): DescentDescription => ({
  task: 'descent',
  surface: surfaceOf(values) ?? plane,
  start: [numberOf(values, 'startX'), numberOf(values, 'startY')],
  spread: numberOf(values, 'spread'),
  // The plane's gradient is exact.
  noise: surfaceOf(values) === null ? 0 : numberOf(values, 'gradientNoise'),
  optimizer: describedOptimizer(values),
  clip: describedClipping(values),
  steps: numberOf(values, 'steps'),
  evaluateEvery: evaluateEvery(values),
});

export function describe(values: Values): Described {
  if (isDescent(values)) return { ok: true, arm: descent(values) };
  const dataSet = textOf(values, 'problem');
  const { features, classes } = sizesOf(dataSet);
  const width = numberOf(values, 'width');
  return {
    ok: true,
    arm: {
      task: 'examples',
      data: { dataSet, ...splits(values) },
      features,
      classes,
      layers: textOf(values, 'network') === 'cnn' ? convolutional(width, classes) : perceptron(features, width, classes),
      loss: { kind: 'crossEntropy', labelSmoothing: 0 },
      l1: 0,
      clip: describedClipping(values),
      optimizer: describedOptimizer(values),
      batchSize: numberOf(values, 'batchSize'),
      updates: 1,
      steps: numberOf(values, 'steps'),
      evaluateEvery: evaluateEvery(values),
      evaluatedTrainingExamples,
      keepBest: false,
    },
  };
}

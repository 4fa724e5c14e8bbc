/** The race on a real network: an image classifier trained by the arm's optimizer, from the weights and on the batches of all other arms. */
import { examplesFor } from '../../src/engine/data/examples.ts';
import { convolution } from '../../src/engine/layers/convolution.ts';
import { dense } from '../../src/engine/layers/dense.ts';
import { serial, type Layer } from '../../src/engine/layers/layer.ts';
import { maxPool } from '../../src/engine/layers/pooling.ts';
import { flatten, reshapeTo } from '../../src/engine/layers/reshape.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised } from '../../src/engine/training/supervised.ts';
import { exampleSizes } from '../../src/engine/training/supervised-needs.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { optimizerOf } from './optimizer.ts';
import { channels, evaluatedTrainingExamples, evaluateEvery, side, splits } from './sizes.ts';

const perceptron = (features: number, width: number, classes: number): Layer =>
  serial({
    hidden1: dense(features, width, 'relu'),
    hidden2: dense(width, width, 'relu'),
    output: dense(width, classes),
  });

/** Two convolutions with pooling, then a hidden layer, on images of 28 × 28 pixels. */
const convolutional = (width: number, classes: number): Layer =>
  serial({
    image: reshapeTo([side, side, 1]),
    convolution1: convolution(1, channels[0], 3, { activation: 'relu' }),
    pool1: maxPool(2),
    convolution2: convolution(channels[0], channels[1], 3, { activation: 'relu' }),
    pool2: maxPool(2),
    flatten: flatten(),
    hidden: dense((side / 4) ** 2 * channels[1], width, 'relu'),
    output: dense(width, classes),
  });

export function networkProgram(values: Values): Program {
  const width = numberOf(values, 'width');
  return supervised({
    data: (population) => examplesFor(population, { dataSet: textOf(values, 'problem'), ...splits(values) }),
    sizes: exampleSizes(textOf(values, 'problem'), splits(values)),
    model: ({ featureCount, classes }) =>
      textOf(values, 'network') === 'cnn' ? convolutional(width, classes) : perceptron(featureCount, width, classes),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples,
  });
}

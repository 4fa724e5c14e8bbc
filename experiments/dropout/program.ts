/** What the dropout experiment trains: a network large enough to memorize its few training examples, with the remedies of its arm. */
import { examplesFor } from '../../src/engine/data/examples.ts';
import { addNoiseOp, moveImagesOp } from '../../src/engine/device/kernels/augmentation.ts';
import { activation } from '../../src/engine/layers/activations.ts';
import { dense } from '../../src/engine/layers/dense.ts';
import { dropout } from '../../src/engine/layers/dropout.ts';
import { serial, type Layer } from '../../src/engine/layers/layer.ts';
import { batchNorm } from '../../src/engine/layers/normalization.ts';
import { smoothedCrossEntropy } from '../../src/engine/losses/cross-entropy.ts';
import { adamw } from '../../src/engine/optimizers/adamw.ts';
import { compose, l1 } from '../../src/engine/optimizers/transforms.ts';
import { boundaryProbe } from '../../src/engine/training/boundary.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised, type SupervisedOptions } from '../../src/engine/training/supervised.ts';
import { exampleSizes } from '../../src/engine/training/supervised-needs.ts';
import { tensorAt } from '../../src/engine/training/tree.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { evaluatedTrainingExamples, evaluateEvery, isImages, splits } from './sizes.ts';

const isWeight = (path: string): boolean => path.endsWith('weights');

/** A hidden layer; with batch normalization between its product and its activation, as it was proposed. */
const hidden = (inputs: number, units: number, normalized: boolean): Layer =>
  normalized
    ? serial({ product: dense(inputs, units), norm: batchNorm(units), activation: activation('relu') })
    : dense(inputs, units, 'relu');

const optimizer = compose([l1('l1', isWeight)], adamw({ learningRate: 'learningRate', weightDecay: 'weightDecay', decays: isWeight }));

/** Every remedy is a part of every step, where 0 is none of it: it can be turned up while training, in any arm. */
const augmentationOf =
  (images: boolean): NonNullable<SupervisedOptions['augment']> =>
  (x, { t, key, live }) => {
    const how = { shift: tensorAt(live, 'shift'), degrees: tensorAt(live, 'rotation') };
    const moved = images ? moveImagesOp(x, key('augmentation/move'), t, how) : x;
    return addNoiseOp(moved, key('augmentation/noise'), t, tensorAt(live, 'inputNoise'));
  };

export function program(values: Values): Program {
  const width = numberOf(values, 'width');
  const normalized = textOf(values, 'normalization') === 'batch';
  const { train, ...held } = splits(values);
  return supervised({
    data: (population) =>
      examplesFor(population, {
        dataSet: textOf(values, 'dataSet'),
        train: train * numberOf(values, 'dataFactor'),
        ...held,
        noise: numberOf(values, 'noise'),
        labelNoise: numberOf(values, 'labelNoise'),
      }),
    sizes: exampleSizes(textOf(values, 'dataSet'), { train: train * numberOf(values, 'dataFactor'), ...held }),
    model: ({ featureCount, classes }) =>
      serial({
        hidden1: hidden(featureCount, width, normalized),
        dropout1: dropout('dropout'),
        hidden2: hidden(width, width, normalized),
        dropout2: dropout('dropout'),
        output: dense(width, classes),
      }),
    optimizer,
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples,
    members: numberOf(values, 'members'),
    augment: augmentationOf(isImages(values)),
    loss: (logits, labels, live) => smoothedCrossEntropy(logits, labels, tensorAt(live, 'labelSmoothing')),
    ...(textOf(values, 'weights') === 'best' && { keepBest: true as const }),
    probes: ({ apply, device, examples, population }) =>
      examples.featureCount === 2 ? { boundary: boundaryProbe(examples, device, population, apply) } : {},
  });
}

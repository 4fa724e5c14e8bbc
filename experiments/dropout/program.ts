/** What the dropout experiment trains: a network large enough to memorize its few training examples, with the remedies of its arm. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { examplesFor } from '../../src/engine/data/examples.ts';
import { addNoiseOp, moveImagesOp } from '../../src/engine/device/kernels/augmentation.ts';
import { activation } from '../../src/engine/layers/activations.ts';
import { dense } from '../../src/engine/layers/dense.ts';
import { dropout } from '../../src/engine/layers/dropout.ts';
import { serial, type Layer } from '../../src/engine/layers/layer.ts';
import { batchNorm } from '../../src/engine/layers/normalization.ts';
import { crossEntropy } from '../../src/engine/losses/cross-entropy.ts';
import { adamw } from '../../src/engine/optimizers/adamw.ts';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.ts';
import { compose, l1 } from '../../src/engine/optimizers/transforms.ts';
import { boundaryProbe } from '../../src/engine/training/boundary.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised, type SupervisedOptions } from '../../src/engine/training/supervised.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { evaluatedTrainingExamples, evaluateEvery, isImages, splits } from './sizes.ts';

const isWeight = (path: string): boolean => path.endsWith('weights');

/** A hidden layer; with batch normalization between its product and its activation, as it was proposed. */
const hidden = (inputs: number, units: number, normalized: boolean): Layer =>
  normalized
    ? serial({ product: dense(inputs, units), norm: batchNorm(units), activation: activation('relu') })
    : dense(inputs, units, 'relu');

/** Penalties only where the arm has some: they are no part of the others' steps. */
function optimizerOf(values: Values): Optimizer {
  const own = adamw({ learningRate: 'learningRate', weightDecay: 'weightDecay', decays: isWeight });
  const penalty = numberOf(values, 'l1');
  return penalty > 0 ? compose([l1(penalty, isWeight)], own) : own;
}

function augmentationOf(values: Values): SupervisedOptions['augment'] {
  const [shift, degrees] = isImages(values) ? [numberOf(values, 'shift'), numberOf(values, 'rotation')] : [0, 0];
  const noise = numberOf(values, 'inputNoise');
  if (shift === 0 && degrees === 0 && noise === 0) return undefined;
  return (x: Tensor, { t, key }) => {
    const moved = shift > 0 || degrees > 0 ? moveImagesOp(x, key('augmentation/move'), t, { shift, degrees }) : x;
    return noise > 0 ? addNoiseOp(moved, key('augmentation/noise'), t, noise) : moved;
  };
}

export function program(values: Values): Program {
  const width = numberOf(values, 'width');
  const normalized = textOf(values, 'normalization') === 'batch';
  const labelSmoothing = numberOf(values, 'labelSmoothing');
  const { train, ...held } = splits(values);
  const augment = augmentationOf(values);
  return supervised({
    data: (population) =>
      examplesFor(population, {
        dataSet: textOf(values, 'dataSet'),
        train: train * numberOf(values, 'dataFactor'),
        ...held,
        noise: numberOf(values, 'noise'),
        labelNoise: numberOf(values, 'labelNoise'),
      }),
    model: ({ featureCount, classes }) =>
      serial({
        hidden1: hidden(featureCount, width, normalized),
        dropout1: dropout('dropout'),
        hidden2: hidden(width, width, normalized),
        dropout2: dropout('dropout'),
        output: dense(width, classes),
      }),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples,
    members: numberOf(values, 'members'),
    ...(augment && { augment }),
    ...(labelSmoothing > 0 && { loss: (logits: Tensor, labels: Tensor) => crossEntropy(logits, labels, { labelSmoothing }) }),
    ...(textOf(values, 'weights') === 'best' && { keepBest: true as const }),
    probes: ({ apply, device, examples, population }) =>
      examples.featureCount === 2 ? { boundary: boundaryProbe(examples, device, population, apply) } : {},
  });
}

/** What the sandbox trains: the network, loss and optimizer of the arm on the chosen data. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { examplesFor } from '../../src/engine/data/examples.ts';
import { describedNetwork } from '../../src/engine/layers/described.ts';
import { crossEntropy } from '../../src/engine/losses/cross-entropy.ts';
import { focalLoss } from '../../src/engine/losses/focal.ts';
import { boundaryProbe } from '../../src/engine/training/boundary.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised, type SupervisedOptions } from '../../src/engine/training/supervised.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkOf } from '../../src/experiment/network/text.ts';
import { optimizerOf } from '../optimizers/optimizer.ts';
import { evaluateEvery, splits, taskOf } from './sizes.ts';

/** What training goes by; undefined: plain cross-entropy, by which evaluations always go. */
function lossOf(values: Values): SupervisedOptions['loss'] {
  switch (textOf(values, 'loss')) {
    case 'smoothed': {
      const labelSmoothing = numberOf(values, 'labelSmoothing');
      return (logits: Tensor, labels: Tensor) => crossEntropy(logits, labels, { labelSmoothing });
    }
    case 'focal': {
      const gamma = numberOf(values, 'focusing');
      return (logits: Tensor, labels: Tensor) => focalLoss(logits, labels, gamma);
    }
    default:
      return undefined;
  }
}

export function program(values: Values): Program {
  const loss = lossOf(values);
  const network = networkOf(textOf(values, 'network'));
  const { input } = taskOf(values);
  return supervised({
    data: (population) =>
      examplesFor(population, {
        dataSet: textOf(values, 'dataSet'),
        ...splits(values),
        noise: numberOf(values, 'noise'),
        labelNoise: numberOf(values, 'labelNoise'),
      }),
    model: ({ classes }) => describedNetwork(network, input, { outputs: classes, rate: 'dropout' }),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples: 300,
    ...(loss && { loss }),
    probes: ({ apply, device, examples, population }) =>
      examples.featureCount === 2 ? { boundary: boundaryProbe(examples, device, population, apply) } : {},
  });
}

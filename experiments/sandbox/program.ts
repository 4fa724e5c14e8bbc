/** What the sandbox trains: the network, loss and optimizer of the arm on the chosen data. */
import { describedNetwork } from '../../src/engine/layers/described.ts';
import { smoothedCrossEntropy } from '../../src/engine/losses/cross-entropy.ts';
import { focalLoss } from '../../src/engine/losses/focal.ts';
import { huberLoss, meanAbsoluteError } from '../../src/engine/losses/regression.ts';
import { boundaryProbe } from '../../src/engine/training/boundary.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { curveProbe, predictedProbe } from '../../src/engine/training/predictions.ts';
import { supervised, type SupervisedOptions } from '../../src/engine/training/supervised.ts';
import { exampleSizes } from '../../src/engine/training/supervised-needs.ts';
import { tensorAt } from '../../src/engine/training/tree.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkOf } from '../../src/experiment/network/text.ts';
import { ownDataOf } from '../../src/experiment/own-data.ts';
import { namedExamples } from '../../src/experiment/own-examples.ts';
import { optimizerOf } from '../optimizers/optimizer.ts';
import { evaluatedTrainingExamples, evaluateEvery, pictureOf, splits, taskOf } from './sizes.ts';

/** What training goes by; undefined: plain cross-entropy or the squared error, by which evaluations always go. */
function lossOf(values: Values): SupervisedOptions['loss'] {
  if (taskOf(values).outputs === 1) return numberLossOf(values);
  switch (textOf(values, 'loss')) {
    case 'smoothed':
      return (logits, labels, live) => smoothedCrossEntropy(logits, labels, tensorAt(live, 'labelSmoothing'));
    case 'focal':
      return (logits, labels, live) => focalLoss(logits, labels, tensorAt(live, 'focusing'));
    default:
      return undefined;
  }
}

function numberLossOf(values: Values): SupervisedOptions['loss'] {
  switch (textOf(values, 'numberLoss')) {
    case 'absolute':
      return meanAbsoluteError;
    case 'huber':
      return (prediction, goal, live) => huberLoss(prediction, goal, tensorAt(live, 'threshold'));
    default:
      return undefined;
  }
}

export function program(values: Values): Program {
  const loss = lossOf(values);
  const network = networkOf(textOf(values, 'network'));
  const { input } = taskOf(values);
  const own = ownDataOf(values['dataSet']);
  const [noise, labelNoise] = [numberOf(values, 'noise'), numberOf(values, 'labelNoise')];
  return supervised({
    data: (population) => namedExamples(population, { dataSet: textOf(values, 'dataSet'), ...splits(values), noise, labelNoise }),
    sizes: own ? { ...own, ...splits(values), used: false } : exampleSizes(textOf(values, 'dataSet'), splits(values)),
    model: ({ classes }) => describedNetwork(network, input, { outputs: classes, rate: 'dropout' }),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples,
    ...(loss && { loss }),
    probes: (bound) => {
      const picture = pictureOf(values);
      if (picture === 'boundary') return { boundary: boundaryProbe(bound.examples, bound.device, bound.population, bound.apply) };
      if (picture === 'curve') return { curve: curveProbe(bound) };
      return picture === 'predicted' ? { predicted: predictedProbe(bound) } : {};
    },
  });
}

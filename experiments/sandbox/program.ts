/** What the sandbox trains: the network, loss and optimizer of the arm on the chosen data. */
import { DataError } from '../../src/engine/data/data-error.ts';
import { examplesFor, prepared } from '../../src/engine/data/examples.ts';
import { tableSet } from '../../src/engine/data/table.ts';
import { describedNetwork } from '../../src/engine/layers/described.ts';
import { smoothedCrossEntropy } from '../../src/engine/losses/cross-entropy.ts';
import { focalLoss } from '../../src/engine/losses/focal.ts';
import { huberLoss, meanAbsoluteError } from '../../src/engine/losses/regression.ts';
import { boundaryProbe } from '../../src/engine/training/boundary.ts';
import type { Population } from '../../src/engine/training/population.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised, type Examples, type SupervisedOptions } from '../../src/engine/training/supervised.ts';
import { tensorAt } from '../../src/engine/training/tree.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkOf } from '../../src/experiment/network/text.ts';
import { ownDataOf, ownPath, type OwnData } from '../../src/experiment/own-data.ts';
import { optimizerOf } from '../optimizers/optimizer.ts';
import { evaluatedTrainingExamples, evaluateEvery, hasPlane, splits, taskOf } from './sizes.ts';

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

/** The table that the session brought along, which must be the one that was named. */
async function ownExamples(population: Population, own: OwnData, values: Values): Promise<Examples> {
  const set = tableSet(await population.fetchBytes(ownPath(own.hash)));
  if (set.examples !== own.rows || set.featureShape[0] !== own.features || set.classes !== own.classes) {
    throw new DataError('The table that this session brings along is not the one that its settings name. Open the right file again.');
  }
  return prepared(population, set, { ...splits(values), labelNoise: numberOf(values, 'labelNoise') }, { perFeature: true });
}

export function program(values: Values): Program {
  const loss = lossOf(values);
  const network = networkOf(textOf(values, 'network'));
  const { input } = taskOf(values);
  const own = ownDataOf(values['dataSet']);
  const labelNoise = numberOf(values, 'labelNoise');
  return supervised({
    data: (population) =>
      own
        ? ownExamples(population, own, values)
        : examplesFor(population, { dataSet: textOf(values, 'dataSet'), ...splits(values), noise: numberOf(values, 'noise'), labelNoise }),
    model: ({ classes }) => describedNetwork(network, input, { outputs: classes, rate: 'dropout' }),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples,
    ...(loss && { loss }),
    probes: ({ apply, device, examples, population }) =>
      hasPlane(values) ? { boundary: boundaryProbe(examples, device, population, apply) } : {},
  });
}

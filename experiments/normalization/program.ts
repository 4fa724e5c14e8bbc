/** What the experiment trains: a network with the arm's normalization, with SGD and momentum, in batches of the arm's size. */
import { examplesFor } from '../../src/engine/data/examples.ts';
import { momentum } from '../../src/engine/optimizers/momentum.ts';
import { scaledRate } from '../../src/engine/optimizers/scaled-rate.ts';
import { activationStatistics } from '../../src/engine/training/activation-statistics.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised } from '../../src/engine/training/supervised.ts';
import { exampleSizes } from '../../src/engine/training/supervised-needs.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkOf } from './network.ts';
import { batchSizeOf, evaluatedTrainingExamples, evaluateEvery, rateFactor, splits, updatesOf } from './sizes.ts';

export function program(values: Values): Program {
  return supervised({
    data: (population) => examplesFor(population, { dataSet: textOf(values, 'dataSet'), ...splits(values) }),
    sizes: exampleSizes(textOf(values, 'dataSet'), splits(values)),
    model: ({ featureCount, classes }) => networkOf(values, featureCount, classes),
    optimizer: scaledRate('rate', 'learningRate', rateFactor(values), momentum({ learningRate: 'rate', momentum: 'momentum' })),
    batchSize: batchSizeOf(values),
    updates: updatesOf(values),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples,
    trainingMode: true,
    probes: (bound) => ({ activations: activationStatistics(bound) }),
  });
}

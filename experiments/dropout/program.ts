/** What the dropout experiment trains: a network large enough to memorize its few training examples, with and without dropout. */
import { examplesFor } from '../../src/engine/data/examples.ts';
import { dense } from '../../src/engine/layers/dense.ts';
import { dropout } from '../../src/engine/layers/dropout.ts';
import { serial } from '../../src/engine/layers/layer.ts';
import { adam } from '../../src/engine/optimizers/adam.ts';
import { boundaryProbe } from '../../src/engine/training/boundary.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { supervised } from '../../src/engine/training/supervised.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { evaluateEvery, splits } from './sizes.ts';

export function program(values: Values): Program {
  const dataSet = textOf(values, 'dataSet');
  const width = numberOf(values, 'width');
  const sizes = splits(values);
  return supervised({
    data: (population) => examplesFor(population, { dataSet, ...sizes, noise: numberOf(values, 'noise') }),
    model: ({ featureCount, classes }) =>
      serial({
        hidden1: dense(featureCount, width, 'relu'),
        dropout1: dropout('dropout'),
        hidden2: dense(width, width, 'relu'),
        dropout2: dropout('dropout'),
        output: dense(width, classes),
      }),
    optimizer: adam({ learningRate: 'learningRate' }),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluatedTrainingExamples: 1000,
    probes: ({ apply, device, examples, population }) =>
      examples.featureCount === 2 ? { boundary: boundaryProbe(examples, device, population, apply) } : {},
  });
}

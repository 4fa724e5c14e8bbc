/** What the experiment trains: a language model of English that learns Spanish, all of it or a few numbers of it. */
import { baseModelSizes, loadBaseModel } from '../../src/engine/data/base-models.ts';
import { vocabulary } from '../../src/engine/data/characters.ts';
import { matrixChoices, methods } from '../../src/engine/layers/adapted-model.ts';
import type { Adaptation } from '../../src/engine/layers/adapted-model.ts';
import { adam } from '../../src/engine/optimizers/adam.ts';
import { scheduled } from '../../src/engine/optimizers/schedules.ts';
import { languageModelling } from '../../src/engine/training/language-model.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { trainedWeights } from '../../src/engine/training/trained-weights.ts';
import { trainingCosts } from '../../src/engine/training/training-costs.ts';
import { sampledText } from '../../src/engine/training/sampled-text.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { evaluateEvery, evaluationWindows, modelOf } from './sizes.ts';

/** The beginning of every sampled text: words in both languages. */
const prompt = 'No ';
const sampledCharacters = 120;
/** Steps in which the learning rate rises; then it falls to 0 along half a cosine. */
const warmup = 5;

/** The one of the known ones that a choice names. */
function known<T extends string>(values: Values, id: string, all: readonly T[]): T {
  const found = all.find((one) => one === textOf(values, id));
  if (found === undefined) throw new Error(`${id} cannot be ${textOf(values, id)}`);
  return found;
}

export function adaptationOf(values: Values): Adaptation {
  const rank = numberOf(values, 'rank');
  return {
    method: known(values, 'method', methods),
    rank,
    matrices: known(values, 'matrices', matrixChoices),
    alpha: rank * numberOf(values, 'scaling'),
    bottleneck: numberOf(values, 'bottleneck'),
    length: numberOf(values, 'length'),
  };
}

export function program(values: Values): Program {
  const model = modelOf(values);
  const adaptation = adaptationOf(values);
  const steps = numberOf(values, 'steps');
  return languageModelling({
    sizes: baseModelSizes[model],
    adaptation,
    base: ({ fetchBytes }) => loadBaseModel(model, vocabulary, fetchBytes),
    text: 'spanish',
    old: 'english',
    optimizer: scheduled(
      { rate: { base: 'learningRate', schedule: { kind: 'cosine', warmup, total: steps, floor: 0 } } },
      adam({ learningRate: 'rate' }),
    ),
    batchSize: numberOf(values, 'batchSize'),
    steps,
    evaluateEvery: evaluateEvery(values),
    evaluationWindows,
    probes: (bound) => ({
      adapter: trainedWeights(bound.population.R, adaptation, model),
      costs: trainingCosts(bound.population.R, bound.parameters, bound.baseParameters),
      text: sampledText(bound, { prompt, length: sampledCharacters, temperature: 'temperature', topK: 'topK', topP: 'topP' }),
    }),
  });
}

/** What the experiment trains: a language model of English that learns Spanish, or a classifier of clothes that learns digits. */
import { baseModelSizes, loadBaseModel } from '../../src/engine/data/base-models.ts';
import { vocabulary } from '../../src/engine/data/characters.ts';
import { examplesFor } from '../../src/engine/data/examples.ts';
import { clothesSizes, loadClothes } from '../../src/engine/data/image-models.ts';
import { matrixChoices, methods } from '../../src/engine/layers/adapted-model.ts';
import type { Adaptation } from '../../src/engine/layers/adapted-model.ts';
import { adam } from '../../src/engine/optimizers/adam.ts';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.ts';
import { scheduled } from '../../src/engine/optimizers/schedules.ts';
import { adaptedImages } from '../../src/engine/training/adapted-images.ts';
import { languageModelling } from '../../src/engine/training/language-model.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { trainedWeights } from '../../src/engine/training/trained-weights.ts';
import { trainingCosts } from '../../src/engine/training/training-costs.ts';
import { sampledText } from '../../src/engine/training/sampled-text.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { evaluateEvery, evaluationWindows, heldImages, isImages, modelOf, splits } from './sizes.ts';

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
  return {
    method: known(values, 'method', methods),
    rank: numberOf(values, 'rank'),
    matrices: known(values, 'matrices', matrixChoices),
    scaling: 'scaling',
    bottleneck: numberOf(values, 'bottleneck'),
    length: numberOf(values, 'length'),
  };
}

const optimizerOf = (values: Values): Optimizer =>
  scheduled(
    { rate: { base: 'learningRate', schedule: { kind: 'cosine', warmup, total: numberOf(values, 'steps'), floor: 0 } } },
    adam({ learningRate: 'rate' }),
  );

/** Clothes of the base's own test examples, which stand for what it knew. */
const clothes = { dataSet: 'fashion-mnist', train: 2000, validation: 1, test: heldImages };

const imagesProgram = (values: Values): Program =>
  adaptedImages({
    sizes: clothesSizes,
    adaptation: adaptationOf(values),
    base: ({ fetchBytes }) => loadClothes(fetchBytes),
    data: (population) => examplesFor(population, { dataSet: 'mnist', ...splits(values) }),
    old: (population) => examplesFor(population, clothes),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    probes: (bound) => ({ costs: trainingCosts(bound.population.R, bound.parameters, bound.baseParameters) }),
  });

export function program(values: Values): Program {
  return isImages(values) ? imagesProgram(values) : textProgram(values);
}

function textProgram(values: Values): Program {
  const model = modelOf(values);
  const adaptation = adaptationOf(values);
  return languageModelling({
    sizes: baseModelSizes[model],
    adaptation,
    base: ({ fetchBytes }) => loadBaseModel(model, vocabulary, fetchBytes),
    text: 'spanish',
    old: 'english',
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    evaluationWindows,
    probes: (bound) => ({
      adapter: trainedWeights(bound.population, adaptation, model),
      costs: trainingCosts(bound.population.R, bound.parameters, bound.baseParameters),
      text: sampledText(bound, { prompt, length: sampledCharacters, temperature: 'temperature', topK: 'topK', topP: 'topP' }),
    }),
  });
}

/** What the experiment trains: a language model of English that learns Spanish, or a classifier of clothes that learns digits. */
import { adaptedBases, sizesOfBase } from '../../src/engine/data/adapted-bases.ts';
import { baseModelSizes, loadBaseModel } from '../../src/engine/data/base-models.ts';
import type { Weights } from '../../src/engine/data/base-models.ts';
import { vocabulary } from '../../src/engine/data/characters.ts';
import { examplesFor } from '../../src/engine/data/examples.ts';
import { clothesSizes, loadClothes } from '../../src/engine/data/image-models.ts';
import { readAdapterWeights } from '../../src/engine/data/lora-files.ts';
import { matrixChoices, methods } from '../../src/engine/layers/adapted-model.ts';
import type { Adaptation } from '../../src/engine/layers/adapted-model.ts';
import { adam } from '../../src/engine/optimizers/adam.ts';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.ts';
import { scheduled } from '../../src/engine/optimizers/schedules.ts';
import { adaptedImages } from '../../src/engine/training/adapted-images.ts';
import { languageModelling } from '../../src/engine/training/language-model.ts';
import type { Population } from '../../src/engine/training/population.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { trainedWeights } from '../../src/engine/training/trained-weights.ts';
import { trainingCosts } from '../../src/engine/training/training-costs.ts';
import { sampledText } from '../../src/engine/training/sampled-text.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { adapterPath, ownAdapterOf } from '../../src/experiment/own-adapter.ts';
import type { OwnAdapter } from '../../src/experiment/own-adapter.ts';
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

/** The adapter that an arm starts from; null where it starts anew. */
const adapterOf = (values: Values): OwnAdapter | null =>
  textOf(values, 'method') === 'lora' ? ownAdapterOf(textOf(values, 'adapter')) : null;

export function adaptationOf(values: Values): Adaptation {
  const { rank, matrices, scaling } = adapterOf(values) ?? {
    rank: numberOf(values, 'rank'),
    matrices: isImages(values) ? 'all' : known(values, 'matrices', matrixChoices),
    scaling: 'scaling',
  };
  return {
    method: known(values, 'method', methods),
    rank,
    matrices,
    scaling,
    bottleneck: numberOf(values, 'bottleneck'),
    length: numberOf(values, 'length'),
  };
}

/** The numbers that an arm starts from, beside those of the base. */
function trainedBefore(values: Values): { trained?: (population: Population) => Promise<Weights> } {
  const own = adapterOf(values);
  const base = adaptedBases.find((id) => id === own?.base);
  if (!own || !base) return {};
  return { trained: async ({ fetchBytes }) => readAdapterWeights(await fetchBytes(adapterPath(own)), sizesOfBase(base), own) };
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
    ...trainedBefore(values),
    data: (population) => examplesFor(population, { dataSet: 'mnist', ...splits(values) }),
    old: (population) => examplesFor(population, clothes),
    optimizer: optimizerOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
    probes: ({ population, parameters, baseParameters }) => ({
      adapter: trainedWeights(population, adaptationOf(values), 'clothes'),
      costs: trainingCosts(population.R, parameters, baseParameters),
    }),
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
    ...trainedBefore(values),
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

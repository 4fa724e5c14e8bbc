/** What the experiment trains: a language model of English that learns Spanish, or a classifier of clothes that learns digits. */
import { adaptedBases, sizesOfBase } from '../../src/engine/data/adapted-bases.ts';
import { baseModelSizes, loadBaseModel } from '../../src/engine/data/base-models.ts';
import type { Weights } from '../../src/engine/data/base-models.ts';
import { vocabulary } from '../../src/engine/data/characters.ts';
import { examplesFor } from '../../src/engine/data/examples.ts';
import { clothesSizes, loadClothes } from '../../src/engine/data/image-models.ts';
import { readAdapterWeights } from '../../src/engine/data/lora-files.ts';
import { adam } from '../../src/engine/optimizers/adam.ts';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.ts';
import { scheduled } from '../../src/engine/optimizers/schedules.ts';
import { adaptedImages } from '../../src/engine/training/adapted-images.ts';
import { languageModelling } from '../../src/engine/training/language-model.ts';
import type { Population } from '../../src/engine/training/population.ts';
import type { Program } from '../../src/engine/training/program.ts';
import { exampleSizes } from '../../src/engine/training/supervised-needs.ts';
import { trainedWeights } from '../../src/engine/training/trained-weights.ts';
import { trainingCosts } from '../../src/engine/training/training-costs.ts';
import { sampledText } from '../../src/engine/training/sampled-text.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { adapterPath } from '../../src/experiment/own-adapter.ts';
import { adaptationOf, adapterOf, clothes, digits, scheduleOf, texts } from './adaptation.ts';
import { evaluateEvery, evaluationWindows, isImages, modelOf } from './sizes.ts';

/** The beginning of every sampled text: words in both languages. */
const prompt = 'No ';
const sampledCharacters = 120;

/** The numbers that an arm starts from, beside those of the base. */
function trainedBefore(values: Values): { trained?: (population: Population) => Promise<Weights> } {
  const own = adapterOf(values);
  const base = adaptedBases.find((id) => id === own?.base);
  if (!own || !base) return {};
  return { trained: async ({ fetchBytes }) => readAdapterWeights(await fetchBytes(adapterPath(own)), sizesOfBase(base), own) };
}

const optimizerOf = (values: Values): Optimizer =>
  scheduled({ rate: { base: 'learningRate', schedule: scheduleOf(values) } }, adam({ learningRate: 'rate' }));

const imagesProgram = (values: Values): Program =>
  adaptedImages({
    sizes: clothesSizes,
    adaptation: adaptationOf(values),
    base: ({ fetchBytes }) => loadClothes(fetchBytes),
    ...trainedBefore(values),
    data: (population) => examplesFor(population, digits(values)),
    old: (population) => examplesFor(population, clothes),
    exampleSizes: { learnt: exampleSizes(digits(values).dataSet, digits(values)), old: exampleSizes(clothes.dataSet, clothes) },
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
    ...texts,
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

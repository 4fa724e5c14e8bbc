/** Puts an adapter from files on its base model and says what it is worth: losses on what is new and what is old, the base's own, and text that it writes. */
import { sizesOfBase } from '../data/adapted-bases.ts';
import type { AdaptedBase } from '../data/adapted-bases.ts';
import { baseModelSizes, loadBaseModel } from '../data/base-models.ts';
import type { Weights } from '../data/base-models.ts';
import { decode, vocabulary } from '../data/characters.ts';
import type { FetchBytes } from '../data/data-set.ts';
import { examplesFor } from '../data/examples.ts';
import { clothesSizes, loadClothes } from '../data/image-models.ts';
import { adapterSize, openAdapter } from '../data/lora-files.ts';
import type { Adaptation, Matrices } from '../layers/adaptation-methods.ts';
import { sgd } from '../optimizers/sgd.ts';
import { adaptedImages } from './adapted-images.ts';
import { languageModelling } from './language-model.ts';
import { createPopulation } from './population.ts';
import type { Program } from './program.ts';
import { sampledText } from './sampled-text.ts';
import { createTrainer } from './trainer.ts';

/** A loss with the adapter and without: nats a character, or an image. */
interface Worth {
  adapted: number;
  base: number;
}

export interface AdapterTrial {
  base: AdaptedBase;
  rank: number;
  matrices: Matrices;
  /** Alpha over rank. */
  scaling: number;
  /** Numbers in the adapter. */
  parameters: number;
  /** On held-out Spanish, or digits, and on what the base was trained on: English, or clothes. */
  newLoss: Worth;
  oldLoss: Worth;
  /** What an adapted language model writes after the prompt, which it begins with; null of images. */
  text: string | null;
}

/** Words in both languages. */
const prompt = 'No ';
const characters = 120;
/** Windows of text, or images, in an evaluation of each. */
const windows = 64;
const images = 500;
const sampling = { temperature: 0.8, topK: 0, topP: 0.95 };

/** Nothing is trained: only what the files hold is looked at. */
const still = { optimizer: sgd({ learningRate: 0 }), batchSize: 1, steps: 1, evaluateEvery: 1 } as const;

function programOf(base: AdaptedBase, adaptation: Adaptation, parameters: Weights | null): Program {
  const trained = parameters && { trained: () => Promise.resolve(parameters) };
  if (base === 'clothes') {
    return adaptedImages({
      ...still,
      ...trained,
      sizes: clothesSizes,
      adaptation,
      base: ({ fetchBytes }) => loadClothes(fetchBytes),
      data: (population) => examplesFor(population, { dataSet: 'mnist', train: 100, validation: images, test: 0 }),
      old: (population) => examplesFor(population, { dataSet: 'fashion-mnist', train: 100, validation: 1, test: images }),
    });
  }
  return languageModelling({
    ...still,
    ...trained,
    sizes: baseModelSizes[base],
    adaptation,
    base: ({ fetchBytes }) => loadBaseModel(base, vocabulary, fetchBytes),
    text: 'spanish',
    old: 'english',
    evaluationWindows: windows,
    probes: (model) => ({
      text: sampledText(model, { prompt, length: characters, temperature: 'temperature', topK: 'topK', topP: 'topP' }),
    }),
  });
}

/**
 * Tries an adapter on the device that is started.
 *
 * @param weights - `adapter_model.safetensors`
 * @param configuration - `adapter_config.json`
 * @throws DataError with a sentence for people when the files do not belong together, or to no base of this site
 */
export async function tryAdapter(weights: Uint8Array, configuration: string, fetchBytes: FetchBytes): Promise<AdapterTrial> {
  const { base, parameters, settings } = openAdapter(weights, configuration);
  const { rank, alpha, matrices } = settings;
  const adaptation = { method: 'lora', rank, matrices, scaling: alpha / rank, bottleneck: 1, length: 1 } as const;

  const measure = async (adapted: boolean): Promise<{ loss: number; old: number; text: string | null }> => {
    const population = createPopulation([{ sessionSeed: 1, seed: 0, values: sampling }], Object.keys(sampling), fetchBytes);
    const bound = await programOf(base, adaptation, adapted ? parameters : null).init(population);
    const trainer = createTrainer(population, bound);
    try {
      const found = new Map<string, number>();
      for await (const { measures } of trainer.blocks()) {
        for (const { measure: name, values } of measures) if (!found.has(name)) found.set(name, values[0] ?? NaN);
        if (found.has('validation/loss')) break;
      }
      const written = adapted && base !== 'clothes' ? await trainer.probe('text') : null;
      return {
        loss: found.get('validation/loss') ?? NaN,
        old: found.get('validation/oldLoss') ?? NaN,
        text: written && decode(written.values),
      };
    } finally {
      trainer.dispose();
      population.dispose();
    }
  };
  const [with_, without] = [await measure(true), await measure(false)];
  return {
    base,
    rank,
    matrices,
    scaling: alpha / rank,
    parameters: adapterSize(sizesOfBase(base), settings),
    newLoss: { adapted: with_.loss, base: without.loss },
    oldLoss: { adapted: with_.old, base: without.old },
    text: with_.text,
  };
}

/** Puts an adapter from files on its base model and says what it is worth: losses on both texts, the base's own, and text that it writes. */
import { baseModelIds, baseModelSizes, loadBaseModel } from '../data/base-models.ts';
import type { BaseModelId } from '../data/base-models.ts';
import { decode, vocabulary } from '../data/characters.ts';
import { DataError } from '../data/data-error.ts';
import type { FetchBytes } from '../data/data-set.ts';
import { readAdapter, readConfiguration } from '../data/lora-files.ts';
import type { Matrices } from '../layers/adapted-model.ts';
import { sgd } from '../optimizers/sgd.ts';
import { languageModelling } from './language-model.ts';
import { createPopulation } from './population.ts';
import { sampledText } from './sampled-text.ts';
import { createTrainer } from './trainer.ts';

export interface AdapterTrial {
  base: BaseModelId;
  rank: number;
  matrices: Matrices;
  alpha: number;
  /** Numbers in the adapter. */
  parameters: number;
  /** Nats a character on held-out Spanish and English, with the adapter and without. */
  spanish: { adapted: number; base: number };
  english: { adapted: number; base: number };
  /** What the adapted model writes after the prompt, which it begins with. */
  text: string;
}

/** Words in both languages. */
const prompt = 'No ';
const characters = 120;
const windows = 64;
const sampling = { temperature: 0.8, topK: 0, topP: 0.95 };

/**
 * Tries an adapter on the device that is started.
 *
 * @param weights - `adapter_model.safetensors`
 * @param configuration - `adapter_config.json`
 * @throws DataError with a sentence for people when the files do not belong together, or to no base of this site
 */
export async function tryAdapter(weights: Uint8Array, configuration: string, fetchBytes: FetchBytes): Promise<AdapterTrial> {
  const named = readConfiguration(configuration).base;
  const base = baseModelIds.find((id) => id === named);
  if (!base) throw new DataError(`This adapter is for the model ${named || 'without a name'}, and here are ${baseModelIds.join(' and ')}.`);
  const { parameters, settings } = readAdapter(weights, configuration, baseModelSizes[base]);
  const { rank, alpha, matrices } = settings;

  const measure = async (adapted: boolean): Promise<{ spanish: number; english: number; text: string }> => {
    const population = createPopulation([{ sessionSeed: 1, seed: 0, values: sampling }], Object.keys(sampling), fetchBytes);
    const bound = await languageModelling({
      sizes: baseModelSizes[base],
      adaptation: { method: 'lora', rank, matrices, scaling: alpha / rank, bottleneck: 1, length: 1 },
      base: () => loadBaseModel(base, vocabulary, fetchBytes),
      ...(adapted && { trained: parameters }),
      text: 'spanish',
      old: 'english',
      // Nothing is trained: only what the files hold is looked at.
      optimizer: sgd({ learningRate: 0 }),
      batchSize: 1,
      steps: 1,
      evaluateEvery: 1,
      evaluationWindows: windows,
      probes: (model) => ({
        text: sampledText(model, { prompt, length: characters, temperature: 'temperature', topK: 'topK', topP: 'topP' }),
      }),
    }).init(population);
    const trainer = createTrainer(population, bound);
    try {
      const found = new Map<string, number>();
      for await (const { measures } of trainer.blocks()) {
        for (const { measure: name, values } of measures) if (!found.has(name)) found.set(name, values[0] ?? NaN);
        if (found.has('validation/loss')) break;
      }
      const written = adapted ? await trainer.probe('text') : null;
      return {
        spanish: found.get('validation/loss') ?? NaN,
        english: found.get('validation/oldLoss') ?? NaN,
        text: written === null ? '' : decode(written.values),
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
    alpha,
    parameters: Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0),
    spanish: { adapted: with_.spanish, base: without.spanish },
    english: { adapted: with_.english, base: without.english },
    text: with_.text,
  };
}

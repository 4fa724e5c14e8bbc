/** An arm of the lora experiment as plain data: which base it adapts, how, and to what. */
import { baseModelSizes } from '../../src/engine/data/base-models.ts';
import { vocabulary } from '../../src/engine/data/characters.ts';
import { clothesSizes } from '../../src/engine/data/image-models.ts';
import type { Described } from '../../src/experiment/arm-description.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { adaptationOf, adapterOf, clothes, digits, scheduleOf, texts } from './adaptation.ts';
import { evaluateEvery, evaluationWindows, isImages, modelOf } from './sizes.ts';

export function describe(values: Values): Described {
  const adaptation = adaptationOf(values);
  const { scaling } = adaptation;
  const shared = {
    task: 'adaptation',
    adaptation: { ...adaptation, scaling: typeof scaling === 'number' ? scaling : numberOf(values, scaling) },
    adapter: adapterOf(values),
    learningRate: numberOf(values, 'learningRate'),
    schedule: scheduleOf(values),
    batchSize: numberOf(values, 'batchSize'),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
  } as const;
  if (isImages(values)) {
    return { ok: true, arm: { ...shared, of: 'images', base: 'clothes', sizes: clothesSizes, data: digits(values), old: clothes } };
  }
  const base = modelOf(values);
  return { ok: true, arm: { ...shared, of: 'text', base, sizes: baseModelSizes[base], vocabulary, ...texts, evaluationWindows } };
}

/** An arm of the lora experiment as plain data: which base it adapts, how, and on which texts. */
import { baseModelSizes } from '../../src/engine/data/base-models.ts';
import { vocabulary } from '../../src/engine/data/characters.ts';
import type { Described } from '../../src/experiment/arm-description.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { adaptationOf, adapterOf, scheduleOf, texts } from './adaptation.ts';
import { evaluateEvery, evaluationWindows, isImages, modelOf } from './sizes.ts';

export function describe(values: Values): Described {
  if (isImages(values)) return { ok: false, reason: 'images' };
  if (adapterOf(values)) return { ok: false, reason: 'ownAdapter' };
  const base = modelOf(values);
  return {
    ok: true,
    arm: {
      task: 'adaptation',
      base,
      sizes: baseModelSizes[base],
      vocabulary,
      adaptation: { ...adaptationOf(values), scaling: numberOf(values, 'scaling') },
      ...texts,
      learningRate: numberOf(values, 'learningRate'),
      schedule: scheduleOf(values),
      batchSize: numberOf(values, 'batchSize'),
      steps: numberOf(values, 'steps'),
      evaluateEvery: evaluateEvery(values),
      evaluationWindows,
    },
  };
}

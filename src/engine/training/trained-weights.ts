/** The probe that hands out the low-rank updates of every run, to take them away as files. */
import { concat, reshape, zeros } from '@tensorflow/tfjs-core';
import type { Adaptation } from '../layers/adaptation-methods.ts';
import type { Population } from './population.ts';
import { scalingPath, type Probe } from './program.ts';
import { branchAt, leaves, tensorAt } from './tree.ts';

/**
 * The parameters of a population that trains by LoRA, and behind them the present `scaling` of each run; of one that trains otherwise an empty
 * layout and one 0 for each run.
 *
 * @param base - what the adapted model is called
 */
export function trainedWeights(population: Population, adaptation: Adaptation, base: string): Probe {
  const { R, live } = population;
  const { method, rank, scaling, matrices } = adaptation;
  const lora = { rank, matrices, base };
  if (method !== 'lora') return () => ({ kind: 'weights', layout: [], lora, values: zeros([R, 1]) });
  return (state) => {
    const found = leaves(branchAt(state, 'parameters'));
    const factor = typeof scaling === 'number' ? population.constant(scaling) : tensorAt(live, scaling);
    return {
      kind: 'weights',
      layout: [...found.map(([path, { shape }]) => ({ path, shape: shape.slice(1) })), { path: scalingPath, shape: [] }],
      lora,
      values: concat(
        [...found.map(([, leaf]) => leaf), factor].map((part) => reshape(part, [R, -1])),
        1,
      ),
    };
  };
}

/** The probe that hands out the low-rank updates of every run, to take them away as files. */
import { concat, reshape, zeros } from '@tensorflow/tfjs-core';
import type { Adaptation } from '../layers/adapted-model.ts';
import type { Probe } from './program.ts';
import { branchAt, leaves } from './tree.ts';

/**
 * The parameters of a population of R runs that trains by LoRA; of one that trains otherwise an empty layout and one 0 for each run.
 *
 * @param base - what the adapted model is called
 */
export function trainedWeights(R: number, adaptation: Adaptation, base: string): Probe {
  const { method, rank, alpha, matrices } = adaptation;
  const lora = { rank, alpha, matrices, base };
  if (method !== 'lora') return () => ({ kind: 'weights', layout: [], lora, values: zeros([R, 1]) });
  return (state) => {
    const found = leaves(branchAt(state, 'parameters'));
    return {
      kind: 'weights',
      layout: found.map(([path, { shape }]) => ({ path, shape: shape.slice(1) })),
      lora,
      values: concat(
        found.map(([, leaf]) => reshape(leaf, [R, -1])),
        1,
      ),
    };
  };
}

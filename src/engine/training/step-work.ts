/** What one training step asks of one run: examples and products, from the declaration of the model alone. */
import { trainingMultiplyAdds } from '../layers/facts.ts';
import type { Layer, Shape } from '../layers/layer.ts';

export interface StepWork {
  /** Examples that it learns from. */
  examples: number;
  /** Of the run's own training split: so many make an epoch. */
  trainingExamples: number;
  /** Multiplications with an addition in the products of model and gradients, of all its members. */
  multiplyAdds: number;
}

/**
 * @param input - shape of one example
 * @param members - networks of each run, which all see a batch
 */
export function stepWork(model: Layer, input: Shape, examples: number, trainingExamples: number, members = 1): StepWork {
  return { examples, trainingExamples, multiplyAdds: members * examples * trainingMultiplyAdds(model, input) };
}

/**
 * What a population will hold on its device, in bytes, from the sizes of its program alone: nothing is loaded or allocated. An estimate: what a
 * device adds (alignment, blocks that are kept for later) is not in it, and of the numbers that are made on the way the forward pass's count.
 */
import { factsOf } from '../layers/layer.ts';
import type { Layer, Shape } from '../layers/layer.ts';

export interface MemoryNeeds {
  /** As long as the population lives: data, parameters with gradients, what the optimizer keeps, indices. */
  held: number;
  /** Beside it for a moment: what a training step or a batch of an evaluation makes on the way. */
  passing: number;
  /** What all steps and evaluations make on the way, where each has memory of its own for it: on WebGPU recordings keep what they write to. */
  recorded: number;
  /** The largest single tensor. */
  largest: number;
}

/** The runs of a population, and how many different seeds these have. */
export interface PopulationSize {
  runs: number;
  seeds: number;
}

/** What one pass through a model takes. */
export interface Pass {
  /** Examples of each run. */
  examples: number;
  /** Numbers of an example besides those that the model makes: its features, once or more. */
  given: number;
  /** True: the gradients of what the model makes are made too. */
  training: boolean;
}

export interface NetworkNeeds {
  model: Layer;
  /** Shape of one example. */
  input: Shape;
  /** Numbers that the optimizer keeps for each parameter. */
  moments: number;
  /** Networks of each run; one if not given. */
  members?: number;
  /** Further copies of all weights: of the best so far. */
  copies?: number;
  passes: readonly Pass[];
  /** Numbers of each run beside its network: indices, batches that stay. */
  perRun: number;
  /** Numbers that all runs share: the data set, frozen weights. */
  shared: number;
  /** Of these the largest tensor. */
  largestShared: number;
}

/** float32 and int32. */
const bytesPerNumber = 4;

/** The needs of a population that trains a network. Throws when the input does not fit the model. */
export function networkNeeds(needs: NetworkNeeds, { runs }: PopulationSize): MemoryNeeds {
  const { model, input, moments, members = 1, copies = 0, passes, perRun, shared, largestShared } = needs;
  const facts = factsOf(model, input, '');
  const total = (of: (line: (typeof facts)[number]) => number): number => facts.reduce((sum, line) => sum + of(line), 0);
  const own = total(({ parameters }) => parameters) * (2 + moments + copies);
  const kept = total((line) => line.kept);
  const widest = Math.max(...facts.map(({ output }) => output.reduce((product, size) => product * size, 1)));
  const made = passes.map(({ examples, given, training }) => examples * (given + members * kept * (training ? 2 : 1)));
  const tensors = passes.map(({ examples, given }) => examples * Math.max(given, members * widest));
  return {
    held: bytesPerNumber * (runs * (members * own + perRun) + shared),
    passing: bytesPerNumber * runs * Math.max(0, ...made),
    recorded: bytesPerNumber * runs * made.reduce((sum, one) => sum + one, 0),
    largest:
      bytesPerNumber * Math.max(largestShared, runs * Math.max(0, ...tensors), runs * members * total(({ parameters }) => parameters)),
  };
}

/** A number of distinct rows, when so many seeds each draw `train` of `pool` rows. */
export const drawnRows = (pool: number, train: number, seeds: number): number =>
  Math.round(pool * (1 - (1 - Math.min(1, train / pool)) ** seeds));

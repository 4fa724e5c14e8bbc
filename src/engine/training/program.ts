/** The shape of what is trained: state, named pure steps, phases as data. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostTensors } from './host-state.ts';
import type { MemoryNeeds, PopulationSize } from './memory-needs.ts';
import type { Population } from './population.ts';
import type { StepWork } from './step-work.ts';

/** Named tensors, all with a leading run axis `[R, …]`; all of it is checkpointed. */
export interface Tree {
  readonly [name: string]: Tensor | Tree;
}

/** Live hyperparameters, each `[R]` float32. */
export type Live = Readonly<Record<string, Tensor>>;

export interface StepInput {
  /** What the phase's sampler gathered for this step; `{}` without one. */
  batch: Tree;
  live: Live;
  /** Counts updates, which are steps unless the phase makes several in each: `[1]` int32, device state. */
  t: Tensor;
  /** The key `[R, 2]` int32 of a named random stream. */
  key(stream: string): Tensor;
}

/**
 * A pure function of device tensors: no host reads, no host scalars that change between steps. It returns the parts of the
 * state it changes and its outputs, each `[R]`. In-place kernels return the tensor they were given. Outputs are disposed after they
 * were recorded: they are tensors of their own (`clone`), never those of the state.
 */
export type Step = (state: Tree, input: StepInput) => { state?: Tree; out: Readonly<Record<string, Tensor>> };

/** Draws the batch of a step on the device. */
export type Sampler = (t: Tensor, key: (stream: string) => Tensor) => Tree;

/** Works on the whole state between steps (prune, quantize, rewind) and gives the tensors it changes, by path. */
export type Edit = (state: HostTensors) => Promise<HostTensors>;

export interface Phase {
  name: string;
  /** Names of steps, done in order in every step of the phase. */
  cycle: readonly string[];
  steps: number;
  /**
   * How often each step goes through the cycle, every time with a batch of its own; absent: once. Populations with smaller batches make more
   * updates, so that after equal steps all have seen equally many examples. What the updates stream is averaged over a step.
   */
  updates?: number;
  batches?: string;
  /** Names of edits, done in order before the phase's first step. */
  before?: readonly string[];
  evaluateEvery?: number;
}

/** An evaluation: the batches it goes through, in order, and the step applied to each. Outputs are means over the batch's examples. */
export interface Evaluation {
  /** Number of examples of each batch; outputs are averaged with these weights. */
  sizes: readonly number[];
  batch(index: number): Tree;
  step: Step;
  /** Further measures that follow from the means over all examples, such as a root of one: `[R]` by name, on the host. */
  conclude?(means: Readonly<Record<string, Float32Array>>): Record<string, Float32Array>;
  /**
   * After the last batch: sees the outputs of all of them, `[batches, R]` by name, and may change the state in place. An evaluation with it is
   * always done, whether or not its outputs are measures.
   */
  finish?(state: Tree, outputs: Readonly<Record<string, Tensor>>, t: Tensor): void;
}

export interface GridResult {
  kind: 'grid';
  width: number;
  height: number;
  x: [number, number];
  y: [number, number];
  /** `[R, height · width]` */
  values: Tensor;
  pointsPerRun: number;
  points: Float32Array;
}

/** Where each run has been on a surface, from its start on. */
export interface PathsResult {
  kind: 'paths';
  /** `[R, most · 2]`: x and y at the start and after each step; 0 where a run has not been yet. */
  values: Tensor;
}

/** Text that runs have written, as tokens. */
export interface TextResult {
  kind: 'text';
  /** Token i is character i. */
  characters: string;
  /** Tokens of the prompt, at the beginning of every text. */
  prompt: number;
  /** `[R, length]` int32; −1 throughout for a run that has written nothing. */
  values: Tensor;
}

/** A place in a network where activations were looked at. */
export interface ObservedLayer {
  /** Names of the layers it lies in. */
  path: string;
  features: number;
  /** Places (pixels, tokens) that each feature has in an example; 1 without such axes. */
  places: number;
}

/** Activations of some examples, by layer. */
export interface StatisticsResult {
  kind: 'statistics';
  examples: number;
  layers: ObservedLayer[];
  /**
   * `[R, …]`, for each layer in turn: means over the places of every example and feature `[examples, features]`, then their variances
   * (divided by the places) in the same order.
   */
  values: Tensor;
}

/** Numbers of every run, in named columns. */
export interface TableResult {
  kind: 'table';
  /** What each column counts: plain numbers, shares of 1, or bytes. */
  columns: readonly { id: string; unit: 'count' | 'share' | 'bytes' }[];
  /** `[R, columns]` */
  values: Tensor;
}

/** Where the numbers of `WeightsResult` hold alpha / rank. */
export const scalingPath = 'scaling';

/** What runs have trained, to take away as files. */
export interface WeightsResult {
  kind: 'weights';
  /** Tensors of one run in the order of its numbers, by path and shape; empty where there is nothing to take away. */
  layout: readonly { path: string; shape: readonly number[] }[];
  /** What they are: low-rank updates of a base model. */
  lora: { rank: number; matrices: 'query-value' | 'attention' | 'all'; base: string };
  /** `[R, numbers of a run]` */
  values: Tensor;
}

/** What networks of one input predict of a number, over the range of the input. */
export interface CurveResult {
  kind: 'curve';
  /** Names of the input and of the number; null where they have none. */
  input: string | null;
  target: string | null;
  /** `[P]`, ascending. */
  x: Float32Array;
  /** `[R, P]`, in the units of the number. */
  values: Tensor;
  /** Training examples of each run in turn, x and number, so many of each; then validation examples of all. */
  pointsPerRun: number;
  points: Float32Array;
  held: Float32Array;
}

/** What networks predict of some validation examples. */
export interface PredictedResult {
  kind: 'predicted';
  /** Name of the number; null where it has none. */
  target: string | null;
  /** `[P]`, true numbers. */
  truth: Float32Array;
  /** `[R, P]`, in the units of the number. */
  values: Tensor;
}

export type ProbeResult =
  GridResult | PathsResult | TextResult | TableResult | WeightsResult | StatisticsResult | CurveResult | PredictedResult;

/** A named result that is not a number: a pure function of the state, computed only when asked for. */
export type Probe = (state: Tree) => ProbeResult;

/** A program bound to a population: everything is on the device. */
export interface BoundProgram {
  state: Tree;
  steps: Readonly<Record<string, Step>>;
  edits?: Readonly<Record<string, Edit>>;
  batches: Readonly<Record<string, Sampler>>;
  /** Done in this order; a `selection` is for what it changes. */
  evaluations: Readonly<Partial<Record<'selection' | 'train' | 'validation' | 'test', Evaluation>>>;
  probes: Readonly<Record<string, Probe>>;
  phases: readonly Phase[];
  /** Trainable parameters of one run. */
  parameters: number;
  /** What a step asks of each run; absent without data or a network. */
  work?: StepWork;
  /** Tensors outside `state` (data sets, index tables) to dispose with the population. */
  resources: readonly Tensor[];
}

export interface Program {
  /** What a population of so many runs will hold, before anything is loaded; absent: nobody knows. */
  memory?(size: PopulationSize): MemoryNeeds;
  /** Puts data, weights, optimizer state on the device. Throws with a sentence for people when data cannot be loaded. */
  init(population: Population): Promise<BoundProgram>;
}

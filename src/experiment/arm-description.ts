/**
 * One arm as plain data, from which programs elsewhere can be written: what it learns from, its network layer by layer, its loss, its
 * optimizer and its schedule. Derived from the arm's values by the experiment's `describe`.
 */
import type { ExampleOptions } from '../engine/data/examples.ts';
import type { Schedule } from '../engine/optimizers/schedules.ts';
import type { AdaptationDescription } from './adaptation-description.ts';
import type { DescentDescription } from './descent-description.ts';

/** How weights start: He's normal or Glorot's uniform distribution; biases start at 0. */
export type Initial = 'heNormal' | 'glorotUniform';

export type ActivationFunction = 'relu' | 'leakyRelu' | 'elu' | 'gelu' | 'geluTanh' | 'silu' | 'tanh' | 'sigmoid' | 'softplus';

/** A layer at its path ("hidden1/product"), which names its random streams and its weights. Images are `[height, width, channels]`, sequences `[tokens, features]`. */
export type PlacedLayer = { readonly path: string } & (
  | { kind: 'dense'; inputs: number; outputs: number; initial: Initial }
  /** Square kernels; a window begins every `stride` pixels, every one if not given, with edges as TensorFlow's padding "same" has them. */
  | { kind: 'convolution'; inputs: number; outputs: number; size: number; stride?: number; initial: Initial }
  | { kind: 'activation'; of: ActivationFunction }
  | { kind: 'dropout'; rate: number }
  /** Over all that lies in the shape of one example; of a sequence token by token. */
  | { kind: 'layerNorm'; shape: readonly number[] }
  | { kind: 'batchNorm' | 'rmsNorm'; shape: readonly number[] }
  | { kind: 'groupNorm'; shape: readonly number[]; groups: number }
  /** Windows side by side; a rest is dropped. */
  | { kind: 'maxPool' | 'averagePool'; size: number }
  /** A row of numbers as an image of one channel, and an image as a row in the order height, width, channel. */
  | { kind: 'image'; shape: readonly [number, number, 1] }
  | { kind: 'flatten' }
  /** Square kernels side by side, whose places become the tokens of a sequence, row by row. */
  | { kind: 'patches'; inputs: number; outputs: number; size: number; initial: Initial }
  /** A table of vectors that learn, one for each token, added to a sequence. */
  | { kind: 'positions'; shape: readonly [number, number] }
  /** Of every token to all (Vaswani et al. 2017, 3.2): four products named query, key, value and output, Glorot's at the start. */
  | { kind: 'attention'; width: number; heads: number }
  | { kind: 'tokenMean' }
);

export const optimizerKinds = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw', 'nadam', 'lion', 'muon'] as const;
export type OptimizerKind = (typeof optimizerKinds)[number];

/** Its numbers; those that its kind does not use mean nothing. Weights of dense layers and kernels decay, nothing else does. */
export interface OptimizerDescription {
  kind: OptimizerKind;
  learningRate: number;
  momentum: number;
  beta1: number;
  /** Also what RMSProp calls ρ. */
  beta2: number;
  weightDecay: number;
  /** Rate of Adam for what Muon leaves to it: biases, norms and the layer at the path "output". */
  otherRate: number;
  /** Multiplies both rates; null: they stay. */
  schedule: Schedule | null;
}

export type ClassLoss = { kind: 'crossEntropy'; labelSmoothing: number } | { kind: 'focal'; gamma: number };

/** Of a number that is standardized by the run's training examples. `threshold`: up to it errors count by their square. */
export type NumberLoss = { kind: 'squared' } | { kind: 'absolute' } | { kind: 'huber'; threshold: number };

/**
 * How training examples are changed before they are seen, anew in every update (engine/device/kernels/augmentation.ts). `shift`: square images
 * are moved by up to so many pixels; `degrees`: and turned by up to so many; `noise`: its standard deviation, in standardized features. 0: not.
 */
export interface Augmentation {
  shift: number;
  degrees: number;
  noise: number;
}

/** An arm that learns examples. */
export interface ArmDescription {
  task: 'examples';
  /** A data set of the program, or a person's own table (`own-data.ts`). */
  data: ExampleOptions;
  /** Numbers of an example. */
  features: number;
  /** 1 where a number is predicted. */
  classes: number;
  layers: readonly PlacedLayer[];
  /** More than 1: so many networks, each with random streams of its own, whose probabilities are averaged in evaluations. */
  members?: number;
  augmentation?: Augmentation;
  /** Paths of groups of layers whose input is added to what comes out of them; absent: there are none. */
  residuals?: readonly string[];
  /** What training makes small. Evaluations go by cross-entropy or by the squared error. */
  loss: ClassLoss | NumberLoss;
  /** Weight of the sum of absolute weights and kernels; 0: none. */
  l1: number;
  /** What bounds gradients: their norm over all parameters, or each by itself. */
  clip: { by: 'norm' | 'value'; limit: number } | null;
  optimizer: OptimizerDescription;
  batchSize: number;
  /** In each step, every one with a batch of its own. */
  updates: number;
  steps: number;
  evaluateEvery: number;
  /** The first so many of the training examples are evaluated. */
  evaluatedTrainingExamples: number;
  /** Evaluations are of the weights with the lowest validation loss so far. */
  keepBest: boolean;
}

/** Why an arm cannot be written as code for other frameworks. */
export type NoCode = 'undescribed';

/** Of any arm; its `task` says of which kind. */
export type Description = ArmDescription | AdaptationDescription | DescentDescription;

export type Described = { ok: true; arm: Description } | { ok: false; reason: NoCode };

/** Whether a loss is of a number, and not of classes. */
export const isNumberLoss = (loss: ArmDescription['loss']): loss is NumberLoss => loss.kind !== 'crossEntropy' && loss.kind !== 'focal';

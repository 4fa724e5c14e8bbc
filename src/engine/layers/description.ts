/** Networks as plain data, layer by layer: what can be written down, counted without making a tensor, and made into layers. Imports types only. */
import type { ActivationName } from './activations.ts';

/** What stands between two products; softmax belongs to losses. */
export const hiddenActivations = [
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'softplus',
] as const satisfies readonly ActivationName[];

export type HiddenActivation = (typeof hiddenActivations)[number];

export type LayerDescription =
  /** Takes all numbers of an example, whatever its shape. */
  | { kind: 'dense'; units: number; activation: HiddenActivation | null }
  /** Square kernels, padded so that with a stride of 1 the image keeps its size. */
  | { kind: 'convolution'; channels: number; size: number; stride: number; activation: HiddenActivation | null }
  /** Windows side by side; a rest row or column is dropped. */
  | { kind: 'maxPool' | 'averagePool'; size: number }
  /** `rate` null: the live one of the arm. */
  | { kind: 'dropout'; rate: number | null }
  | { kind: 'batchNorm' | 'layerNorm' | 'rmsNorm' }
  | { kind: 'groupNorm'; groups: number }
  | { kind: 'activation'; activation: HiddenActivation };

export type LayerKind = LayerDescription['kind'];

/** The hidden layers in order; the layer that gives the outputs is not among them. */
export type NetworkDescription = readonly LayerDescription[];

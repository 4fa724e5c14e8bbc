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

/** Those that pass about half of a signal, for which He's variance is meant. */
const halving: readonly (HiddenActivation | null)[] = ['relu', 'leakyRelu', 'elu', 'gelu', 'silu', 'softplus'];

/** The activation that follows a product: its own, or that of a later layer with only normalization and dropout between them. */
function activationAfter(network: NetworkDescription, index: number): HiddenActivation | null {
  const own = network[index];
  if (own && 'activation' in own && own.activation !== null) return own.activation;
  for (const layer of network.slice(index + 1)) {
    if (layer.kind === 'activation') return layer.activation;
    if (layer.kind === 'dense' || layer.kind === 'convolution') return null;
  }
  return null;
}

/** How the weights of the product at `index` start: as its activation asks for, so that "dense 8 relu" and "dense 8; batchnorm; relu" start alike. */
export const initialOf = (network: NetworkDescription, index: number): 'heNormal' | 'glorotUniform' =>
  halving.includes(activationAfter(network, index)) ? 'heNormal' : 'glorotUniform';

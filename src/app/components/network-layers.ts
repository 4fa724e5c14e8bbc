/** What a network's builder does to its list of layers: pure, so that the component only draws. */
import type { HiddenActivation, LayerDescription, LayerKind, NetworkDescription } from '../../engine/layers/description.ts';

/** As they are written in every language. */
export const activationNames: Readonly<Record<HiddenActivation, string>> = {
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  elu: 'ELU',
  gelu: 'GELU',
  silu: 'SiLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
};

/** "28 × 28 × 8", "32". */
export const shapeText = (shape: readonly number[]): string => shape.join(' × ');

/**
 * A layer of another kind, with what the old one has in common with it.
 *
 * @param features - that arrive; groups divide them
 */
export function ofKind(kind: LayerKind, old: LayerDescription | null, features: number): LayerDescription {
  const activation = old && 'activation' in old ? old.activation : 'relu';
  switch (kind) {
    case 'dense':
      return { kind, units: 16, activation };
    case 'convolution':
      return { kind, channels: 8, size: 3, stride: 1, activation };
    case 'maxPool':
    case 'averagePool':
      return { kind, size: 2 };
    case 'dropout':
      return { kind, rate: 0.2 };
    case 'groupNorm':
      return { kind, groups: [4, 2].find((groups) => features % groups === 0) ?? 1 };
    case 'activation':
      return { kind, activation: activation ?? 'relu' };
    default:
      return { kind };
  }
}

/** What is most often put behind the layers that there are: another of the last product, else a dense one. */
export function nextLayer(network: NetworkDescription): LayerDescription {
  return network.findLast(({ kind }) => kind === 'dense') ?? ofKind('dense', null, 1);
}

/** The layer at `index` one place further up (−1) or down (1); the same network where there is no place. */
export function moved(network: NetworkDescription, index: number, by: 1 | -1): NetworkDescription {
  const layer = network[index];
  const to = index + by;
  return layer && to >= 0 && to < network.length ? network.toSpliced(index, 1).toSpliced(to, 0, layer) : network;
}

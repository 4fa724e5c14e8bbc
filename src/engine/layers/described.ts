/** The network that a description stands for. */
import { activation } from './activations.ts';
import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import type { Activation } from './dense.ts';
import { initialOf } from './description.ts';
import type { HiddenActivation, LayerDescription, NetworkDescription } from './description.ts';
import { dropout, fixedDropout } from './dropout.ts';
import { glorotUniform, heNormal } from './initializers.ts';
import { outputShape, serial, sizeOfShape } from './layer.ts';
import type { Layer, Shape } from './layer.ts';
import { batchNorm, groupNorm, layerNorm, rmsNorm } from './normalization.ts';
import { averagePool, maxPool } from './pooling.ts';
import { flatten, reshapeTo } from './reshape.ts';

/** Those that a product can have built in. */
const fused: readonly Activation[] = ['relu', 'tanh', 'sigmoid'];

/**
 * Layers under names of their own: the second dense layer is `dense2` whatever stands before it, so that networks that agree in their products
 * start from the same weights.
 *
 * @param input - shape of an example; x arrives as `[R, B, features]`, in row-major order
 * @param options - `outputs`: numbers that the last layer gives; `rate`: the live hyperparameter of dropout layers without a rate of their own
 * @throws Error where a layer does not fit its input: what checks descriptions refuses these before
 */
export function describedNetwork(network: NetworkDescription, input: Shape, { outputs, rate }: { outputs: number; rate: string }): Layer {
  const layers: Record<string, Layer> = {};
  const counts = new Map<string, number>();
  let shape: Shape = [sizeOfShape(input)];
  const add = (kind: string, layer: Layer): string => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const name = `${kind}${number}`;
    layers[name] = layer;
    shape = outputShape(layer, shape);
    return name;
  };
  const flat = (): void => {
    if (shape.length > 1) add('flatten', flatten());
  };
  const activated = (of: HiddenActivation | null): void => {
    if (of !== null && !fused.some((one) => one === of)) add('activation', activation(of));
  };
  if (input.length > 1) add('image', reshapeTo(input));
  network.forEach((layer, index) => {
    const initializer = initialOf(network, index) === 'heNormal' ? heNormal : glorotUniform;
    if (layer.kind === 'dense') {
      flat();
      add('dense', dense(shape[0] ?? 0, layer.units, fusedOf(layer.activation), initializer));
      activated(layer.activation);
    } else if (layer.kind === 'convolution') {
      const { channels, size, stride } = layer;
      const own = fusedOf(layer.activation);
      add('convolution', convolution(shape.at(-1) ?? 0, channels, size, { stride, activation: own, initializer }));
      activated(layer.activation);
    } else {
      add(layer.kind, simpleLayer(layer, shape, rate));
    }
  });
  flat();
  return serial({ ...layers, output: dense(shape[0] ?? 0, outputs) });
}

const fusedOf = (of: HiddenActivation | null): Activation => fused.find((one) => one === of) ?? 'linear';

function simpleLayer(layer: Exclude<LayerDescription, { kind: 'dense' | 'convolution' }>, shape: Shape, rate: string): Layer {
  const features = shape.at(-1) ?? 0;
  switch (layer.kind) {
    case 'maxPool':
      return maxPool(layer.size);
    case 'averagePool':
      return averagePool(layer.size);
    case 'dropout':
      return layer.rate === null ? dropout(rate) : fixedDropout(layer.rate);
    case 'batchNorm':
      return batchNorm(features);
    case 'layerNorm':
      // Of an image all places and features together.
      return layerNorm(shape);
    case 'rmsNorm':
      return rmsNorm(features);
    case 'groupNorm':
      return groupNorm(features, layer.groups);
    case 'activation':
      return activation(layer.activation);
  }
}

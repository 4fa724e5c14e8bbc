/** What a network does to an example's shape, and how many parameters it has, from its description alone: what a page shows as it is built. */
import type { LayerDescription, NetworkDescription } from '../../engine/layers/description.ts';
import type { NetworkFault } from './fault.ts';
import { layerForms, networkLimits } from './text.ts';

export interface LayerShape {
  /** Of one example that comes out: `[features]` or `[height, width, channels]`. */
  output: readonly number[];
  /** Trainable ones of one run. */
  parameters: number;
  /** An image arrives and is taken as one row of numbers. */
  flattens: boolean;
}

export interface NetworkShapes {
  /** One for each hidden layer, up to the first that does not fit. */
  layers: readonly LayerShape[];
  /** The layer behind them, which gives the outputs; null where a hidden layer does not fit. */
  output: LayerShape | null;
  parameters: number;
  fault: NetworkFault | null;
}

const size = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/**
 * @param input - shape of an example
 * @param outputs - classes, or 1 for a number
 */
export function networkShapes(network: NetworkDescription, input: readonly number[], outputs: number): NetworkShapes {
  const layers: LayerShape[] = [];
  let [shape, parameters] = [input, 0];
  for (const [index, layer] of network.entries()) {
    const fault = misfit(layer, index + 1, shape);
    if (fault) return { layers, output: null, parameters, fault };
    const line = through(layer, shape);
    layers.push(line);
    shape = line.output;
    parameters += line.parameters;
  }
  const output = product(shape, outputs);
  parameters += output.parameters;
  const max = networkLimits.parameters;
  const fault = parameters > max ? ({ code: 'tooManyParameters', max, got: parameters } as const) : null;
  return { layers, output, parameters, fault };
}

function misfit(layer: LayerDescription, at: number, shape: readonly number[]): NetworkFault | null {
  const { word } = layerForms[layer.kind];
  if (layer.kind === 'groupNorm') {
    const features = shape.at(-1) ?? 0;
    return features % layer.groups === 0 ? null : { code: 'groups', at, groups: layer.groups, features };
  }
  const pools = layer.kind === 'maxPool' || layer.kind === 'averagePool';
  if (!pools && layer.kind !== 'convolution') return null;
  if (shape.length !== 3) return { code: 'noImage', at, layer: word, got: shape.join(' × ') };
  const side = Math.min(shape[0] ?? 0, shape[1] ?? 0);
  return pools && layer.size > side ? { code: 'windowTooLarge', at, layer: word, size: layer.size, side } : null;
}

const product = (shape: readonly number[], units: number): LayerShape => ({
  output: [units],
  parameters: (size(shape) + 1) * units,
  flattens: shape.length > 1,
});

function through(layer: LayerDescription, shape: readonly number[]): LayerShape {
  const [height = 0, width = 0, channels = 0] = shape;
  const features = shape.at(-1) ?? 0;
  const same = (parameters: number): LayerShape => ({ output: shape, parameters, flattens: false });
  switch (layer.kind) {
    case 'dense':
      return product(shape, layer.units);
    case 'convolution':
      return {
        output: [Math.ceil(height / layer.stride), Math.ceil(width / layer.stride), layer.channels],
        parameters: (layer.size * layer.size * channels + 1) * layer.channels,
        flattens: false,
      };
    case 'maxPool':
    case 'averagePool':
      return { output: [Math.floor(height / layer.size), Math.floor(width / layer.size), channels], parameters: 0, flattens: false };
    case 'batchNorm':
    case 'groupNorm':
      return same(2 * features);
    case 'layerNorm':
      // Over all axes of an example.
      return same(2 * size(shape));
    case 'rmsNorm':
      return same(features);
    default:
      return same(0);
  }
}

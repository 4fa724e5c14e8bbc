/** An arm of the sandbox as plain data: its network layer by layer, under the names that the engine gives the layers. */
import { initialOf } from '../../src/engine/layers/description.ts';
import type { HiddenActivation, LayerDescription } from '../../src/engine/layers/description.ts';
import type { ArmDescription, Described, PlacedLayer } from '../../src/experiment/arm-description.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkShapes } from '../../src/experiment/network/shapes.ts';
import { networkOf } from '../../src/experiment/network/text.ts';
import { describedClipping, describedOptimizer } from '../optimizers/describe.ts';
import { evaluatedTrainingExamples, evaluateEvery, splits, taskOf } from './sizes.ts';

function layersOf(values: Values): PlacedLayer[] {
  const { input, outputs } = taskOf(values);
  const network = networkOf(textOf(values, 'network'));
  const shapes = networkShapes(network, input, outputs).layers;
  const placed: PlacedLayer[] = [];
  const counts = new Map<string, number>();
  const nameOf = (kind: string): string => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return `${kind}${number}`;
  };
  let shape = input;
  const flat = (): number => {
    if (shape.length > 1) placed.push({ kind: 'flatten', path: nameOf('flatten') });
    return shape.reduce((product, side) => product * side, 1);
  };
  const activated = (path: string, of: HiddenActivation | null): void => {
    if (of !== null) placed.push({ kind: 'activation', path: `${path}_${of}`, of });
  };
  const [height = 0, width = 0, channels] = input;
  if (channels === 1) placed.push({ kind: 'image', path: nameOf('image'), shape: [height, width, 1] });
  for (const [index, layer] of network.entries()) {
    const initial = initialOf(network, index);
    if (layer.kind === 'dense') {
      const inputs = flat();
      const path = nameOf('dense');
      placed.push({ kind: 'dense', path, inputs, outputs: layer.units, initial });
      activated(path, layer.activation);
    } else if (layer.kind === 'convolution') {
      const path = nameOf('convolution');
      const { size, stride, channels: outputs } = layer;
      placed.push({ kind: 'convolution', path, inputs: shape.at(-1) ?? 0, outputs, size, stride, initial });
      activated(path, layer.activation);
    } else {
      placed.push(simple(layer, nameOf(layer.kind), shape, numberOf(values, 'dropout')));
    }
    shape = shapes[index]?.output ?? shape;
  }
  const inputs = flat();
  return [...placed, { kind: 'dense', path: 'output', inputs, outputs, initial: 'glorotUniform' }];
}

function simple(
  layer: Exclude<LayerDescription, { kind: 'dense' | 'convolution' }>,
  path: string,
  shape: readonly number[],
  rate: number,
): PlacedLayer {
  switch (layer.kind) {
    case 'maxPool':
    case 'averagePool':
      return { kind: layer.kind, path, size: layer.size };
    case 'dropout':
      return { kind: 'dropout', path, rate: layer.rate ?? rate };
    case 'batchNorm':
      return { kind: 'batchNorm', path, shape };
    case 'layerNorm':
      return { kind: 'layerNorm', path, shape };
    case 'rmsNorm':
      return { kind: 'rmsNorm', path, shape };
    case 'groupNorm':
      return { kind: 'groupNorm', path, shape, groups: layer.groups };
    case 'activation':
      return { kind: 'activation', path, of: layer.activation };
  }
}

function lossOf(values: Values): ArmDescription['loss'] {
  if (taskOf(values).outputs === 1) return numberLossOf(values);
  const loss = textOf(values, 'loss');
  if (loss === 'focal') return { kind: 'focal', gamma: numberOf(values, 'focusing') };
  return { kind: 'crossEntropy', labelSmoothing: loss === 'smoothed' ? numberOf(values, 'labelSmoothing') : 0 };
}

function numberLossOf(values: Values): ArmDescription['loss'] {
  switch (textOf(values, 'numberLoss')) {
    case 'absolute':
      return { kind: 'absolute' };
    case 'huber':
      return { kind: 'huber', threshold: numberOf(values, 'threshold') };
    default:
      return { kind: 'squared' };
  }
}

export function describe(values: Values): Described {
  const layers = layersOf(values);
  const { input, outputs } = taskOf(values);
  return {
    ok: true,
    arm: {
      task: 'examples',
      data: {
        dataSet: textOf(values, 'dataSet'),
        ...splits(values),
        noise: numberOf(values, 'noise'),
        labelNoise: numberOf(values, 'labelNoise'),
      },
      features: input.reduce((product, side) => product * side, 1),
      classes: outputs,
      layers,
      loss: lossOf(values),
      l1: 0,
      clip: describedClipping(values),
      optimizer: describedOptimizer(values),
      batchSize: numberOf(values, 'batchSize'),
      updates: 1,
      steps: numberOf(values, 'steps'),
      evaluateEvery: evaluateEvery(values),
      evaluatedTrainingExamples,
      keepBest: false,
    },
  };
}

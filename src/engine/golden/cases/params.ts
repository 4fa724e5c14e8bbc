/** Golden cases of params.json, by `config.type`: counted from declarations, without a device. */
import { adapter, lora, softPrompt } from '../../layers/adaptation.ts';
import { attention } from '../../layers/attention.ts';
import { convolution } from '../../layers/convolution.ts';
import { dense } from '../../layers/dense.ts';
import { modelFacts } from '../../layers/facts.ts';
import type { ModelFacts } from '../../layers/facts.ts';
import { outputShape, serial, sizeOfShape } from '../../layers/layer.ts';
import type { Layer, Shape } from '../../layers/layer.ts';
import { batchNorm, layerNorm } from '../../layers/normalization.ts';
import { averagePool, maxPool } from '../../layers/pooling.ts';
import { flatten } from '../../layers/reshape.ts';
import { languageModel } from '../../layers/transformer.ts';
import { booleanAt, isFields, listAt, numberAt, numbersAt, optionalNumberAt, stringAt } from '../fixture.ts';
import type { Fields, Json } from '../fixture.ts';
import type { CaseRunner, Suite } from '../suite.ts';

/** One layer of a CNN; dense layers take images as one row. */
function cnnLayer(fields: Fields, input: Shape): Layer {
  const type = stringAt(fields, 'type');
  switch (type) {
    case 'conv2d': {
      const padding = stringAt(fields, 'padding');
      if (padding !== 'same' && padding !== 'valid') throw new Error(`unknown padding ${padding}`);
      return convolution(input[2] ?? 0, numberAt(fields, 'filters'), numberAt(fields, 'kernelSize'), {
        stride: optionalNumberAt(fields, 'strides') ?? 1,
        padding,
      });
    }
    case 'maxPool2d':
      return maxPool(numberAt(fields, 'size'));
    case 'avgPool2d':
      return averagePool(numberAt(fields, 'size'));
    case 'dense':
      return serial({ flatten: flatten(), dense: dense(sizeOfShape(input), numberAt(fields, 'units')) });
    case 'batchNorm':
      return batchNorm(input.at(-1) ?? 0);
    case 'layerNorm':
      return layerNorm(input.at(-1) ?? 0);
    default:
      throw new Error(`unknown layer ${type}`);
  }
}

function recordOf(value: Json): Fields {
  if (!isFields(value)) throw new Error('a layer is not a record');
  return value;
}

/** Trainable numbers below a path: a layer, or all that lie in it. */
const below = ({ layers }: ModelFacts, path: string): number =>
  layers.reduce((sum, line) => sum + (line.path === path || line.path.startsWith(`${path}/`) ? line.parameters : 0), 0);

const runners: Readonly<Record<string, CaseRunner>> = {
  cnn: ({ config }) => {
    const input = numbersAt(config, 'input');
    const named: Record<string, Layer> = {};
    const shapes: number[][] = [];
    let shape: number[] = input;
    listAt(config, 'layers').forEach((fields, index) => {
      const layer = cnnLayer(recordOf(fields), shape);
      named[`layer${index}`] = layer;
      shape = outputShape(layer, shape);
      shapes.push(shape);
    });
    const facts = modelFacts(serial(named), input);
    return { perLayer: Object.keys(named).map((name) => below(facts, `/${name}`)), shapes, total: facts.parameters };
  },
  mlp: ({ config }) => {
    const sizes = numbersAt(config, 'layers');
    const named = Object.fromEntries(sizes.slice(1).map((outputs, i) => [`layer${i}`, dense(sizes[i] ?? 0, outputs)]));
    const facts = modelFacts(serial(named), sizes.slice(0, 1));
    return { perLayer: facts.layers.map(({ parameters }) => parameters), total: facts.parameters };
  },
  gpt: ({ config }) => {
    const [layers, width] = [numberAt(config, 'layers'), numberAt(config, 'width')];
    if (!booleanAt(config, 'bias')) throw new Error('the language model has biases');
    const model = languageModel({
      vocabulary: numberAt(config, 'vocab'),
      context: numberAt(config, 'context'),
      width,
      // Parameters do not depend on the number of heads.
      heads: 1,
      layers,
      tied: booleanAt(config, 'tied'),
    });
    const facts = modelFacts(model, [numberAt(config, 'context')]);
    const inBlock = (path: string): number => below(facts, `/body/block0/${path}`);
    const attend = (name: string): number => inBlock(`attention/branch/attention/${name}`);
    return {
      parts: {
        wte: below(facts, '/tokens'),
        wpe: below(facts, '/body/positions'),
        'block.ln1': inBlock('attention/norm'),
        'block.attnQKV': attend('query') + attend('key') + attend('value'),
        'block.attnOut': attend('output'),
        'block.ln2': inBlock('perceptron/norm'),
        'block.mlpUp': inBlock('perceptron/branch/up'),
        'block.mlpDown': inBlock('perceptron/branch/down'),
        blockTotal: below(facts, '/body/block0'),
        lnf: below(facts, '/body/norm'),
        head: below(facts, '/head'),
      },
      total: facts.parameters,
    };
  },
  lora: ({ config }) => {
    const rank = numberAt(config, 'r');
    const perMatrix = listAt(config, 'matrices').map((_, index, matrices) => {
      const [inputs = 0, outputs = 0] = numbersAt({ sizes: matrices[index] ?? null }, 'sizes');
      return modelFacts(lora(dense(inputs, outputs), rank, rank), [inputs]).parameters;
    });
    const trainable = perMatrix.reduce((sum, count) => sum + count, 0);
    return { perMatrix, trainable, fraction: trainable / numberAt(config, 'base') };
  },
  adapter: ({ config }) => {
    const width = numberAt(config, 'width');
    return { total: modelFacts(adapter(width, numberAt(config, 'bottleneck'), 'relu'), [width]).parameters };
  },
  softPrompt: ({ config }) => {
    const width = numberAt(config, 'width');
    return { total: modelFacts(softPrompt(numberAt(config, 'promptLength'), width), [1, width]).parameters };
  },
  prefix: ({ config }) => {
    const width = numberAt(config, 'width');
    const [withPrefix, bare] = [numberAt(config, 'promptLength'), 0].map((prefix) => {
      const blocks = Array.from({ length: numberAt(config, 'layers') }, (_, i) => [`layer${i}`, attention(width, 1, { prefix })] as const);
      return modelFacts(serial(Object.fromEntries(blocks)), [1, width]).parameters;
    });
    return { total: (withPrefix ?? NaN) - (bare ?? NaN) };
  },
};

export const params: Suite = { file: 'params', on: 'host', runners };

/** Golden cases of training.json, by `config.type`: whole runs of the engine's layers, loss and optimizers from given weights. */
import { reshape, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { assignOp } from '../../device/kernels/copy.ts';
import { createRecorder, notRecorded } from '../../device/recorder/recorder.ts';
import type { Recorder } from '../../device/recorder/recorder.ts';
import { repeated } from '../../device/recorder/repeated.ts';
import { writeTensor } from '../../device/write.ts';
import { activation, isActivation } from '../../layers/activations.ts';
import { convolution } from '../../layers/convolution.ts';
import { dense } from '../../layers/dense.ts';
import { serial } from '../../layers/layer.ts';
import type { Layer } from '../../layers/layer.ts';
import { batchNorm, layerNorm } from '../../layers/normalization.ts';
import { maxPool } from '../../layers/pooling.ts';
import { flatten } from '../../layers/reshape.ts';
import { languageModel } from '../../layers/transformer.ts';
import { softmaxCrossEntropy } from '../../losses/cross-entropy.ts';
import { lossAndGradients } from '../../training/gradients.ts';
import { createPopulation } from '../../training/population.ts';
import type { Tree } from '../../training/program.ts';
import { assignState } from '../../training/stepper.ts';
import { leaves } from '../../training/tree.ts';
import { applyContext, need } from '../apply.ts';
import { arrayAt, arraysAt, booleanAt, fieldsAt, numberAt, numbersAt, stringAt } from '../fixture.ts';
import type { Fields, GoldenCase } from '../fixture.ts';
import { optimizerOf } from '../optimizer-of.ts';
import type { CaseContext, CaseRunner, Result, Suite } from '../suite.ts';

function normalization(name: string, features: number, epsilon: number): Layer {
  switch (name) {
    case 'batchNorm':
      return batchNorm(features, { epsilon });
    case 'layerNorm':
      return layerNorm(features, { epsilon });
    default:
      throw new Error(`unknown norm ${name}`);
  }
}

const normRecord = (scale: Tensor, shift: Tensor): Tree => ({ scale, shift });

interface Run {
  model: Layer;
  /** The model's record from the weights of the fixture. */
  parameters: (weights: Record<string, Tensor>) => Tree;
  /** Names of the inputs and the labels of the batches. */
  batch: { x: string; labels: string; dtype: 'float32' | 'int32' };
}

/** The weights that a case starts from, by name. */
const weightsOf = ({ inputs }: GoldenCase, { shared }: CaseContext): Fields =>
  stringAt(inputs, 'weights').split('.').reduce(fieldsAt, shared);

/** One row of logits per label, whatever axes lie between runs and classes. */
function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const [R = 0] = labels.shape;
  return softmaxCrossEntropy(reshape(logits, [R, -1, logits.shape.at(-1) ?? 0]), reshape(labels, [R, -1]));
}

/** Losses of the steps, gradients of the first, and final weights. @param recorder - null: every step runs eagerly */
async function train(
  one: GoldenCase,
  context: CaseContext,
  { model, parameters: record, batch }: Run,
  recorder: Recorder | null,
): Promise<Record<string, Result>> {
  const data = fieldsAt(context.shared, stringAt(one.inputs, 'use'));
  const given = weightsOf(one, context);
  const weights = Object.fromEntries(Object.keys(given).map((name) => [name, context.tensor(arrayAt(given, name))]));
  const parameters = record(weights);
  const pathOf = new Map(leaves(parameters).map(([path, tensor]) => [tensor, path]));
  const named = (tree: Tree): [string, Tensor][] => {
    const at = Object.fromEntries(leaves(tree));
    return Object.entries(weights).map(([name, tensor]) => [name, need(at, pathOf.get(tensor) ?? name)]);
  };

  const runs = Array.from({ length: context.R }, () => ({ sessionSeed: 1, seed: 0, values: {} }));
  const population = createPopulation(runs, [], () => Promise.reject(new Error('nothing is loaded here')));
  const optimizer = optimizerOf(fieldsAt(one.config, 'optimizer'));
  const state = { parameters, optimizer: optimizer.init(population, parameters) };
  const [inputs, labels] = [arraysAt(data, batch.x), arraysAt(data, batch.labels)];
  const [firstInput, firstLabels] = [inputs[0], labels[0]];
  if (!firstInput || !firstLabels) throw new Error('there are no batches');
  const [input, label] = [context.tensor(firstInput, batch.dtype), context.tensor(firstLabels, 'int32')];
  const like = population.constant(1);
  const loss = population.constant(0);
  const grads: Record<string, Tensor> = {};
  const apply = applyContext();
  const work = (): Tree => {
    const found = lossAndGradients(() => crossEntropy(model.apply(parameters, input, apply, ''), label), parameters, like);
    const { parameters: next, state: optimized } = optimizer.update(parameters, found.gradients, state.optimizer, population.live);
    assignState(state, { parameters: next, optimizer: optimized });
    assignOp(loss, found.loss);
    return found.gradients;
  };
  let first = true;
  const step = repeated(recorder, () => {
    // The gradients of the first step are results; the tensors of the others go.
    if (first) Object.assign(grads, Object.fromEntries(named(work())));
    else tidy(() => void work());
    first = false;
  });
  const losses: number[] = [];
  for (let at = 0; at < numberAt(one.config, 'steps'); at++) {
    const [x, y] = [inputs[at % inputs.length], labels[at % labels.length]];
    if (!x || !y) throw new Error('there are no batches');
    writeTensor(input, context.values(x, batch.dtype));
    writeTensor(label, context.values(y, 'int32'));
    step.run(1);
    losses.push((await context.read(loss)).data[0] ?? NaN);
  }
  if (recorder && step.reason !== null && step.reason !== notRecorded) throw new Error(`the step is not recorded: ${step.reason}`);
  const final: Record<string, Result> = {};
  for (const [name, tensor] of named(parameters)) {
    const { data: values } = await context.read(tensor);
    final[name] = {
      sum: values.reduce((sum, value) => sum + value, 0),
      l2: Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)),
    };
  }
  population.dispose();
  return { losses, final, grads, initialLoss: losses[0] ?? NaN };
}

/** Trains with a recorded step, and eagerly; throws when the two differ in a single bit of a loss or of a final sum. */
async function trainTwice(one: GoldenCase, context: CaseContext, run: Run): Promise<Result> {
  const eager = await train(one, context, run, null);
  const recorder = createRecorder();
  const recorded = await train(one, context, run, recorder);
  recorder.dispose();
  const bits = ({ losses, final }: Record<string, Result>): string => JSON.stringify({ losses, final });
  if (bits(eager) !== bits(recorded)) throw new Error(`recorded and eager steps differ: ${bits(recorded)} and ${bits(eager)}`);
  return recorded;
}

/** Dense layers, each hidden one followed by its norm, if there is one, and by the activation. */
function multilayer({ config }: GoldenCase): Run {
  const sizes = numbersAt(config, 'layers');
  const last = sizes.length - 2;
  const norm = config['norm'] === undefined ? undefined : stringAt(config, 'norm');
  const bias = config['hiddenBias'] === undefined || booleanAt(config, 'hiddenBias');
  const name = stringAt(config, 'activation');
  if (!isActivation(name)) throw new Error(`unknown activation ${name}`);
  const layers: Record<string, Layer> = {};
  for (let i = 0; i <= last; i++) {
    const [inputs = 0, outputs = 0] = sizes.slice(i, i + 2);
    layers[`dense${i}`] = dense(inputs, outputs, 'linear', undefined, i === last || bias);
    if (i === last) continue;
    if (norm !== undefined) layers[`norm${i}`] = normalization(norm, outputs, numberAt(config, 'epsilon'));
    layers[`act${i}`] = activation(name);
  }
  return {
    model: serial(layers),
    parameters: (weights) =>
      Object.fromEntries(
        Object.keys(layers).flatMap((layer): [string, Tree][] => {
          const index = layer.replace(/^\D+/, '');
          const own = weights[`b${index}`];
          if (layer.startsWith('dense')) return [[layer, { weights: need(weights, `W${index}`), ...(own && { bias: own }) }]];
          return layer.startsWith('norm') ? [[layer, normRecord(need(weights, `gamma${index}`), need(weights, `beta${index}`))]] : [];
        }),
      ),
    batch: { x: 'x', labels: 'labels', dtype: 'float32' },
  };
}

function convolutional(one: GoldenCase, context: CaseContext): Run {
  const given = weightsOf(one, context);
  const [kernelSize = 0, , channels = 0] = arrayAt(given, 'K').shape;
  const [inputs = 0, classes = 0] = arrayAt(given, 'W').shape;
  return {
    model: serial({
      convolution: convolution(channels, numberAt(one.config, 'filters'), kernelSize, { activation: 'relu' }),
      pool: maxPool(2),
      flatten: flatten(),
      output: dense(inputs, classes),
    }),
    parameters: (weights) => ({
      convolution: { kernels: need(weights, 'K'), bias: need(weights, 'kb') },
      output: { weights: need(weights, 'W'), bias: need(weights, 'b') },
    }),
    batch: { x: 'x', labels: 'labels', dtype: 'float32' },
  };
}

function generative(one: GoldenCase, context: CaseContext): Run {
  const { config } = one;
  const [, hidden = 0] = arrayAt(weightsOf(one, context), 'block0.mlp.W1').shape;
  const blocks = Array.from({ length: numberAt(config, 'layers') }, (_, i) => `block${i}`);
  const norm = (weights: Record<string, Tensor>, name: string): Tree =>
    normRecord(need(weights, `${name}.gamma`), need(weights, `${name}.beta`));
  const linear = (weights: Record<string, Tensor>, prefix: string, letter: string): Tree => ({
    weights: need(weights, `${prefix}W${letter}`),
    bias: need(weights, `${prefix}b${letter}`),
  });
  return {
    model: languageModel({
      vocabulary: numberAt(config, 'vocab'),
      context: numberAt(config, 'context'),
      width: numberAt(config, 'width'),
      heads: numberAt(config, 'heads'),
      layers: blocks.length,
      hidden,
    }),
    parameters: (weights) => ({
      tokens: { table: need(weights, 'wte') },
      body: {
        positions: { table: need(weights, 'wpe') },
        ...Object.fromEntries(
          blocks.map((block) => [
            block,
            {
              attention: {
                norm: norm(weights, `${block}.ln1`),
                branch: {
                  attention: {
                    query: linear(weights, `${block}.attn.`, 'q'),
                    key: linear(weights, `${block}.attn.`, 'k'),
                    value: linear(weights, `${block}.attn.`, 'v'),
                    output: linear(weights, `${block}.attn.`, 'o'),
                  },
                },
              },
              perceptron: {
                norm: norm(weights, `${block}.ln2`),
                branch: { up: linear(weights, `${block}.mlp.`, '1'), down: linear(weights, `${block}.mlp.`, '2') },
              },
            },
          ]),
        ),
        norm: norm(weights, 'lnf'),
      },
    }),
    batch: { x: 'ids', labels: 'targets', dtype: 'int32' },
  };
}

const runners: Readonly<Record<string, CaseRunner>> = {
  mlp: (one, context) => trainTwice(one, context, multilayer(one)),
  cnn: (one, context) => trainTwice(one, context, convolutional(one, context)),
  gpt: (one, context) => trainTwice(one, context, generative(one, context)),
};

export const training: Suite = { file: 'training', on: 'devices', runners };

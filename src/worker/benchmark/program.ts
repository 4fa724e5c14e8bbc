/** The programs of the workloads: the same `supervised` that the experiments use, and a language model on resident text. */
import { tensor } from '@tensorflow/tfjs-core';
import { convolution } from '../../engine/layers/convolution.ts';
import { dense } from '../../engine/layers/dense.ts';
import { serial } from '../../engine/layers/layer.ts';
import type { Layer } from '../../engine/layers/layer.ts';
import { maxPool } from '../../engine/layers/pooling.ts';
import { flatten, reshapeTo } from '../../engine/layers/reshape.ts';
import { languageModel } from '../../engine/layers/transformer.ts';
import { crossEntropy } from '../../engine/losses/cross-entropy.ts';
import { adam } from '../../engine/optimizers/adam.ts';
import { lossAndGradients } from '../../engine/training/gradients.ts';
import type { Program } from '../../engine/training/program.ts';
import { supervised } from '../../engine/training/supervised.ts';
import type { Examples } from '../../engine/training/supervised.ts';
import { branchAt, tensorAt } from '../../engine/training/tree.ts';
import { examplesFor } from './examples.ts';
import { tokenWindows } from './token-windows.ts';
import { featuresOf } from './workloads.ts';
import type { ConvolutionWorkload, PerceptronWorkload, TransformerWorkload, Workload } from './workloads.ts';

const optimizer = adam({ learningRate: 'learningRate' });

/** Ids of the live hyperparameters that the programs need. */
export const liveIds = ['learningRate'] as const;

/** A program that trains `steps` steps of a workload without evaluations. */
export function benchmarkProgram(workload: Workload, steps: number): Program {
  if (workload.kind === 'transformer') return languageProgram(workload, steps);
  return supervised({
    data: ({ R }) => Promise.resolve(labelled(workload, R)),
    model: () => (workload.kind === 'perceptron' ? perceptron(workload) : convolutional(workload)),
    optimizer,
    batchSize: workload.batch,
    steps,
    evaluateEvery: steps,
    evaluatedTrainingExamples: 0,
  });
}

/** Every run trains on all examples, in its own order. */
function labelled(workload: Workload, runs: number): Examples {
  const { features, labels } = examplesFor(workload);
  const all = Int32Array.from(labels, (_, row) => row);
  return {
    features,
    labels,
    featureCount: featuresOf(workload),
    classes: workload.classes,
    subsets: Array.from({ length: runs }, () => all),
    validation: new Int32Array(0),
    test: new Int32Array(0),
    mean: new Float32Array(runs),
    scale: new Float32Array(runs).fill(1),
  };
}

function perceptron({ sizes }: PerceptronWorkload): Layer {
  const layers = sizes.slice(1).map((outputs, i) => {
    const hidden = i < sizes.length - 2;
    return [hidden ? `hidden${i + 1}` : 'output', dense(sizes[i] ?? 0, outputs, hidden ? 'relu' : 'linear')] as const;
  });
  return serial(Object.fromEntries(layers));
}

function convolutional({ size, channels, classes }: ConvolutionWorkload): Layer {
  const blocks = channels.flatMap((outputs, i) => [
    [`convolution${i + 1}`, convolution(channels[i - 1] ?? 1, outputs, 3, { activation: 'relu' })] as const,
    [`pool${i + 1}`, maxPool(2)] as const,
  ]);
  const side = size / 2 ** channels.length;
  return serial({
    image: reshapeTo([size, size, 1]),
    ...Object.fromEntries(blocks),
    flat: flatten(),
    output: dense(side * side * (channels.at(-1) ?? 1), classes),
  });
}

function languageProgram({ width, heads, layers, context, batch, classes, ...rest }: TransformerWorkload, steps: number): Program {
  const model = languageModel({ vocabulary: classes, context, width, heads, layers, tied: false });
  return {
    init: (population) => {
      const text = examplesFor({ width, heads, layers, context, batch, classes, ...rest }).labels;
      const tokens = tensor(text, [text.length], 'int32');
      const like = population.constant(1);
      const parameters = model.init(population, '');
      return Promise.resolve({
        state: { parameters, optimizer: optimizer.init(population, parameters) },
        steps: {
          train: (state, { batch: drawn, live, t, key }) => {
            const own = branchAt(state, 'parameters');
            const { loss, gradients } = lossAndGradients(
              () => crossEntropy(model.apply(own, tensorAt(drawn, 'ids'), { training: true, live, t, key }, ''), tensorAt(drawn, 'next')),
              own,
              like,
            );
            const updated = optimizer.update(own, gradients, branchAt(state, 'optimizer'), live);
            return { state: { parameters: updated.parameters, optimizer: updated.state }, out: { trainingLoss: loss } };
          },
        },
        batches: { text: (t, key) => ({ ...tokenWindows(tokens, key('order'), t, batch, context) }) },
        evaluations: {},
        probes: {},
        phases: [{ name: 'train', cycle: ['train'], steps, batches: 'text' }],
        parameters: model.parameters,
        resources: [tokens, like],
      });
    },
  };
}

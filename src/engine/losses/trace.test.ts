/** Losses and activations can be recorded: two steps call the same kernels, upload and read nothing, and rely on the engine's own sums. */
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { traced } from '../device/trace.ts';
import { activate, isActivation } from '../layers/activations.ts';
import { onDevices } from '../testing/devices.ts';
import { unreliableKernels } from '../testing/stock.ts';
import { put, values } from '../testing/tensors.ts';
import { binaryCrossEntropy } from './binary.ts';
import { contrastiveLoss, infoNce } from './contrastive.ts';
import { crossEntropy, smoothedCrossEntropy } from './cross-entropy.ts';
import { distillationLoss, divergenceFromLogits, divergenceFromProbabilities } from './divergence.ts';
import { binaryFocalLoss, focalLoss } from './focal.ts';
import { perplexity } from './perplexity.ts';
import { huberLoss, meanAbsoluteError, meanSquaredError, rootMeanSquaredError, smoothAbsoluteError } from './regression.ts';

const [runs, examples, classes] = [2, 3, 4];

/** What a loss needs besides x; made once, before anything is traced. */
interface Given {
  goals: Tensor;
  labels: Tensor;
  weights: Tensor;
  /** A number of each run. */
  amounts: Tensor;
  similar: Tensor;
}

const losses: Readonly<Record<string, (x: Tensor, given: Given) => Tensor>> = {
  'mean squared error': (x, { goals }) => meanSquaredError(x, goals),
  'root mean squared error': (x, { goals }) => rootMeanSquaredError(x, goals),
  'mean absolute error': (x, { goals }) => meanAbsoluteError(x, goals),
  Huber: (x, { goals }) => huberLoss(x, goals, 0.5),
  'Huber of each run': (x, { goals, amounts }) => huberLoss(x, goals, amounts),
  'smooth absolute error': (x, { goals }) => smoothAbsoluteError(x, goals, 0.5),
  'binary cross-entropy': (x, { goals, weights }) => binaryCrossEntropy(x, goals, weights),
  'binary focal': (x, { goals }) => binaryFocalLoss(x, goals),
  'cross-entropy': (x, { labels, weights }) => crossEntropy(x, labels, { labelSmoothing: 0.1, classWeights: weights }),
  'cross-entropy with smoothing of each run': (x, { labels, amounts }) => smoothedCrossEntropy(x, labels, amounts),
  focal: (x, { labels, amounts, weights }) => focalLoss(x, labels, amounts, weights),
  'divergence from logits': (x, { goals }) => divergenceFromLogits(goals, x),
  'divergence from probabilities': (x, { goals }) => divergenceFromProbabilities(goals, x),
  distillation: (x, { goals, labels }) => distillationLoss(x, goals, labels, { temperature: 2, hardWeight: 0.5 }),
  contrastive: (x, { goals, similar }) => contrastiveLoss(x, goals, similar, 2),
  InfoNCE: (x, { goals }) => infoNce(x, goals, { temperature: 0.2, symmetric: true }),
  perplexity: (x, { labels }) => perplexity(x, labels),
};

const activations = ['linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'geluTanh', 'silu', 'swish', 'softplus', 'softmax', 'logSoftmax'].filter(isActivation); // prettier-ignore

function expectRecordable(step: () => void): void {
  const [first, second] = [0, 1].map(() => traced(() => engine().tidy(step)));
  expect(second).toEqual(first);
  expect(first?.hostReads).toBe(0);
  expect(first?.lines.filter((line) => line.startsWith('upload'))).toEqual([]);
  expect(unreliableKernels(first?.lines ?? [])).toEqual([]);
  expect(first?.lines.length).toBeGreaterThan(1);
}

describe('a step', () => {
  onDevices(['wasm', 'webgpu'], () => {
    const x = (): Tensor => put(values([runs, examples, classes], 'x'), [runs, examples, classes]);
    for (const [name, loss] of Object.entries(losses)) {
      it(`with ${name}`, () => {
        const given: Given = {
          goals: put(
            values([runs, examples, classes], 'goals').map((value) => Math.abs(value)),
            [runs, examples, classes],
          ),
          labels: put(Int32Array.of(0, 3, 1, 2, 2, 0), [runs, examples]),
          amounts: put(Float32Array.of(0.1, 2), [runs]),
          weights: put(Float32Array.of(1, 2, 0.5, 1, 1, 2, 0.5, 1), [runs, classes]),
          similar: put(Float32Array.of(1, 0, 1, 0, 1, 0), [runs, examples]),
        };
        const [input, upstream] = [x(), put(Float32Array.of(1, 1), [runs])];
        expectRecordable(() => void engine().gradients(() => loss(input, given), [input], upstream));
      });
    }

    for (const name of activations) {
      it(`with ${name}`, () => {
        const [input, upstream] = [x(), x()];
        expectRecordable(() => void engine().gradients(() => activate(name, input), [input], upstream));
      });
    }
  });
});

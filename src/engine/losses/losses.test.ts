/** Losses against float64 with finite differences, run by run to the bit, and with logits of ±10,000. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../testing/devices.ts';
import { add, grad, reshape, tile } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkLayer } from '../testing/layer-check.ts';
import { compute, computeOne, expectClose, put, values } from '../testing/tensors.ts';
import { binaryCrossEntropy } from './binary.ts';
import { contrastiveLoss, infoNce } from './contrastive.ts';
import { crossEntropy, smoothedCrossEntropy } from './cross-entropy.ts';
import { distillationLoss, divergenceFromLogits, divergenceFromProbabilities } from './divergence.ts';
import { binaryFocalLoss, focalLoss } from './focal.ts';
import { perplexity } from './perplexity.ts';
import { huberLoss, meanAbsoluteError, meanSquaredError, rootMeanSquaredError, smoothAbsoluteError } from './regression.ts';

const [examples, classes] = [4, 3];
const labels = [2, 0, 1, 1];
/** What belongs to every run alike, `[R, …]`. */
const goals = values([examples, classes], 'goals').map((x) => Math.abs(x));
const bits = goals.map((x) => (x > 0.5 ? 1 : 0));
const distributions = goals.map((x, i) => {
  const row = Math.floor(i / classes) * classes;
  return x / [0, 1, 2].reduce((sum, c) => sum + (goals[row + c] ?? NaN), 0);
});
const weights = [0.5, 2, 3];

const forRuns = (data: Float32Array | Int32Array, shape: readonly number[], runs: number): Tensor =>
  tile(put(data, [1, ...shape]), [runs, ...shape.map(() => 1)]);
const labelsFor = (runs: number): Tensor => forRuns(Int32Array.from(labels), [examples], runs);
const likeLogits = (data: Float32Array, runs: number): Tensor => forRuns(data, [examples, classes], runs);
const weightsFor = (runs: number): Tensor => forRuns(Float32Array.from(weights), [classes], runs);

const ofRuns = (value: number, runs: number): Tensor => forRuns(Float32Array.of(value), [], runs);

const mean = (all: readonly number[]): number => all.reduce((sum, x) => sum + x, 0) / all.length;
/** ln softmax of every row, with the largest taken out. */
function logSoftmax(z: ArrayLike<number>, width = classes, temperature = 1): number[] {
  return Array.from(z, (x, i) => {
    const row = Array.from({ length: width }, (_, c) => (z[Math.floor(i / width) * width + c] ?? NaN) / temperature);
    const top = Math.max(...row);
    return x / temperature - top - Math.log(row.reduce((sum, other) => sum + Math.exp(other - top), 0));
  });
}
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const elements = (z: ArrayLike<number>, of: (x: number, i: number) => number): number => mean(Array.from(z, of));
const goal = (i: number): number => goals[i] ?? NaN;
const ofRows = (of: (row: number) => number): number => mean(labels.map((_, row) => of(row)));
const atLabel = (all: readonly number[], row: number): number => all[row * classes + (labels[row] ?? 0)] ?? NaN;
const weight = (i: number): number => weights[i % classes] ?? NaN;
const sumOf = (row: number, of: (i: number) => number): number => [0, 1, 2].reduce((sum, c) => sum + of(row * classes + c), 0);
const divergence = (p: (i: number) => number, logP: (i: number) => number, logQ: readonly number[]): number =>
  ofRows((row) => sumOf(row, (i) => p(i) * (logP(i) - (logQ[i] ?? NaN))));
const share = (i: number): number => distributions[i] ?? NaN;

interface Case {
  loss: (x: Tensor, runs: number) => Tensor;
  reference: (x: ArrayLike<number>) => number;
  /** Whether logits of ±10,000 have a finite loss. */
  extreme?: boolean;
}

const teacher = values([examples, classes], 'teacher', 3);

const cases: Readonly<Record<string, Case>> = {
  'mean squared error': {
    loss: (x, runs) => meanSquaredError(x, likeLogits(goals, runs)),
    reference: (z) => elements(z, (x, i) => (x - goal(i)) ** 2),
  },
  'root mean squared error': {
    loss: (x, runs) => rootMeanSquaredError(x, likeLogits(goals, runs)),
    reference: (z) => Math.sqrt(elements(z, (x, i) => (x - goal(i)) ** 2)),
  },
  'mean absolute error': {
    loss: (x, runs) => meanAbsoluteError(x, likeLogits(goals, runs)),
    reference: (z) => elements(z, (x, i) => Math.abs(x - goal(i))),
  },
  Huber: {
    loss: (x, runs) => huberLoss(x, likeLogits(goals, runs), 0.6),
    reference: (z) =>
      elements(z, (x, i) => {
        const d = Math.abs(x - goal(i));
        return d <= 0.6 ? 0.5 * d * d : 0.6 * (d - 0.3);
      }),
  },
  'smooth absolute error': {
    loss: (x, runs) => smoothAbsoluteError(x, likeLogits(goals, runs), 0.6),
    reference: (z) =>
      elements(z, (x, i) => {
        const d = Math.abs(x - goal(i));
        return d < 0.6 ? (0.5 * d * d) / 0.6 : d - 0.3;
      }),
  },
  'binary cross-entropy': {
    loss: (x, runs) => binaryCrossEntropy(x, likeLogits(goals, runs), weightsFor(runs)),
    reference: (z) => elements(z, (x, i) => weight(i) * goal(i) * softplus(-x) + (1 - goal(i)) * softplus(x)),
    extreme: true,
  },
  'binary cross-entropy of sequences': {
    // Weights belong to places on the last axis, however many axes come before.
    loss: (x, runs) => {
      const sequences = [runs, examples / 2, 2, classes];
      return binaryCrossEntropy(reshape(x, sequences), reshape(likeLogits(goals, runs), sequences), weightsFor(runs));
    },
    reference: (z) => elements(z, (x, i) => weight(i) * goal(i) * softplus(-x) + (1 - goal(i)) * softplus(x)),
  },
  'binary focal': {
    loss: (x, runs) => binaryFocalLoss(x, likeLogits(bits, runs), { gamma: 1.5, alpha: 0.3 }),
    reference: (z) =>
      elements(z, (x, i) => {
        const [turn, alpha] = bits[i] === 1 ? [1, 0.3] : [-1, 0.7];
        return alpha * sigmoid(-turn * x) ** 1.5 * softplus(-turn * x);
      }),
    extreme: true,
  },
  'cross-entropy': {
    loss: (x, runs) => crossEntropy(x, labelsFor(runs)),
    reference: (z) => ofRows((row) => -atLabel(logSoftmax(z), row)),
    extreme: true,
  },
  'cross-entropy with weights and smoothing': {
    loss: (x, runs) => crossEntropy(x, labelsFor(runs), { labelSmoothing: 0.2, classWeights: weightsFor(runs) }),
    reference: (z) => {
      const logs = logSoftmax(z);
      const q = (row: number, i: number): number => 0.2 / classes + (i % classes === labels[row] ? 0.8 : 0);
      const loss = ofRows((row) => sumOf(row, (i) => -weight(i) * q(row, i) * (logs[i] ?? NaN)));
      return loss / mean(labels.map(weight));
    },
    extreme: true,
  },
  'cross-entropy with smoothing of each run': {
    loss: (x, runs) => smoothedCrossEntropy(x, labelsFor(runs), ofRuns(0.2, runs)),
    reference: (z) => {
      const logs = logSoftmax(z);
      const q = (row: number, i: number): number => 0.2 / classes + (i % classes === labels[row] ? 0.8 : 0);
      return ofRows((row) => sumOf(row, (i) => -q(row, i) * (logs[i] ?? NaN)));
    },
    extreme: true,
  },
  focal: {
    loss: (x, runs) => focalLoss(x, labelsFor(runs), ofRuns(1.5, runs), weightsFor(runs)),
    reference: (z) =>
      ofRows((row) => {
        const log = atLabel(logSoftmax(z), row);
        return -weight(labels[row] ?? 0) * (1 - Math.exp(log)) ** 1.5 * log;
      }),
    extreme: true,
  },
  'divergence from logits': {
    loss: (x, runs) => divergenceFromLogits(likeLogits(distributions, runs), x),
    reference: (z) => divergence(share, (i) => Math.log(share(i)), logSoftmax(z)),
    extreme: true,
  },
  'divergence from probabilities': {
    // 1.5 + x is positive.
    loss: (x, runs) => divergenceFromProbabilities(likeLogits(distributions, runs), add(x, 1.5)),
    reference: (z) =>
      divergence(
        share,
        (i) => Math.log(share(i)),
        Array.from(z, (x) => Math.log(x + 1.5)),
      ),
  },
  distillation: {
    loss: (x, runs) => distillationLoss(x, likeLogits(teacher, runs), labelsFor(runs), { temperature: 3, hardWeight: 0.4 }),
    reference: (z) => {
      const logs = logSoftmax(teacher, classes, 3);
      const soft = divergence(
        (i) => Math.exp(logs[i] ?? NaN),
        (i) => logs[i] ?? NaN,
        logSoftmax(z, classes, 3),
      );
      return 0.4 * ofRows((row) => -atLabel(logSoftmax(z), row)) + 0.6 * 9 * soft;
    },
    extreme: true,
  },
  contrastive: {
    loss: (x, runs) => contrastiveLoss(x, likeLogits(goals, runs), forRuns(Float32Array.of(1, 0, 1, 0), [examples], runs), 2),
    reference: (z) =>
      ofRows((row) => {
        const d = Math.sqrt(sumOf(row, (i) => ((z[i] ?? NaN) - goal(i)) ** 2));
        return row % 2 === 0 ? d * d : Math.max(0, 2 - d) ** 2;
      }),
  },
  InfoNCE: {
    loss: (x, runs) => infoNce(x, likeLogits(goals, runs), { temperature: 0.3, symmetric: true }),
    reference: (z) => {
      const unit = (all: ArrayLike<number>): number[] =>
        Array.from(all, (x, i) => x / Math.sqrt(sumOf(Math.floor(i / classes), (j) => (all[j] ?? NaN) ** 2)));
      const [a, b] = [unit(z), unit(goals)];
      const oneWay = (from: number[], to: number[]): number => {
        const products = labels.flatMap((_, i) =>
          labels.map((__, j) => [0, 1, 2].reduce((sum, c) => sum + (from[i * classes + c] ?? NaN) * (to[j * classes + c] ?? NaN), 0)),
        );
        const logs = logSoftmax(products, examples, 0.3);
        return ofRows((row) => -(logs[row * examples + row] ?? NaN));
      };
      return (oneWay(a, b) + oneWay(b, a)) / 2;
    },
  },
  perplexity: {
    loss: (x, runs) => perplexity(x, labelsFor(runs)),
    reference: (z) => Math.exp(ofRows((row) => -atLabel(logSoftmax(z), row))),
  },
};

const given = (x: Tensor | undefined): Tensor => {
  if (!x) throw new Error('x is missing');
  return x;
};

describe('losses', () => {
  onDevices(allDevices, (kind) => {
    for (const [name, { loss, reference, extreme }] of Object.entries(cases)) {
      it(`${name}: values, slopes, and a run alone as among others`, async () => {
        await checkLayer(
          { shapes: { x: [examples, classes] }, apply: ({ x }, runs) => loss(given(x), runs), reference: ({ x = [] }) => [reference(x)] },
          kind,
        );
      });

      if (extreme)
        it(`${name}: logits of ±10,000`, async () => {
          const z = values([examples, classes], 'signs').map((x) => (x > 0.4 ? 1e4 : x > -0.2 ? 0 : -1e4));
          const at = (): Tensor => put(z, [1, examples, classes]);
          const [value, gradient] = await compute(() => [loss(at(), 1), grad((x) => loss(x, 1))(at())]);
          expectClose(value ?? [], [reference(z)], valueTolerance[kind]);
          const slopes = Array.from(z, (_, i) => {
            const moved = (by: number): number => reference(Float64Array.from(z, (x, j) => (i === j ? x + by : x)));
            return (moved(1e-3) - moved(-1e-3)) / 2e-3;
          });
          expectClose(gradient ?? [], slopes, 1e-3, 'slope');
        });
    }

    it('right predictions have no gradient', async () => {
      for (const loss of [meanSquaredError, meanAbsoluteError, rootMeanSquaredError, huberLoss, smoothAbsoluteError]) {
        const gradient = await computeOne(() => grad((x) => loss(x, likeLogits(goals, 1)))(likeLogits(goals, 1)));
        expect(Array.from(gradient, Math.abs)).toEqual(Array.from(gradient, () => 0));
      }
    });

    it('vectors of zeros have finite InfoNCE and gradient 0', async () => {
      const zeros = (): Tensor => likeLogits(new Float32Array(12), 1);
      const [value, gradient] = await compute(() => {
        const loss = (x: Tensor): Tensor => infoNce(x, likeLogits(goals, 1), { temperature: 0.1 });
        return [loss(zeros()), grad(loss)(zeros())];
      });
      expectClose(value ?? [], [Math.log(examples)], valueTolerance[kind]);
      expect(gradient).toEqual(new Float32Array(12));
    });

    it('further axes are examples or numbers', async () => {
      const logits = values([2, 4, 3], 'logits');
      const [flat, deep, flatBinary, deepBinary] = await compute(() => [
        crossEntropy(put(logits, [2, 4, 3]), labelsFor(2)),
        crossEntropy(put(logits, [2, 2, 2, 3]), reshape(labelsFor(2), [2, 2, 2])),
        binaryCrossEntropy(put(logits, [2, 2, 6]), reshape(likeLogits(goals, 2), [2, 2, 6])),
        binaryCrossEntropy(put(logits, [2, 2, 2, 3]), reshape(likeLogits(goals, 2), [2, 2, 2, 3])),
      ]);
      expect(deep).toEqual(flat);
      expect(deepBinary).toEqual(flatBinary);
    });

    it('examples of one number each may have a weight each', async () => {
      const [logits, weights] = [values([2, 5], 'logits'), values([2, 5], 'weights').map(Math.abs)];
      const goal = put(
        values([2, 5], 'goals').map((value) => (value > 0 ? 1 : 0)),
        [2, 5],
      );
      const loss = (x: Tensor): Tensor => binaryCrossEntropy(x, goal, put(weights, [2, 5]));
      const wide = (x: Tensor): Tensor => binaryCrossEntropy(reshape(x, [2, 1, 5]), reshape(goal, [2, 1, 5]), put(weights, [2, 5]));
      const [own, ownSlope, other, otherSlope] = await compute(() => [
        loss(put(logits, [2, 5])),
        grad(loss)(put(logits, [2, 5])),
        wide(put(logits, [2, 5])),
        grad(wide)(put(logits, [2, 5])),
      ]);
      expect(own).toEqual(other);
      expect(ownSlope).toEqual(otherSlope);
    });

    it('targets and weights of other shapes are refused', () => {
      const x = put(new Float32Array(12), [1, 4, 3]);
      expect(() => meanSquaredError(x, put(new Float32Array(8), [1, 4, 2]))).toThrow('differ in shape');
      expect(() => crossEntropy(x, labelsFor(1), { classWeights: put(new Float32Array(2), [1, 2]) })).toThrow('one for each run and class');
    });
  });
});

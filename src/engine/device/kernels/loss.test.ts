/** Softmax cross-entropy, its gradient, accuracy and means on every device, extreme and non-finite logits included. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../../testing/devices.ts';
import { grad } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { compute, computeOne, expectClose, integers, put, values } from '../../testing/tensors.ts';
import { crossEntropy } from '../../testing/reference.ts';
import { correctOp, meanExamplesOp, softmaxCrossEntropyOp, softmaxOp } from './loss.ts';

interface Case {
  name: string;
  shape: [runs: number, batch: number, classes: number];
  logits: Float32Array;
}

const cases: Case[] = [
  { name: 'two classes', shape: [3, 5, 2], logits: values([3, 5, 2], 'logits', 3) },
  { name: 'ten classes', shape: [2, 7, 10], logits: values([2, 7, 10], 'logits', 3) },
  { name: 'a single class', shape: [2, 2, 1], logits: values([2, 2, 1], 'logits', 3) },
  { name: 'nearly certain', shape: [1, 16, 3], logits: values([1, 16, 3], 'logits', 20) },
  { name: 'logits of up to ±10,000', shape: [2, 8, 3], logits: values([2, 8, 3], 'logits', 1e4) },
  { name: 'equal logits of ±10,000', shape: [2, 1, 3], logits: Float32Array.of(1e4, 1e4, 1e4, -1e4, -1e4, -1e4) },
];

describe('softmax cross-entropy', () => {
  onDevices(allDevices, (kind) => {
    for (const { name, shape, logits } of cases) {
      const [runs, batch, classes] = shape;
      const labels = integers([runs, batch], 'labels', classes);
      const expected = crossEntropy(logits, labels, classes);

      it(`${name}: losses and probabilities`, async () => {
        const [losses, probabilities] = await compute(() => [
          softmaxCrossEntropyOp(put(logits, shape), put(labels, [runs, batch])),
          softmaxOp(put(logits, shape)),
        ]);
        expectClose(losses ?? [], expected.losses, valueTolerance[kind]);
        expectClose(probabilities ?? [], expected.probabilities, valueTolerance[kind]);
      });

      it(`${name}: gradient of weighted losses`, async () => {
        const weights = values([runs, batch], 'weights');
        const actual = await computeOne(() =>
          grad((x) => softmaxCrossEntropyOp(x, put(labels, [runs, batch])))(put(logits, shape), put(weights, [runs, batch])),
        );
        const wanted = expected.probabilities.map((p, i) => {
          const row = Math.floor(i / classes);
          return (p - (labels[row] === i % classes ? 1 : 0)) * (weights[row] ?? NaN);
        });
        expectClose(actual, wanted, valueTolerance[kind]);
      });
    }

    it('is accurate where the probability is nearly 1, for which WGSL’s own logarithm is not', async () => {
      const logits = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8].flatMap((z) => [z, 0]));
      const actual = await computeOne(() => softmaxCrossEntropyOp(put(logits, [1, 8, 2]), put(new Int32Array(8), [1, 8])));
      actual.forEach((loss, i) => {
        const expected = Math.log1p(Math.exp(-(i + 1)));
        expect(Math.abs(loss - expected)).toBeLessThan(3e-7);
        expect(loss).toBeGreaterThan(0);
      });
    });

    it('keeps the digits of a loss that is nearly 0', async () => {
      const actual = await computeOne(() =>
        softmaxCrossEntropyOp(put(Float32Array.of(18, 0, 12, 3), [1, 2, 2]), put(Int32Array.of(0, 0), [1, 2])),
      );
      [18, 9].forEach((margin, i) => {
        const expected = Math.log1p(Math.exp(-margin));
        expect(Math.abs((actual[i] ?? NaN) / expected - 1)).toBeLessThan(1e-4);
      });
    });

    it('is not finite where a logit is not, and leaves the other rows alone', async () => {
      for (const bad of [NaN, Infinity]) {
        for (const place of [0, 1, 2]) {
          const logits = values([2, 1, 3], 'logits');
          const [good] = crossEntropy(logits.subarray(3), [1], 3).losses;
          logits[place] = bad;
          const loss = (x: Tensor): Tensor => softmaxCrossEntropyOp(x, put(Int32Array.of(1, 1), [2, 1]));
          const losses = await computeOne(() => loss(put(logits, [2, 1, 3])));
          const gradient = await computeOne(() => grad(loss)(put(logits, [2, 1, 3])));
          expect(gradient.subarray(0, 3).every(Number.isFinite)).toBe(false);
          expect(gradient.subarray(3).every(Number.isFinite)).toBe(true);
          expect(Number.isFinite(losses[0]), `${bad} at ${place} gave ${String(losses[0])}`).toBe(false);
          expectClose(losses.subarray(1), [good ?? NaN], valueTolerance[kind]);
        }
      }
    });
  });
});

describe('accuracy and mean', () => {
  onDevices(allDevices, (kind) => {
    it('an example is correct where the first of the largest logits is the label’s', async () => {
      const logits = Float32Array.of(1, 2, 0, 3, 3, 0, 0, 3, 3, -1, -2, -3);
      const actual = await computeOne(() => correctOp(put(logits, [2, 2, 3]), put(Int32Array.of(1, 0, 2, 1), [2, 2])));
      expect([...actual]).toEqual([1, 1, 0, 0]);
    });

    it('the mean is over the examples of each run, and spreads its gradient over them', async () => {
      const x = values([3, 7], 'x');
      const weights = Float32Array.of(1, -2, 5);
      const [mean, dx] = await compute(() => [
        meanExamplesOp(put(x, [3, 7])),
        grad((input) => meanExamplesOp(input))(put(x, [3, 7]), put(weights, [3])),
      ]);
      const expected = [0, 1, 2].map((run) => x.subarray(run * 7, run * 7 + 7).reduce((sum, value) => sum + value, 0) / 7);
      expectClose(mean ?? [], expected, valueTolerance[kind]);
      expectClose(
        dx ?? [],
        Array.from(x, (_, i) => (weights[Math.floor(i / 7)] ?? NaN) / 7),
        valueTolerance[kind],
      );
    });
  });
});

/** The dense layer and softmax cross-entropy with their gradients, against PyTorch's. */
import { mul, sum } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allDevices, gradientTolerance, onDevices, valueTolerance } from '../testing/devices.ts';
import { compute, expectClose, expectCloseToLargest, put } from '../testing/tensors.ts';
import { forRuns, goldenFile } from '../testing/golden.ts';
import { arrayAt, numberAt } from '../golden/fixture.ts';
import type { Fields, GoldenArray } from '../golden/fixture.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { lossAndGradients } from '../training/gradients.ts';
import { tensorAt } from '../training/tree.ts';
import type { Tree } from '../training/program.ts';
import { dense } from './dense.ts';

const runs = 2;
const layers = goldenFile('layers').cases.filter(({ config }) => config.type === 'dense');
const losses = goldenFile('losses').cases.filter(
  ({ config }) => config.type === 'crossEntropy' && config['labelSmoothing'] === 0 && !('classWeights' in config),
);

/** All axes but the last as one: what the layer takes as examples. */
function rows({ shape, data }: GoldenArray): GoldenArray {
  const last = shape.at(-1) ?? 1;
  return { shape: [data.length / last, last], data };
}

const tensorOf = (fields: Fields, name: string, asRows = false): ReturnType<typeof put> => {
  const array = asRows ? rows(arrayAt(fields, name)) : arrayAt(fields, name);
  return put(forRuns(array, runs), [runs, ...array.shape]);
};

/** Run 0 of what was computed, after a check that the runs agree. */
function ofOneRun(values: Float32Array | Int32Array | undefined): Float32Array | Int32Array {
  const first = values?.slice(0, values.length / runs) ?? new Float32Array();
  expect(values?.slice(first.length)).toEqual(first);
  return first;
}

describe('the dense layer', () => {
  onDevices(allDevices, (kind) => {
    for (const { name, inputs, expected } of layers) {
      it(name, async () => {
        const [inputCount, outputCount] = arrayAt(inputs, 'W').shape;
        const layer = dense(inputCount ?? 0, outputCount ?? 0);
        const found = await compute(() => {
          const dy = tensorOf(inputs, 'dy', true);
          const tensors: Tree = { x: tensorOf(inputs, 'x', true), weights: tensorOf(inputs, 'W'), bias: tensorOf(inputs, 'b') };
          const like = put(new Float32Array(runs), [runs]);
          const context = { training: true, live: {}, t: put(Int32Array.of(0), [1]), key: () => put(new Int32Array(2 * runs), [runs, 2]) };
          const apply = (): ReturnType<typeof put> => layer.apply(tensors, tensorAt(tensors, 'x'), context, '');
          const { gradients } = lossAndGradients(() => sum(mul(apply(), dy), [1, 2]), tensors, like);
          return [apply(), tensorAt(gradients, 'x'), tensorAt(gradients, 'weights'), tensorAt(gradients, 'bias')];
        });
        expectClose(ofOneRun(found[0]), arrayAt(expected, 'y').data, valueTolerance[kind], 'y');
        for (const [index, gradient] of ['dx', 'dW', 'db'].entries()) {
          expectCloseToLargest(ofOneRun(found[index + 1]), arrayAt(expected, gradient).data, gradientTolerance[kind], gradient);
        }
      });
    }
  });
});

describe('softmax cross-entropy', () => {
  it('has cases', () => {
    expect(losses.map(({ name }) => name)).toEqual(['crossEntropy_smoothing0', 'crossEntropy_smoothing0_extreme']);
    expect(layers).toHaveLength(2);
  });

  onDevices(allDevices, (kind) => {
    for (const { name, inputs, expected } of losses) {
      it(name, async () => {
        const found = await compute(() => {
          const labels = put(Int32Array.from(forRuns(arrayAt(inputs, 'labels'), runs)), [runs, ...arrayAt(inputs, 'labels').shape]);
          const tensors: Tree = { logits: tensorOf(inputs, 'logits') };
          const like = put(new Float32Array(runs), [runs]);
          const { loss, gradients } = lossAndGradients(() => softmaxCrossEntropy(tensorAt(tensors, 'logits'), labels), tensors, like);
          return [loss, tensorAt(gradients, 'logits')];
        });
        expectClose(ofOneRun(found[0]), [numberAt(expected, 'loss')], valueTolerance[kind]);
        expectCloseToLargest(ofOneRun(found[1]), arrayAt(expected, 'dlogits').data, gradientTolerance[kind]);
      });
    }
  });
});

/**
 * Gradients against finite differences: of float64 versions of the same functions, along one random direction of each tensor, so that
 * one number per tensor says whether the gradient is right.
 */
import { mul, sum } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allDevices, gradientTolerance, onDevices } from '../testing/devices.ts';
import { compute, expectClose, integers, put, values } from '../testing/tensors.ts';
import * as reference from '../testing/reference.ts';
import { denseOp } from '../device/kernels/dense.ts';
import { dropoutOp } from '../device/kernels/dropout.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { streamKeys } from '../random/streams.ts';
import { uniform01 } from '../random/uniform.ts';
import { lossAndGradients } from './gradients.ts';
import { leaves } from './tree.ts';

type Arrays = Readonly<Record<string, Float32Array>>;
/** A scalar function of named tensors, in float64. */
type Scalar = (tensors: Readonly<Record<string, ArrayLike<number>>>) => number;

/** (f(x + h·d) − f(x − h·d)) / 2h for a direction d of one of the tensors. */
function slope(f: Scalar, at: Arrays, name: string, direction: ArrayLike<number>): number {
  const h = 1e-6;
  const moved = (by: number): number => f({ ...at, [name]: Float64Array.from(at[name] ?? [], (x, i) => x + by * (direction[i] ?? 0)) });
  return (moved(h) - moved(-h)) / (2 * h);
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((total, x, i) => total + x * (b[i] ?? NaN), 0);
const total = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function checkSlopes(f: Scalar, at: Arrays, gradients: Readonly<Record<string, ArrayLike<number>>>, tolerance: number): void {
  for (const name of Object.keys(at)) {
    const direction = values([at[name]?.length ?? 0], `direction of ${name}`);
    const wanted = slope(f, at, name, direction);
    // Relative to what the sum could be: its terms may cancel.
    const scale = Math.max(1e-3, Math.sqrt(dot(gradients[name] ?? [], gradients[name] ?? []) * dot(direction, direction)));
    expectClose([dot(gradients[name] ?? [], direction) / scale], [wanted / scale], tolerance, `slope of ${name}`);
  }
}

/** Gradients of a sum over runs with respect to named tensors. */
async function gradientsOf(
  loss: (tensors: Record<string, Tensor>) => Tensor,
  shapes: Readonly<Record<string, number[]>>,
  at: Arrays,
): Promise<Record<string, ArrayLike<number>>> {
  const names = Object.keys(at);
  const results = await compute(() => {
    const tensors = Object.fromEntries(names.map((name) => [name, put(at[name] ?? new Float32Array(), shapes[name] ?? [])]));
    const { gradients } = lossAndGradients(() => loss(tensors), tensors, loss(tensors));
    return leaves(gradients).map(([, gradient]) => gradient);
  });
  return Object.fromEntries(names.map((name, index) => [name, results[index] ?? []]));
}

describe('the gradient of dense', () => {
  const [runs, rows, inputs, outputs] = [2, 5, 4, 3];
  const shapes = { x: [runs, rows, inputs], weights: [runs, inputs, outputs], bias: [runs, outputs] };
  const at = { x: values(shapes.x, 'x'), weights: values(shapes.weights, 'weights'), bias: values(shapes.bias, 'bias') };
  const upstream = values([runs, rows, outputs], 'upstream');

  onDevices(allDevices, (kind) => {
    for (const activation of ['linear', 'relu', 'tanh', 'sigmoid'] as const) {
      it(`with ${activation}`, async () => {
        const f: Scalar = ({ x = [], weights = [], bias = [] }) =>
          dot(reference.dense({ runs, rows, inputs, outputs }, { x, weights, bias }, activation), upstream);
        const gradients = await gradientsOf(
          ({ x, weights, bias }) => {
            if (!x || !weights || !bias) throw new Error('a tensor is missing');
            return sum(mul(denseOp(x, weights, bias, activation), put(upstream, [runs, rows, outputs])), [1, 2]);
          },
          shapes,
          at,
        );
        checkSlopes(f, at, gradients, gradientTolerance[kind]);
      });
    }
  });
});

describe('the gradient of a whole loss', () => {
  const [runs, rows, inputs, width, classes] = [2, 6, 3, 8, 4];
  const shapes = {
    weights1: [runs, inputs, width],
    bias1: [runs, width],
    weights2: [runs, width, width],
    bias2: [runs, width],
    weights3: [runs, width, classes],
    bias3: [runs, classes],
  };
  const at = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, values(shape, name)]));
  const x = values([runs, rows, inputs], 'x');
  const labels = integers([runs, rows], 'labels', classes);
  const rates = Float32Array.of(0.4, 0);
  const keys = streamKeys(
    [
      { sessionSeed: 1, seed: 0 },
      { sessionSeed: 1, seed: 1 },
    ],
    'masks',
  );
  const step = 3;

  /** The mean loss of every run, summed over runs, with the mask that the host's generator gives. */
  const f: Scalar = (tensors) => {
    const of = (name: string): ArrayLike<number> => tensors[name] ?? [];
    const layer = (
      layerInput: ArrayLike<number>,
      number: number,
      sizes: [number, number],
      activation: 'relu' | 'tanh' | 'linear',
    ): number[] =>
      reference.dense(
        { runs, rows, inputs: sizes[0], outputs: sizes[1] },
        { x: layerInput, weights: of(`weights${number}`), bias: of(`bias${number}`) },
        activation,
      );
    const perRun = rows * width;
    const hidden = layer(x, 1, [inputs, width], 'relu').map((value, i) => {
      const run = Math.floor(i / perRun);
      const rate = rates[run] ?? NaN;
      return uniform01(keys[2 * run] ?? 0, keys[2 * run + 1] ?? 0, i % perRun, step) >= rate ? value / (1 - rate) : 0;
    });
    const logits = layer(layer(hidden, 2, [width, width], 'tanh'), 3, [width, classes], 'linear');
    return total(reference.crossEntropy(logits, labels, classes).losses) / rows;
  };

  onDevices(allDevices, (kind) => {
    it('through dense, dropout, cross-entropy and mean', async () => {
      const gradients = await gradientsOf(
        (tensors) => {
          const layer = (input: Tensor, number: number, activation: 'relu' | 'tanh' | 'linear'): Tensor => {
            const [weights, bias] = [tensors[`weights${number}`], tensors[`bias${number}`]];
            if (!weights || !bias) throw new Error('a tensor is missing');
            return denseOp(input, weights, bias, activation);
          };
          const hidden = layer(put(x, [runs, rows, inputs]), 1, 'relu');
          const dropped = dropoutOp(hidden, put(rates, [runs]), put(keys, [runs, 2]), put(Int32Array.of(step), [1]));
          return softmaxCrossEntropy(layer(layer(dropped, 2, 'tanh'), 3, 'linear'), put(labels, [runs, rows]));
        },
        shapes,
        at,
      );
      checkSlopes(f, at, gradients, gradientTolerance[kind]);
    });
  });

  onDevices(['wasm'], () => {
    it('says which parameter the loss does not depend on', async () => {
      await expect(
        gradientsOf(
          ({ used }) => sum(used ?? put(new Float32Array(2), [2, 1]), [1]),
          { used: [2, 3], unused: [2, 3] },
          { used: values([2, 3], 'a'), unused: values([2, 3], 'b') },
        ),
      ).rejects.toThrow(/unused/);
    });
  });
});

/** Clipping, penalties, decay, averages and rules: each run by itself, against float64. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../testing/devices.ts';
import { compute, expectClose, put, values } from '../testing/tensors.ts';
import { clipFactorOp, clipValueOp, partialCount, squaresOp } from '../device/kernels/gradients.ts';
import { defineUpdate } from '../device/kernels/updates.ts';
import { createPopulation } from '../training/population.ts';
import type { Population } from '../training/population.ts';
import type { Tree } from '../training/program.ts';
import { readTensor } from '../device/read.ts';
import { leaves } from '../training/tree.ts';
import { adam } from './adam.ts';
import { averagedWeights, averaging } from './averaging.ts';
import { decoupledDecay } from './decay.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';
import { clipByNorm, clipByValue, compose, l1, l2 } from './transforms.ts';

const R = 3;
const shapes: Record<string, number[]> = { weights: [R, 40, 5], bias: [R, 5] };
const live = (): Record<string, ReturnType<typeof put>> => ({
  limit: put(Float32Array.of(0.5, 1e6, 2), [R]),
  weight: put(Float32Array.of(0.25, 0, 0.5), [R]),
});
const limits = [0.5, 1e6, 2];
const weights = [0.25, 0, 0.5];

const treeOf = (name: string): Tree =>
  Object.fromEntries(Object.entries(shapes).map(([path, shape]) => [path, put(values(shape, name + path), shape)]));
const of = (list: readonly number[], path: string, i: number): number =>
  list[Math.floor(i / ((shapes[path] ?? []).slice(1).reduce((a, b) => a * b, 1) || 1))] ?? NaN;

function population(): Population {
  const runs = Array.from({ length: R }, (_, seed) => ({ sessionSeed: 1, seed, values: {} }));
  return createPopulation(runs, [], () => Promise.reject(new Error('nothing is loaded here')));
}

/** Parameters after one step of SGD with rate 1, by path. */
async function stepped(optimizer: Optimizer): Promise<Record<string, Float32Array | Int32Array>> {
  const parameters = treeOf('p');
  const result = optimizer.update(parameters, treeOf('g'), optimizer.init(population(), parameters), live());
  const read: Record<string, Float32Array | Int32Array> = {};
  for (const [path, leaf] of leaves(result.parameters)) read[path] = await readTensor(leaf);
  return read;
}

/** The same from a formula of parameter, gradient, path and element. */
function check(
  actual: Readonly<Record<string, Float32Array | Int32Array>>,
  formula: (p: number, g: number, path: string, i: number) => number,
  tolerance: number,
): void {
  for (const [path, shape] of Object.entries(shapes)) {
    const [p, g] = [values(shape, `p${path}`), values(shape, `g${path}`)];
    expectClose(
      actual[path] ?? [],
      Float64Array.from(p, (value, i) => formula(value, g[i] ?? NaN, path, i)),
      tolerance,
      path,
    );
  }
}

/** Norm of each run over all tensors. */
const norms = Array.from({ length: R }, (_, run) => {
  let sum = 0;
  for (const [path, shape] of Object.entries(shapes)) {
    values(shape, `g${path}`).forEach((g, i) => (sum += of([0, 1, 2], path, i) === run ? g * g : 0));
  }
  return Math.sqrt(sum);
});

describe('composition', () => {
  onDevices(allDevices, (kind) => {
    const tolerance = valueTolerance[kind];
    const plain = sgd({ learningRate: 1 });

    it('clips by the norm over all tensors of each run', async () => {
      const factors = norms.map((norm, run) => Math.min(1, (limits[run] ?? NaN) / norm));
      expect(factors[1]).toBe(1);
      expect(factors[0]).toBeLessThan(1);
      check(await stepped(compose([clipByNorm('limit')], plain)), (p, g, path, i) => p - of(factors, path, i) * g, tolerance);
    });

    it('clips by value, penalizes by L1 and L2, in the order given', async () => {
      const clipped = (g: number, limit: number): number => Math.min(Math.max(g, -limit), limit);
      const first = compose([clipByValue(0.25), l2('weight'), l1(0.125)], plain);
      const formula = (p: number, g: number, w: number): number => p - (clipped(g, 0.25) + w * p + 0.125 * Math.sign(p));
      check(await stepped(first), (p, g, path, i) => formula(p, g, of(weights, path, i)), tolerance);
      const other = compose([l2('weight', (path) => path === 'weights'), clipByValue(0.25)], plain);
      check(await stepped(other), (p, g, path, i) => p - clipped(g + (path === 'weights' ? of(weights, path, i) * p : 0), 0.25), tolerance);
    });

    it('leaves NaN and infinities for divergence to be seen, and a gradient of zero alone', async () => {
      const x = put(Float32Array.of(NaN, Infinity, -Infinity, 0), [1, 4]);
      const limit = put(Float32Array.of(2), [1]);
      const [clipped] = await compute(() => [clipValueOp(x, limit)]);
      expect([...(clipped ?? [])]).toEqual([NaN, 2, -2, 0]);
      const zero = put(new Float32Array(4), [1, 4]);
      const [factor] = await compute(() => [clipFactorOp(squaresOp(zero, put(Float32Array.of(9), [1, 1]), 0), limit)]);
      expect([...(factor ?? [])]).toEqual([1]);
    });

    it('decays beside the gradient, where it is told to', async () => {
      const optimizer = decoupledDecay({ learningRate: 0.5, weightDecay: 'weight', decays: (path) => path !== 'bias' }, plain);
      check(await stepped(optimizer), (p, g, path, i) => p - (path === 'bias' ? 0 : 0.5 * of(weights, path, i) * p) - g, tolerance);
    });

    it('averages the weights exponentially, beginning with the initial ones', async () => {
      const optimizer = averaging({ decay: 'weight' }, plain);
      let parameters = treeOf('p');
      let state = optimizer.init(population(), parameters);
      for (const step of ['a', 'b', 'c']) ({ parameters, state } = optimizer.update(parameters, treeOf(step), state, live()));
      for (const [path, leaf] of leaves(averagedWeights(state))) {
        const shape = shapes[path] ?? [];
        const p = Float64Array.from(values(shape, `p${path}`));
        const average = p.slice();
        for (const step of ['a', 'b', 'c']) {
          values(shape, step + path).forEach((g, i) => {
            p[i] = (p[i] ?? NaN) - g;
            average[i] = of(weights, path, i) * (average[i] ?? NaN) + (1 - of(weights, path, i)) * (p[i] ?? NaN);
          });
        }
        expectClose(await readTensor(leaf), average, tolerance, path);
      }
    });
  });
});

describe('mistakes are told', () => {
  onDevices(['cpu'], () => {
    it('two transforms of one name', () => {
      expect(() => compose([l2(1), l2(2)], sgd({ learningRate: 1 }))).toThrow('l2');
    });

    it('a parameter without a gradient, and a live hyperparameter that is not there', () => {
      const parameters = treeOf('p');
      const optimizer = adam({ learningRate: 'rate' });
      const state = optimizer.init(population(), parameters);
      expect(() => optimizer.update(parameters, {}, state, live())).toThrow('rate');
      const other = sgd({ learningRate: 1 });
      expect(() => other.update(parameters, {}, other.init(population(), parameters), {})).toThrow('no gradient for weights');
    });

    it('a rule with more buffers than WebGPU binds, or two of one name', () => {
      const rule = { slots: ['a', 'b', 'c'], host: () => undefined, wgsl: '' };
      expect(() => defineUpdate({ ...rule, name: 'TooMany', rates: ['d', 'e', 'f', 'g'] })).toThrow('9 buffers');
      expect(() => defineUpdate({ ...rule, name: 'Twice', rates: ['gradient'] })).toThrow('one name');
    });

    it('parts of a norm depend on the size of one run alone', () => {
      expect([put(new Float32Array(10), [1, 10]), put(new Float32Array(70), [7, 10])].map(partialCount)).toEqual([1, 1]);
      expect(partialCount(put(new Float32Array(12_000), [1, 12_000]))).toBe(64);
    });
  });
});

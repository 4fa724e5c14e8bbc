/** Muon against a second implementation in float64, and what its orthogonalisation is for. */
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../testing/devices.ts';
import { compute, expectClose, put, values } from '../testing/tensors.ts';
import { createPopulation } from '../training/population.ts';
import type { Tree } from '../training/program.ts';
import { readTensor } from '../device/read.ts';
import { partialCount } from '../device/kernels/gradients.ts';
import { branchAt, leaves } from '../training/tree.ts';
import { muon, orthogonalize } from './muon.ts';
import { sgd } from './sgd.ts';

type Matrix = number[][];

const matrix = (data: ArrayLike<number>, columns: number, from = 0, rows = data.length / columns): Matrix =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => data[from + r * columns + c] ?? NaN));
const transpose = (m: Matrix): Matrix => (m[0] ?? []).map((_, c) => m.map((row) => row[c] ?? NaN));
const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => (b[0] ?? []).map((_, c) => row.reduce((sum, value, k) => sum + value * (b[k]?.[c] ?? NaN), 0)));
const combine = (a: Matrix, b: Matrix, x: number, y: number): Matrix =>
  a.map((row, r) => row.map((value, c) => x * value + y * (b[r]?.[c] ?? NaN)));

/** As it is printed: on the side with fewer rows, from X / (‖X‖ + 1e-7). */
function newtonSchulz(given: Matrix): Matrix {
  const tall = given.length > (given[0]?.length ?? 0);
  const norm = Math.sqrt(given.flat().reduce((sum, value) => sum + value * value, 0)) + 1e-7;
  let x = (tall ? transpose(given) : given).map((row) => row.map((value) => value / norm));
  for (let i = 0; i < 5; i++) {
    const a = multiply(x, transpose(x));
    x = combine(x, multiply(combine(a, multiply(a, a), -4.775, 2.0315), x), 3.4445, 1);
  }
  return tall ? transpose(x) : x;
}

describe('Muon', () => {
  onDevices(allDevices, (kind) => {
    const tolerance = kind === 'webgpu' ? 1e-4 : 1e-5;

    it.each([
      [5, 9],
      [9, 5],
      [6, 6],
    ])('orthogonalizes matrices of %i × %i, each run by itself', async (rows, columns) => {
      const data = values([2, rows, columns], 'matrix');
      const [computed] = await compute(() => {
        const x = put(data, [2, rows, columns]);
        return [orthogonalize(x, put(new Float32Array(2 * partialCount(x)), [2, partialCount(x)])).matrix];
      });
      for (const run of [0, 1]) {
        const expected = newtonSchulz(matrix(data, columns, run * rows * columns, rows));
        expectClose(computed?.slice(run * rows * columns, (run + 1) * rows * columns) ?? [], expected.flat(), tolerance);
        const side = rows > columns ? multiply(transpose(expected), expected) : multiply(expected, transpose(expected));
        // The squares of singular values sum up to the trace: near 1 each, not exactly.
        const trace = side.reduce((sum, row, i) => sum + (row[i] ?? NaN), 0) / side.length;
        expect(trace).toBeGreaterThan(0.5);
        expect(trace).toBeLessThan(1.5);
      }
    });

    it('steps along it with Nesterov momentum, decay and the scale of the shape; biases and chosen matrices fall to another', async () => {
      const R = 2;
      const shapes: Record<string, number[]> = { kernel: [R, 2, 2, 3], bias: [R, 3], weights: [R, 3, 6], output: [R, 3, 4] };
      const optimizer = muon(
        { learningRate: 0.25, momentum: 0.5, weightDecay: 0.125, chosen: (path) => path !== 'output' },
        sgd({ learningRate: 0.5 }),
      );
      const runs = [0, 1].map((seed) => ({ sessionSeed: 1, seed, values: {} }));
      const population = createPopulation(runs, [], () => Promise.reject(new Error('nothing is loaded here')));
      const treeOf = (name: string): Tree =>
        Object.fromEntries(Object.entries(shapes).map(([path, shape]) => [path, put(values(shape, name + path), shape)]));
      let parameters = treeOf('start');
      let state = optimizer.init(population, parameters);
      expect(leaves(branchAt(branchAt(state, 'first'), 'velocity')).map(([path]) => path)).toEqual(['kernel', 'weights']);
      for (const step of [1, 2, 3]) ({ parameters, state } = optimizer.update(parameters, treeOf(`gradient ${step}`), state, {}));
      expect(Object.keys(parameters)).toEqual(Object.keys(shapes));
      for (const [path, leaf] of leaves(parameters)) {
        const shape = shapes[path] ?? [];
        const [columns, size] = [shape.at(-1) ?? 1, shape.slice(1).reduce((product, n) => product * n, 1)];
        const reached = await readTensor(leaf);
        for (const run of [0, 1]) {
          const at = (name: string): Matrix => matrix(values(shape, name + path), columns, run * size, size / columns);
          let [p, v] = [at('start'), combine(at('start'), at('start'), 0, 0)];
          for (const step of [1, 2, 3]) {
            const g = at(`gradient ${step}`);
            if (path === 'bias' || path === 'output') {
              p = combine(p, g, 1, -0.5);
              continue;
            }
            v = combine(v, g, 0.5, 1);
            const scale = Math.sqrt(Math.max(1, columns / (size / columns)));
            p = combine(p, newtonSchulz(combine(g, v, 1, 0.5)), 1 - 0.25 * 0.125, -0.25 * scale);
          }
          expectClose(reached.slice(run * size, (run + 1) * size), p.flat(), 3 * tolerance, path);
        }
      }
      population.dispose();
    });
  });
});

/** Muon: momentum whose direction is made orthogonal, for matrices; all other parameters fall to another optimizer. */
import { matMul, reshape, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { partialCount, scaleOp, squaresOp } from '../device/kernels/gradients.ts';
import { combineOp, inverseLengthOp, muonMomentumOp } from '../device/kernels/orthogonalize.ts';
import { defineUpdate } from '../device/kernels/updates.ts';
import type { Tree } from '../training/program.ts';
import { branchAt, mapTree, tensorAt } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';
import { partition } from './partition.ts';
import { perParameter, zeroSlots } from './rules.ts';

/** Of the quintic that pulls singular values towards 1 fast, not exactly: they end between 0.7 and 1.2. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;
const epsilon = 1e-7;

/** The step along a direction that is given in place of a gradient. */
const update = defineUpdate({
  name: 'MuonUpdate',
  slots: [],
  rates: ['learningRate', 'weightDecay'],
  constants: ['scale'],
  host: ({ parameter: p, gradient: direction }, { learningRate, weightDecay, scale }, from, to) => {
    for (let i = from; i < to; i++) {
      const value = p[i] ?? 0;
      p[i] = value - learningRate * (weightDecay * value + scale * (direction[i] ?? 0));
    }
  },
  wgsl: `let p = parameter[i];
  parameter[i] = p - learningRate * (weightDecay * p + scale * gradient[i]);`,
});

/** The columns of the matrix that a parameter `[R, …, out]` is; all axes between are its rows. */
function matrixShape(shape: readonly number[]): [number, number, number] {
  const [runs = 1, columns = 1] = [shape[0], shape.at(-1)];
  return [runs, shape.slice(1, -1).reduce((product, size) => product * size, 1), columns];
}

/**
 * Brings the singular values of each matrix `[R, rows, columns]` near 1 by Newton and Schulz's iteration X ← aX + (bA + cA²)X with
 * A = XXᵀ, or from the other side where columns are fewer than rows, from X / (‖X‖ + ε).
 *
 * @param partials - `[R, partialCount(x)]`, which is overwritten
 */
export function orthogonalize(x: Tensor, partials: Tensor): { matrix: Tensor; partials: Tensor } {
  const [, rows, columns] = matrixShape(x.shape);
  const wide = rows <= columns;
  const squares = squaresOp(x, partials, 0);
  let matrix = scaleOp(x, inverseLengthOp(squares, epsilon));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gram = matMul(matrix, matrix, !wide, wide);
    const polynomial = combineOp(gram, matMul(gram, gram), b, c);
    const product = wide ? matMul(polynomial, matrix) : matMul(matrix, polynomial);
    matrix = combineOp(matrix, product, a, 1);
  }
  return { matrix, partials: squares };
}

function matrices(settings: { learningRate: Setting; momentum: Setting; weightDecay: Setting }): Optimizer {
  return {
    moments: 1,
    init: (population, parameters) => ({
      ...zeroSlots(['velocity'], parameters),
      partials: mapTree(parameters, (parameter) => zeros([population.R, partialCount(parameter)])),
      constants: constants(population, { ...settings }),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const value = (name: keyof typeof settings): Tensor => setting(name, settings[name], kept, live);
      const rates = { learningRate: value('learningRate'), weightDecay: value('weightDecay') };
      const slots: Record<string, Tree> = { velocity: branchAt(state, 'velocity'), partials: branchAt(state, 'partials') };
      const next = perParameter(parameters, gradients, slots, (one) => {
        const { direction, velocity } = muonMomentumOp(one.gradient, tensorAt(one.slots, 'velocity'), value('momentum'));
        const [runs, rows, columns] = matrixShape(direction.shape);
        const orthogonal = orthogonalize(reshape(direction, [runs, rows, columns]), tensorAt(one.slots, 'partials'));
        const step = reshape(orthogonal.matrix, one.parameter.shape);
        const scale = Math.sqrt(Math.max(1, columns / rows));
        const { parameter } = update.run(one.parameter, step, {}, rates, { scale });
        return { parameter, slots: { velocity, partials: orthogonal.partials } };
      });
      return { parameters: next.parameters, state: { ...next.slots, constants: kept } };
    },
  };
}

/**
 * velocity ← momentum · velocity + gradient; O = orthogonalize(gradient + momentum · velocity); parameter ← parameter − learningRate ·
 * (weightDecay · parameter + √max(1, out / in) · O) (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks", with
 * Nesterov's momentum). Kernels `[height, width, in, out]` are matrices of height · width · in rows.
 *
 * @param settings.chosen - which parameters it updates, by path and shape `[R, …]`; default all with two axes or more besides R.
 *   Embeddings and the last layer are better left to the fallback.
 * @param fallback - updates the others
 */
export function muon(
  settings: {
    learningRate: Setting;
    momentum?: Setting;
    weightDecay?: Setting;
    chosen?: (path: string, shape: readonly number[]) => boolean;
  },
  fallback: Optimizer,
): Optimizer {
  const { learningRate, momentum = 0.95, weightDecay = 0, chosen = () => true } = settings;
  return partition((path, shape) => shape.length > 2 && chosen(path, shape), matrices({ learningRate, momentum, weightDecay }), fallback);
}

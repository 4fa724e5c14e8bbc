/** Adam. */
import { zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { adamUpdateOp, biasCorrectionOp } from '../device/kernels/updates.ts';
import { zeros } from '../layers/initializers.ts';
import { branchAt, leaves, mapTree, tensorAt } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

/** Kingma & Ba 2015, algorithm 1; epsilon is added after the square root. Bias corrections are state, so that a live β stays right. */
export function adam(settings: { learningRate: Setting; beta1?: Setting; beta2?: Setting; epsilon?: number }): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  return {
    init: (population, parameters) => ({
      m: mapTree(parameters, (parameter) => zerosLike(parameter)),
      v: mapTree(parameters, (parameter) => zerosLike(parameter)),
      correction: population.parameter([2], zeros, 'correction'),
      constants: constants(population, { learningRate, beta1, beta2 }),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const rates = {
        learningRate: setting('learningRate', learningRate, kept, live),
        beta1: setting('beta1', beta1, kept, live),
        beta2: setting('beta2', beta2, kept, live),
      };
      const correction = biasCorrectionOp(tensorAt(state, 'correction'), rates.beta1, rates.beta2);
      const gradientAt = new Map(leaves(gradients));
      const [firstAt, secondAt] = [new Map(leaves(branchAt(state, 'm'))), new Map(leaves(branchAt(state, 'v')))];
      const [firsts, seconds] = [new Map<string, Tensor>(), new Map<string, Tensor>()];
      const updated = mapTree(parameters, (parameter, path) => {
        const [gradient, m, v] = [gradientAt.get(path), firstAt.get(path), secondAt.get(path)];
        if (!gradient || !m || !v) throw new Error(`no gradient or moments for ${path}`);
        const [next, nextM, nextV] = adamUpdateOp({ parameter, gradient, m, v, correction, ...rates }, epsilon);
        if (!next || !nextM || !nextV) throw new Error('the update has no result');
        firsts.set(path, nextM);
        seconds.set(path, nextV);
        return next;
      });
      return {
        parameters: updated,
        state: {
          m: mapTree(branchAt(state, 'm'), (old, path) => firsts.get(path) ?? old),
          v: mapTree(branchAt(state, 'v'), (old, path) => seconds.get(path) ?? old),
          correction,
          constants: kept,
        },
      };
    },
  };
}

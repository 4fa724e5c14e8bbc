/** Stochastic gradient descent with momentum. */
import { zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { momentumUpdateOp } from '../device/kernels/updates.ts';
import { branchAt, leaves, mapTree } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

/** velocity ← momentum · velocity + gradient; parameter ← parameter − learningRate · velocity. Momentum 0 is plain SGD. */
export function sgd(settings: { learningRate: Setting; momentum?: Setting }): Optimizer {
  const { learningRate, momentum = 0 } = settings;
  return {
    init: (population, parameters) => ({
      velocity: mapTree(parameters, (parameter) => zerosLike(parameter)),
      constants: constants(population, { learningRate, momentum }),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const gradientAt = new Map(leaves(gradients));
      const velocityAt = new Map(leaves(branchAt(state, 'velocity')));
      const velocities = new Map<string, Tensor>();
      const updated = mapTree(parameters, (parameter, path) => {
        const [gradient, velocity] = [gradientAt.get(path), velocityAt.get(path)];
        if (!gradient || !velocity) throw new Error(`no gradient or velocity for ${path}`);
        const [next, nextVelocity] = momentumUpdateOp({
          parameter,
          gradient,
          velocity,
          learningRate: setting('learningRate', learningRate, kept, live),
          momentum: setting('momentum', momentum, kept, live),
        });
        if (!next || !nextVelocity) throw new Error('the update has no result');
        velocities.set(path, nextVelocity);
        return next;
      });
      const velocity = mapTree(branchAt(state, 'velocity'), (old, path) => velocities.get(path) ?? old);
      return { parameters: updated, state: { velocity, constants: kept } };
    },
  };
}

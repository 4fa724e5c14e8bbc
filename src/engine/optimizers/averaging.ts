/** An exponential moving average of the weights beside the ones that are trained. */
import { add, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { averageOp } from '../device/kernels/gradients.ts';
import type { Tree } from '../training/program.ts';
import { branchAt, leaves, mapTree } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

/**
 * After each update of `optimizer`: average ← decay · average + (1 − decay) · parameters, from the initial weights on (Tarvainen &
 * Valpola 2017, eq. 1). `averagedWeights` of the state gives them, for evaluation.
 */
export function averaging(settings: { decay: Setting }, optimizer: Optimizer): Optimizer {
  const { decay } = settings;
  return {
    moments: 1 + optimizer.moments,
    init: (population, parameters) => ({
      // A copy of its own: both are updated in place.
      average: mapTree(parameters, (parameter) => tidy(() => add(parameter, zerosLike(parameter)))),
      constants: constants(population, { decay }),
      optimizer: optimizer.init(population, parameters),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const updated = optimizer.update(parameters, gradients, branchAt(state, 'optimizer'), live);
      const parameterAt = new Map(leaves(updated.parameters));
      const own = setting('decay', decay, kept, live);
      const average = mapTree(branchAt(state, 'average'), (old, path) => {
        const parameter = parameterAt.get(path);
        if (!parameter) throw new Error(`no parameter for the average of ${path}`);
        return averageOp(old, parameter, own);
      });
      return { parameters: updated.parameters, state: { average, constants: kept, optimizer: updated.state } };
    },
  };
}

/** The averaged weights in the state of `averaging`, shaped like the parameters. */
export const averagedWeights = (state: Tree): Tree => branchAt(state, 'average');

/** What is done to gradients before an optimizer sees them: clipping by norm and by value, L1 and L2 penalties; and putting it together. */
import { tensor } from '@tensorflow/tfjs-core';
import { clipFactorOp, clipValueOp, partialCount, penaltyOp, scaleOp, squaresOp } from '../device/kernels/gradients.ts';
import type { Population } from '../training/population.ts';
import type { Live, Tree } from '../training/program.ts';
import { branchAt, leaves, mapTree, tensorAt } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

export interface GradientTransform {
  /** Names its part of the state. */
  name: string;
  init(population: Population, parameters: Tree): Tree;
  /** New gradients (tensors may be shared, so they are never changed in place) and the tensors that now hold the state. */
  apply(gradients: Tree, parameters: Tree, state: Tree, live: Live): { gradients: Tree; state: Tree };
}

/**
 * Applies the transforms in order, then the optimizer: `compose([clipByNorm(1), l2(0.1)], adam(…))`.
 *
 * @throws when two transforms have one name
 */
export function compose(transforms: readonly GradientTransform[], optimizer: Optimizer): Optimizer {
  const names = ['optimizer', ...transforms.map(({ name }) => name)];
  if (new Set(names).size !== names.length) throw new Error(`two parts of one name: ${names.join(', ')}`);
  return {
    moments: optimizer.moments,
    init: (population, parameters) => ({
      ...Object.fromEntries(transforms.map(({ name, init }) => [name, init(population, parameters)])),
      optimizer: optimizer.init(population, parameters),
    }),
    update: (parameters, gradients, state, live) => {
      let current = gradients;
      const next: Record<string, Tree> = {};
      for (const { name, apply } of transforms) {
        const applied = apply(current, parameters, branchAt(state, name), live);
        current = applied.gradients;
        next[name] = applied.state;
      }
      const updated = optimizer.update(parameters, current, branchAt(state, 'optimizer'), live);
      return { parameters: updated.parameters, state: { ...next, optimizer: updated.state } };
    },
  };
}

/** gradient ← gradient · min(1, limit / ‖gradient‖) with the norm over all tensors of a run (Pascanu, Mikolov & Bengio 2013). */
export function clipByNorm(limit: Setting): GradientTransform {
  return {
    name: 'clipByNorm',
    init: (population, parameters) => {
      const width = leaves(parameters).reduce((sum, [, parameter]) => sum + partialCount(parameter), 0);
      return {
        partials: tensor(new Float32Array(population.R * width), [population.R, width], 'float32'),
        constants: constants(population, { limit }),
      };
    },
    apply: (gradients, _, state, live) => {
      const kept = branchAt(state, 'constants');
      let partials = tensorAt(state, 'partials');
      let offset = 0;
      for (const [, gradient] of leaves(gradients)) {
        partials = squaresOp(gradient, partials, offset);
        offset += partialCount(gradient);
      }
      const factor = clipFactorOp(partials, setting('limit', limit, kept, live));
      return { gradients: mapTree(gradients, (gradient) => scaleOp(gradient, factor)), state: { partials, constants: kept } };
    },
  };
}

/** gradient ← min(max(gradient, −limit), limit), element by element. */
export function clipByValue(limit: Setting): GradientTransform {
  return {
    name: 'clipByValue',
    init: (population) => ({ constants: constants(population, { limit }) }),
    apply: (gradients, _, state, live) => {
      const own = setting('limit', limit, branchAt(state, 'constants'), live);
      return { gradients: mapTree(gradients, (gradient) => clipValueOp(gradient, own)), state };
    },
  };
}

function penalty(name: string, order: 1 | 2, weight: Setting, penalizes: (path: string) => boolean): GradientTransform {
  return {
    name,
    init: (population) => ({ constants: constants(population, { weight }) }),
    apply: (gradients, parameters, state, live) => {
      const own = setting('weight', weight, branchAt(state, 'constants'), live);
      const parameterAt = new Map(leaves(parameters));
      const penalized = mapTree(gradients, (gradient, path) => {
        const parameter = parameterAt.get(path);
        if (!parameter) throw new Error(`no parameter for the gradient of ${path}`);
        return penalizes(path) ? penaltyOp(gradient, parameter, own, order) : gradient;
      });
      return { gradients: penalized, state };
    },
  };
}

/**
 * gradient ← gradient + weight · sign(parameter), sign(0) = 0: the gradient of weight · Σ |parameter|.
 *
 * @param penalizes - which parameters, by their path; default all
 */
export const l1 = (weight: Setting, penalizes: (path: string) => boolean = () => true): GradientTransform =>
  penalty('l1', 1, weight, penalizes);

/**
 * gradient ← gradient + weight · parameter: the gradient of ½ · weight · Σ parameter².
 *
 * @param penalizes - which parameters, by their path; default all
 */
export const l2 = (weight: Setting, penalizes: (path: string) => boolean = () => true): GradientTransform =>
  penalty('l2', 2, weight, penalizes);

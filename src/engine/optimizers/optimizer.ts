/** Optimizers: pairs of `init` and `update` over records of parameters, with hyperparameters `[R]`. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Population } from '../training/population.ts';
import type { Live, Tree } from '../training/program.ts';
import { tensorAt } from '../training/tree.ts';

export interface Optimizer {
  /** Numbers that it keeps for each parameter, about: 0 for plain SGD, 1 with momentum, 2 for Adam. */
  moments: number;
  /** State besides the parameters, all `[R, …]`. */
  init(population: Population, parameters: Tree): Tree;
  /** Updates in place and returns the tensors that now hold parameters and state. `gradients` has the shape of `parameters`. */
  update(parameters: Tree, gradients: Tree, state: Tree, live: Live): { parameters: Tree; state: Tree };
}

/** A hyperparameter: the id of a live one, or a number that stays. */
export type Setting = string | number;

/** Constants of the settings that are numbers, `[R]` each, to keep in the optimizer's state. */
export function constants(population: Population, settings: Readonly<Record<string, Setting>>): Tree {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => (typeof setting === 'number' ? [[name, population.constant(setting)]] : [])),
  );
}

/** The `[R]` tensor of a setting; throws when a live one is not there. */
export function setting(name: string, value: Setting, kept: Tree, live: Live): Tensor {
  if (typeof value === 'number') return tensorAt(kept, name);
  const tensor = live[value];
  if (!tensor) throw new Error(`the optimizer needs the live hyperparameter ${value}`);
  return tensor;
}

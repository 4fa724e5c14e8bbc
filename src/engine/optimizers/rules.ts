/** Optimizers made from rules: the bookkeeping of parameters, gradients, slots and settings that all of them share. */
import { tensor, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RunState, Update } from '../device/kernels/updates.ts';
import type { Tree } from '../training/program.ts';
import { branchAt, leaves, mapTree, tensorAt } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

/** One parameter `[R, …]` with its gradient and its slots, all of one shape. */
export interface ParameterState {
  path: string;
  parameter: Tensor;
  gradient: Tensor;
  slots: Readonly<Record<string, Tensor>>;
}

/** Zeros for each of the slots, records shaped like `parameters`. */
export function zeroSlots(slots: readonly string[], parameters: Tree): Record<string, Tree> {
  return Object.fromEntries(slots.map((slot) => [slot, mapTree(parameters, (parameter) => zerosLike(parameter))]));
}

/**
 * Updates parameter after parameter and collects the results in records of the same shapes.
 *
 * @param slots - records shaped like `parameters`, by the slot's name
 * @throws when a parameter has no gradient or a slot is missing
 */
export function perParameter(
  parameters: Tree,
  gradients: Tree,
  slots: Readonly<Record<string, Tree>>,
  update: (one: ParameterState) => { parameter: Tensor; slots: Readonly<Record<string, Tensor>> },
): { parameters: Tree; slots: Record<string, Tree> } {
  const gradientAt = new Map(leaves(gradients));
  const before = Object.entries(slots).map(([slot, tree]) => ({ slot, at: new Map(leaves(tree)) }));
  const after = Object.keys(slots).map((slot) => ({ slot, at: new Map<string, Tensor>() }));
  const updated = mapTree(parameters, (parameter, path) => {
    const gradient = gradientAt.get(path);
    if (!gradient) throw new Error(`no gradient for ${path}`);
    const own: Record<string, Tensor> = {};
    for (const { slot, at } of before) {
      const value = at.get(path);
      if (!value) throw new Error(`no ${slot} for ${path}`);
      own[slot] = value;
    }
    const next = update({ path, parameter, gradient, slots: own });
    for (const { slot, at } of after) {
      const value = next.slots[slot];
      if (!value) throw new Error(`the update of ${path} did not give ${slot}`);
      at.set(path, value);
    }
    return next.parameter;
  });
  const nextSlots = after.map(({ slot, at }) => [slot, mapTree(slots[slot] ?? {}, (old, path) => at.get(path) ?? old)] as const);
  return { parameters: updated, slots: Object.fromEntries(nextSlots) };
}

export interface RuleOptions {
  update: Update;
  /** Advances the numbers of a run, which the update then takes. */
  runState?: RunState;
  /** All that the two kernels take, by input name. */
  settings: Readonly<Record<string, Setting>>;
  /** Numbers baked into the update of a parameter, and into the run's. */
  constants?: (path: string) => Readonly<Record<string, number>>;
  runConstants?: Readonly<Record<string, number>>;
}

/** The optimizer of a rule. Its state: the slots, the run's numbers under their input's name, and `constants`. */
export function ruleOptimizer({ update, runState, settings, constants: baked = () => ({}), runConstants = {} }: RuleOptions): Optimizer {
  return {
    moments: update.slots.length,
    init: (population, parameters) => ({
      ...zeroSlots(update.slots, parameters),
      ...(runState && {
        [runState.input]: tensor(new Float32Array(population.R * runState.columns), [population.R, runState.columns], 'float32'),
      }),
      constants: constants(population, settings),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const values = (names: readonly string[]): Record<string, Tensor> =>
        Object.fromEntries(names.map((name) => [name, setting(name, settings[name] ?? name, kept, live)]));
      const advanced = runState?.run(tensorAt(state, runState.input), values(runState.settings), runConstants);
      const perRun = { ...(update.table !== undefined && advanced && { [update.table]: advanced.table }), ...values(update.rates) };
      const slots = Object.fromEntries(update.slots.map((slot) => [slot, branchAt(state, slot)]));
      const next = perParameter(parameters, gradients, slots, (one) =>
        update.run(one.parameter, one.gradient, one.slots, perRun, baked(one.path)),
      );
      return {
        parameters: next.parameters,
        state: { ...next.slots, ...(runState && advanced && { [runState.input]: advanced.state }), constants: kept },
      };
    },
  };
}

/** A program without data or network for tests of the loop: a state `x` `[R]`, and whatever phases, steps and evaluations a test names. */
import { add, clone } from '@tensorflow/tfjs-core';
import type { BoundProgram, Edit, Evaluation, Phase, Program, Step } from '../training/program.ts';
import { tensorAt } from '../training/tree.ts';

export interface ToyOptions {
  phases: readonly Phase[];
  steps?: Readonly<Record<string, Step>>;
  edits?: Readonly<Record<string, Edit>>;
  evaluations?: BoundProgram['evaluations'];
  /** Makes evaluations that need tensors; called on the device. */
  evaluate?: () => Evaluation;
}

/** x ← x + x: doubles its state, and gives it out. */
export const doubling: Step = (state) => {
  const x = add(tensorAt(state, 'x'), tensorAt(state, 'x'));
  return { state: { x }, out: { value: clone(x) } };
};

export function toyProgram({ phases, steps = { train: doubling }, edits = {}, evaluations = {}, evaluate }: ToyOptions): Program {
  return {
    init: (population) =>
      Promise.resolve({
        state: { x: population.constant(1) },
        steps,
        edits,
        batches: {},
        evaluations: evaluate ? { ...evaluations, validation: evaluate() } : evaluations,
        probes: {},
        phases,
        parameters: 1,
        resources: [],
      }),
  };
}

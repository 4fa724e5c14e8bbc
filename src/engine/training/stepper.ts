/**
 * One training step of a phase on the device: its cycle, whose outputs go to the rings; then the counter advances. State stays in
 * the tensors it began in, so a recording of the step is good for as long as the population lives.
 */
import { tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { assignOp, copyOp } from '../device/kernels/copy.ts';
import { advanceOp } from '../device/kernels/data.ts';
import type { Recorder } from '../device/recorder/recorder.ts';
import { repeated } from '../device/recorder/repeated.ts';
import type { Repeated } from '../device/recorder/repeated.ts';
import type { Population } from './population.ts';
import type { BoundProgram, Phase, Tree } from './program.ts';
import { createRings } from './rings.ts';
import type { Rings } from './rings.ts';
import { leaves } from './tree.ts';

/** Writes changed leaves into the state's own tensors. Throws when one has no place there. */
export function assignState(state: Tree, changed: Tree): void {
  const targets = new Map(leaves(state));
  const own = new Set([...targets.values()].map(({ dataId }) => dataId));
  const moves: { target: Tensor; source: Tensor; made: Tensor }[] = [];
  for (const [path, next] of leaves(changed)) {
    const target = targets.get(path);
    if (!target) throw new Error(`the step gave ${path}, which is not in the state`);
    if (next.dataId === target.dataId) continue;
    if (next.shape.join() !== target.shape.join() || next.dtype !== target.dtype) {
      throw new Error(
        `the step gave ${path} as ${next.dtype} [${next.shape.join(', ')}], not ${target.dtype} [${target.shape.join(', ')}]`,
      );
    }
    // Another part of the state may itself be about to change.
    moves.push({ target, source: own.has(next.dataId) ? copyOp(next) : next, made: next });
  }
  for (const { target, source } of moves) assignOp(target, source);
  // What was kept past the gradient's scope is not freed by the scope around the step.
  for (const { made } of moves) if (made.kept && !own.has(made.dataId)) made.dispose();
}

export interface Stepper {
  /** The updates of a phase, recorded once they can be. */
  work: Repeated;
  /** Does one update eagerly. */
  once(): void;
  rings: Rings;
}

export interface StepperOptions {
  bound: BoundProgram;
  population: Population;
  phase: Phase;
  state: Tree;
  /** The counter of updates `[1]` int32, advanced in place. */
  t: Tensor;
  recorder: Recorder | null;
}

export function createStepper({ bound, population, phase, state, t, recorder }: StepperOptions): Stepper {
  const rings = createRings(population.R, phase.updates);
  const once = (): void => {
    tidy(() => {
      for (const name of phase.cycle) {
        const run = bound.steps[name];
        if (!run) throw new Error(`the program has no step ${name}`);
        const sampler = phase.batches === undefined ? undefined : bound.batches[phase.batches];
        const batch = sampler ? sampler(t, population.key) : {};
        const { state: changed, out } = run(state, { batch, live: population.live, t, key: population.key });
        // Before the state changes, of which an output may be a part.
        rings.write(out, t);
        assignState(state, changed ?? {});
      }
      advanceOp(t);
    });
  };
  return { work: repeated(recorder, once), once, rings };
}

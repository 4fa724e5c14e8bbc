/** A program without data: one point per run that goes down a surface, moved by an optimizer. Its state keeps the way it came. */
import { clipByValue, reshape } from '@tensorflow/tfjs-core';
import { surfaces, type SurfaceId } from '../data/surfaces.ts';
import { surfaceOp, trailOp } from '../device/kernels/surfaces.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { fillNormal } from '../random/normal.ts';
import type { Initializer } from './population.ts';
import type { Probe, Program, Step, StepInput, Tree } from './program.ts';
import { branchAt, tensorAt } from './tree.ts';

export interface SurfaceOptions {
  surface: SurfaceId;
  /** Where runs start, and by how much (standard deviation of both coordinates) each seed's start differs from it. */
  start: readonly [number, number];
  spread: number;
  optimizer: Optimizer;
  /** The live hyperparameter that gives the standard deviation of the noise in each part of the gradient. */
  noise: string;
  steps: number;
  evaluateEvery: number;
}

/** Descends a surface: state `parameters/point` `[R, 1, 2]` and `trail` `[R, steps + 1, 2]`. Evaluations give `train/height`; probe `paths`. */
export function surfaceProgram(options: SurfaceOptions): Program {
  const { surface, optimizer, steps, evaluateEvery } = options;
  const { x, y, bordered } = surfaces[surface];
  // One interval holds both coordinates.
  const [low, high] = [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
  const startOf: Initializer = (target, _, [key0, key1]) => {
    const first = target.subarray(0, 2);
    fillNormal(first, key0, key1, 0, 0, options.spread);
    first.forEach((offset, i) => (first[i] = (options.start[i] ?? 0) + offset));
  };
  const measured = (state: Tree, { live, key, t }: StepInput): ReturnType<typeof surfaceOp> => {
    const noise = live[options.noise];
    if (!noise) throw new Error(`a surface needs the live hyperparameter ${options.noise}`);
    return surfaceOp(surface, tensorAt(branchAt(state, 'parameters'), 'point'), noise, key('noise'), t);
  };
  const descend: Step = (state, input) => {
    const { height, gradient } = measured(state, input);
    const updated = optimizer.update(branchAt(state, 'parameters'), { point: gradient }, branchAt(state, 'optimizer'), input.live);
    const reached = tensorAt(updated.parameters, 'point');
    const point = bordered ? clipByValue(reached, low, high) : reached;
    return {
      state: { parameters: { point }, optimizer: updated.state, trail: trailOp(tensorAt(state, 'trail'), point, input.t) },
      out: { height },
    };
  };
  const evaluate: Step = (state, input) => ({ out: { height: measured(state, input).height } });
  const paths: Probe = (state) => {
    const trail = tensorAt(state, 'trail');
    const [runs = 1] = trail.shape;
    return { kind: 'paths', values: reshape(trail, [runs, 2 * (steps + 1)]) };
  };
  return {
    init: (population) => {
      const parameters = { point: population.parameter([1, 2], startOf, 'start') };
      return Promise.resolve({
        state: {
          parameters,
          optimizer: optimizer.init(population, parameters),
          trail: population.parameter([steps + 1, 2], startOf, 'start'),
        },
        steps: { descend },
        batches: {},
        evaluations: { train: { sizes: [1], batch: () => ({}), step: evaluate } },
        probes: { paths },
        phases: [{ name: 'descend', cycle: ['descend'], steps, evaluateEvery }],
        parameters: 2,
        resources: [],
      });
    },
  };
}

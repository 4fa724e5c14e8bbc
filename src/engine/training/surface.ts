/** A program without data: one point per run that goes down a surface, moved by an optimizer. Its state keeps the way it came. */
import { clipByValue, reshape } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { surfaces, type SurfaceId } from '../data/surfaces.ts';
import { surfaceOp, trailOp } from '../device/kernels/surfaces.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { fillNormal } from '../random/normal.ts';
import type { MemoryNeeds, PopulationSize } from './memory-needs.ts';
import type { Initializer, Population } from './population.ts';
import type { Probe, Program, Step, StepInput, Tree } from './program.ts';
import { branchAt, tensorAt } from './tree.ts';

/** Where runs start, who moves them, and for how long. */
export interface DescentOptions {
  /** Where runs start, and by how much (standard deviation of both coordinates) each seed's start differs from it. */
  start: readonly [number, number];
  spread: number;
  optimizer: Optimizer;
  steps: number;
  evaluateEvery: number;
}

/** What is descended, on the device of a population. */
export interface Landscape {
  /** Height `[R]` and gradient `[R, 1, 2]` at the points `[R, 1, 2]`. */
  at(point: Tensor, input: StepInput): { height: Tensor; gradient: Tensor };
  /** The interval that holds both coordinates; absent: points go anywhere. */
  within?: readonly [number, number];
  /** Tensors to dispose with the population. */
  resources: readonly Tensor[];
}

export interface SurfaceOptions extends DescentOptions {
  surface: SurfaceId;
  /** The live hyperparameter that gives the standard deviation of the noise in each part of the gradient. */
  noise: string;
}

/** Descends a surface given by a formula. */
export function surfaceProgram({ surface, noise: spread, ...options }: SurfaceOptions): Program {
  const { x, y, bordered } = surfaces[surface];
  return descentProgram(options, () =>
    Promise.resolve({
      at: (point, { live, key, t }) => {
        const noise = live[spread];
        if (!noise) throw new Error(`a surface needs the live hyperparameter ${spread}`);
        return surfaceOp(surface, point, noise, key('noise'), t);
      },
      // One interval holds both coordinates.
      ...(bordered && { within: [Math.max(x[0], y[0]), Math.min(x[1], y[1])] as const }),
      resources: [],
    }),
  );
}

/** Descends a landscape: state `parameters/point` `[R, 1, 2]` and `trail` `[R, steps of the session + 1, 2]`. Evaluations give `train/height`; probe `paths`. */
export function descentProgram(
  options: DescentOptions,
  landscapeOf: (population: Population) => Promise<Landscape>,
  landscapeNeeds: (size: PopulationSize) => MemoryNeeds = () => ({ held: 0, passing: 0, recorded: 0, largest: 0 }),
): Program {
  const { optimizer, steps, evaluateEvery } = options;
  const startOf: Initializer = (target, _, [key0, key1]) => {
    const first = target.subarray(0, 2);
    fillNormal(first, key0, key1, 0, 0, options.spread);
    first.forEach((offset, i) => (first[i] = (options.start[i] ?? 0) + offset));
  };
  const paths: Probe = (state) => {
    const trail = tensorAt(state, 'trail');
    const [runs = 1] = trail.shape;
    return { kind: 'paths', values: reshape(trail, [runs, 2 * (trail.shape[1] ?? 0)]) };
  };
  return {
    memory: (size) => {
      // A point with its gradient and the optimizer's numbers, and the way that it came: two float32 each.
      const trail = 8 * size.runs * (steps + 1);
      const { held, largest, ...others } = landscapeNeeds(size);
      return { held: held + trail + 8 * size.runs * (2 + optimizer.moments), ...others, largest: Math.max(largest, trail) };
    },
    init: async (population) => {
      const { at, within, resources } = await landscapeOf(population);
      const here = (state: Tree): Tensor => tensorAt(branchAt(state, 'parameters'), 'point');
      const descend: Step = (state, input) => {
        const { height, gradient } = at(here(state), input);
        const updated = optimizer.update(branchAt(state, 'parameters'), { point: gradient }, branchAt(state, 'optimizer'), input.live);
        const reached = tensorAt(updated.parameters, 'point');
        const point = within ? clipByValue(reached, ...within) : reached;
        return {
          state: { parameters: { point }, optimizer: updated.state, trail: trailOp(tensorAt(state, 'trail'), point, input.t) },
          out: { height },
        };
      };
      const evaluate: Step = (state, input) => ({ out: { height: at(here(state), input).height } });
      const parameters = { point: population.parameter([1, 2], startOf, 'start') };
      const places = Math.max(steps, population.steps ?? 0) + 1;
      return {
        state: {
          parameters,
          optimizer: optimizer.init(population, parameters),
          trail: population.parameter([places, 2], startOf, 'start'),
        },
        steps: { descend },
        batches: {},
        evaluations: { train: { sizes: [1], batch: () => ({}), step: evaluate } },
        probes: { paths },
        phases: [{ name: 'descend', cycle: ['descend'], steps, evaluateEvery }],
        parameters: 2,
        resources,
      };
    },
  };
}

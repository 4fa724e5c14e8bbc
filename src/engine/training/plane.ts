/** A program that descends a plane through the loss surface of a network: two coordinates say all of its weights. */
import { add, matMul, reshape, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Weights } from '../data/base-models.ts';
import type { planeParts } from '../data/plane.ts';
import { images as imagesOfPlane, loadPlane, planeImages, planeShapes, planeSizes } from '../data/plane.ts';
import { denseOp } from '../device/kernels/dense.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { lossAndGradients } from './gradients.ts';
import type { MemoryNeeds, PopulationSize } from './memory-needs.ts';
import type { Population } from './population.ts';
import type { Program } from './program.ts';
import { descentProgram } from './surface.ts';
import type { DescentOptions, Landscape } from './surface.ts';
import { tensorAt } from './tree.ts';

/** The mean loss of the plane's images at points of it. */
export interface BoundPlane {
  /** Points `[R, 1, 2]` → `[R]`. */
  loss(point: Tensor): Tensor;
  resources: Tensor[];
}

/** The same values for each of R runs. */
function repeated<T extends Float32Array | Int32Array>(values: T, all: T): T {
  for (let offset = 0; offset < all.length; offset += values.length) all.set(values, offset);
  return all;
}

/** Puts the plane and its images on the device, for R points at a time. */
export function bindPlane(weights: Weights, { x, labels }: { x: Float32Array; labels: Int32Array }, R: number): BoundPlane {
  const { inputs } = planeSizes;
  const examples = tensor(repeated(x, new Float32Array(R * x.length)), [R, labels.length, inputs]);
  const wanted = tensor(repeated(labels, new Int32Array(R * labels.length)), [R, labels.length], 'int32');
  const dataOf = (part: (typeof planeParts)[number], path: string): Float32Array => {
    const data = weights[`${part}/${path}`]?.data;
    if (!(data instanceof Float32Array)) throw new Error(`the plane has no ${part}/${path}`);
    return data;
  };
  const parts = Object.entries(planeShapes).map(([path, shape]) => {
    const origin = dataOf('origin', path);
    const directions = new Float32Array(2 * origin.length);
    directions.set(dataOf('alongX', path));
    directions.set(dataOf('alongY', path), origin.length);
    return {
      path,
      shape,
      origin: tensor(repeated(origin, new Float32Array(R * origin.length)), [R, ...shape]),
      directions: tensor(directions, [1, 2, origin.length]),
    };
  });
  return {
    loss: (point) => {
      const own = new Map(
        parts.map(({ path, shape, origin, directions }) => [path, add(origin, reshape(matMul(point, directions), [R, ...shape]))]),
      );
      const layer = (name: string, input: Tensor, activation: 'tanh' | 'linear'): Tensor => {
        const [matrix, bias] = [own.get(`${name}/weights`), own.get(`${name}/bias`)];
        if (!matrix || !bias) throw new Error(`the plane has no layer ${name}`);
        return denseOp(input, matrix, bias, activation);
      };
      return softmaxCrossEntropy(layer('output', layer('hidden', examples, 'tanh'), 'linear'), wanted);
    },
    resources: [examples, wanted, ...parts.flatMap(({ origin, directions }) => [origin, directions])],
  };
}

/** Descends the plane; state, evaluations and probe are those of a surface. Throws DataError when the plane or the images cannot be loaded. */
export function planeProgram(options: DescentOptions): Program {
  const load = async (population: Population): Promise<Landscape> => {
    const [weights, images] = await Promise.all([loadPlane(population.fetchBytes), planeImages(population.fetchBytes)]);
    const { loss, resources } = bindPlane(weights, images, population.R);
    const like = population.constant(1);
    return {
      at: (point) => {
        const { loss: height, gradients } = lossAndGradients(() => loss(point), { point }, like);
        return { height, gradient: tensorAt(gradients, 'point') };
      },
      resources: [...resources, like],
    };
  };
  return descentProgram(options, load, needsOf);
}

/** The plane's images and origin, which every run has for itself, and all weights of the network at its point. */
function needsOf({ runs }: PopulationSize): MemoryNeeds {
  const { inputs, width, classes } = planeSizes;
  const weights = width * (inputs + classes + 1) + classes;
  const examples = imagesOfPlane * inputs;
  const passing = 4 * runs * (3 * weights + 3 * imagesOfPlane * (width + classes));
  return {
    held: 4 * runs * (examples + weights) + 8 * weights,
    passing,
    // A step and an evaluation ask for the same.
    recorded: 2 * passing,
    largest: 4 * runs * examples,
  };
}

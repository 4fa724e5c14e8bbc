/** Trajectories of SGD, momentum and Adam on test functions, against PyTorch's. */
import { describe, expect, it } from 'vitest';
import { hostDevices, onDevices } from '../testing/devices.ts';
import { expectClose, put } from '../testing/tensors.ts';
import { forRuns, goldenFile } from '../testing/golden.ts';
import { arrayAt, fieldsAt, numberAt, numbersAt, stringAt } from '../golden/fixture.ts';
import type { Fields, GoldenCase } from '../golden/fixture.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { readTensor } from '../device/read.ts';
import { createPopulation } from '../training/population.ts';
import { disposeTree, leaves } from '../training/tree.ts';
import type { Tree } from '../training/program.ts';
import { adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

const { shared, cases } = goldenFile('optimizers');
/** Other settings belong to parts of optimizers that have tests of their own. */
const settings = ['type', 'objective', 'source', 'lr', 'momentum', 'beta1', 'beta2', 'epsilon'];
const types = ['sgd', 'momentum', 'adam'];
const covered = cases.filter(({ config }) => types.includes(config.type) && Object.keys(config).every((name) => settings.includes(name)));

/** Equal runs in one population: their parameters must stay equal to the bit. */
const runs = 3;

function optimizerOf(config: Fields): Optimizer {
  const learningRate = numberAt(config, 'lr');
  switch (stringAt(config, 'type')) {
    case 'sgd':
      return sgd({ learningRate });
    case 'momentum':
      return sgd({ learningRate, momentum: numberAt(config, 'momentum') });
    default:
      return adam({
        learningRate,
        beta1: numberAt(config, 'beta1'),
        beta2: numberAt(config, 'beta2'),
        epsilon: numberAt(config, 'epsilon'),
      });
  }
}

type Point = Record<string, number[]>;
interface Objective {
  start: Point;
  loss(at: Point): number;
  gradient(at: Point): Point;
}

const pair = ({ x = [] }: Point): [number, number] => [x[0] ?? NaN, x[1] ?? NaN];

function objectiveOf(name: string): Objective {
  const constants = fieldsAt(shared, name);
  switch (name) {
    case 'quadratic': {
      const c = numbersAt(constants, 'c');
      return {
        start: { x: numbersAt(constants, 'x0') },
        loss: ({ x = [] }) => 0.5 * x.reduce((sum, value, i) => sum + (c[i] ?? NaN) * value * value, 0),
        gradient: ({ x = [] }) => ({ x: x.map((value, i) => (c[i] ?? NaN) * value) }),
      };
    }
    case 'rosenbrock':
      return {
        start: { x: numbersAt(constants, 'x0') },
        loss: (at) => {
          const [x, y] = pair(at);
          return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
        },
        gradient: (at) => {
          const [x, y] = pair(at);
          return { x: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)] };
        },
      };
    case 'logistic': {
      const [X, y] = [arrayAt(constants, 'X'), numbersAt(constants, 'y')];
      const columns = X.shape[1] ?? 0;
      const z = ({ w = [], b = [] }: Point): number[] =>
        y.map((_, row) => w.reduce((sum, weight, column) => sum + weight * (X.data[row * columns + column] ?? NaN), b[0] ?? NaN));
      return {
        start: { w: numbersAt(constants, 'w0'), b: numbersAt(constants, 'b0') },
        loss: (at) => z(at).reduce((sum, value, row) => sum + Math.log1p(Math.exp(value)) - (y[row] ?? NaN) * value, 0) / y.length,
        gradient: (at) => {
          const slopes = z(at).map((value, row) => (1 / (1 + Math.exp(-value)) - (y[row] ?? NaN)) / y.length);
          const w = Array.from({ length: columns }, (_, column) =>
            slopes.reduce((sum, slope, row) => sum + slope * (X.data[row * columns + column] ?? NaN), 0),
          );
          return { w, b: [slopes.reduce((sum, slope) => sum + slope, 0)] };
        },
      };
    }
    default:
      return {
        start: { x: numbersAt(constants, 'x0') },
        loss: (at) => pair(at)[0] ** 2 - pair(at)[1] ** 2,
        gradient: (at) => ({ x: [2 * pair(at)[0], -2 * pair(at)[1]] }),
      };
  }
}

const tree = (point: Point): Tree =>
  Object.fromEntries(Object.entries(point).map(([name, data]) => [name, put(forRuns({ data }, runs), [runs, data.length])]));

/** Run 0's values, after a check that the runs agree. */
async function pointOf(parameters: Tree): Promise<Point> {
  const point: Point = {};
  for (const [name, tensor] of leaves(parameters)) {
    const all = await readTensor(tensor);
    const first = [...all.subarray(0, all.length / runs)];
    expect([...all]).toEqual(Array.from({ length: runs }, () => first).flat());
    point[name] = first;
  }
  return point;
}

async function follow({ config, expected }: GoldenCase): Promise<void> {
  const objective = objectiveOf(stringAt(config, 'objective'));
  const wanted = fieldsAt(expected, 'float64');
  const steps = Object.keys(wanted).map(Number);
  const late = Math.max(1e-4, 5 * numberAt(expected, 'gap'));
  const population = createPopulation(
    Array.from({ length: runs }, (_, seed) => ({ sessionSeed: 1, seed, values: {} })),
    [],
    staticFiles,
  );
  const optimizer = optimizerOf(config);
  let parameters = tree(objective.start);
  let state = optimizer.init(population, parameters);
  let at = await pointOf(parameters);
  expectClose([objective.loss(at)], [numberAt(expected, 'initialLoss')], 1e-5, 'initial loss');
  for (let step = 1; step <= Math.max(...steps); step++) {
    const gradients = tree(objective.gradient(at));
    const next = optimizer.update(parameters, gradients, state, {});
    const kept = new Set([...leaves(next.parameters), ...leaves(next.state)].map(([, tensor]) => tensor));
    for (const [, tensor] of [...leaves(parameters), ...leaves(state)]) if (!kept.has(tensor)) tensor.dispose();
    disposeTree(gradients);
    ({ parameters, state } = next);
    at = await pointOf(parameters);
    if (!steps.includes(step)) continue;
    const there = fieldsAt(wanted, String(step));
    const tolerance = step <= 10 ? 1e-5 : late;
    expectClose([objective.loss(at)], [numberAt(there, 'loss')], tolerance, `loss after ${step}`);
    for (const [name, values] of Object.entries(at)) expectClose(values, arrayAt(there, name).data, tolerance, `${name} after ${step}`);
  }
  disposeTree(parameters);
  disposeTree(state);
  population.dispose();
}

describe('trajectories', () => {
  it('of 15 cases are compared', () => {
    expect(covered).toHaveLength(15);
    expect(covered.some(({ expected }) => expected['sensitive'] === true)).toBe(false);
  });

  onDevices(hostDevices, () => {
    for (const one of covered) it(one.name, async () => follow(one));
  });
});

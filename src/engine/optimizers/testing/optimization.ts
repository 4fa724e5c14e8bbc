/** For tests of optimizers: a small record of parameters on a quadratic of each run's own, advanced step by step. */
import { engine, mul, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readTensor } from '../../device/read.ts';
import { normal } from '../../layers/initializers.ts';
import { createPopulation } from '../../training/population.ts';
import type { RunSetting } from '../../training/population.ts';
import type { Live, Tree } from '../../training/program.ts';
import { disposeTree, leaves, mapTree } from '../../training/tree.ts';
import { adadelta } from '../adadelta.ts';
import { adagrad } from '../adagrad.ts';
import { adam } from '../adam.ts';
import { adamax } from '../adamax.ts';
import { adamw } from '../adamw.ts';
import { averaging } from '../averaging.ts';
import { decoupledDecay } from '../decay.ts';
import { lion } from '../lion.ts';
import { momentum } from '../momentum.ts';
import { muon } from '../muon.ts';
import { nadam } from '../nadam.ts';
import { nesterov } from '../nesterov.ts';
import type { Optimizer } from '../optimizer.ts';
import { radam } from '../radam.ts';
import { rmsprop } from '../rmsprop.ts';
import { scaledRate } from '../scaled-rate.ts';
import { scheduled } from '../schedules.ts';
import { sgd } from '../sgd.ts';
import { clipByNorm, clipByValue, compose, l1, l2 } from '../transforms.ts';

const learningRate = 'rate';
const beta1 = 'beta';

/** Every optimizer and composition, with the live hyperparameters `rate` and `beta`. */
export const everyOptimizer: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd({ learningRate }),
  momentum: () => momentum({ learningRate, momentum: beta1 }),
  'average momentum': () => momentum({ learningRate, momentum: beta1, form: 'average' }),
  nesterov: () => nesterov({ learningRate, momentum: beta1 }),
  adagrad: () => adagrad({ learningRate }),
  rmsprop: () => rmsprop({ learningRate, rho: beta1 }),
  adadelta: () => adadelta({ learningRate, rho: beta1 }),
  adam: () => adam({ learningRate, beta1 }),
  adamw: () => adamw({ learningRate, beta1, weightDecay: 0.1, decays: (path) => !path.endsWith('bias') }),
  nadam: () => nadam({ learningRate, beta1 }),
  radam: () => radam({ learningRate, beta1, beta2: 0.9 }),
  adamax: () => adamax({ learningRate, beta1 }),
  lion: () => lion({ learningRate, beta1, weightDecay: 0.1 }),
  muon: () => muon({ learningRate, momentum: beta1, chosen: (path) => path !== 'output/weights' }, adam({ learningRate })),
  'clipped and penalized': () => compose([clipByNorm('rate'), clipByValue(0.01), l1(0.1), l2('rate')], sgd({ learningRate })),
  'decayed and averaged': () => averaging({ decay: beta1 }, decoupledDecay({ learningRate, weightDecay: 0.1 }, sgd({ learningRate }))),
  'with a scaled rate': () => scaledRate('scaled', 'rate', 0.25, momentum({ learningRate: 'scaled', momentum: beta1 })),
  scheduled: () =>
    scheduled(
      { warmed: { base: 'rate', schedule: { kind: 'cosine', warmup: 3, total: 9, floor: 0.1 } } },
      adam({ learningRate: 'warmed', beta1 }),
    ),
};

export const run = (seed: number, values: { rate?: number; beta?: number } = {}): RunSetting => ({
  sessionSeed: 1,
  seed,
  values: { rate: 0.05, beta: 0.9, ...values },
});

/** 100 elements and more, so that sums have several parts. */
const shapes = { hidden: { weights: [12, 8], bias: [8] }, output: { weights: [8, 3] } };

export interface Optimization {
  readonly parameters: Tree;
  readonly state: Tree;
  /** One update; the gradient is each run's own curvature times its parameters. */
  step(live?: Live): void;
  /** Parameters and state of each run, by path. */
  read(): Promise<Record<string, number[]>[]>;
  dispose(): void;
}

function treeOf(make: (shape: readonly number[], path: string) => Tensor): Tree {
  return {
    hidden: { weights: make(shapes.hidden.weights, 'hidden/weights'), bias: make(shapes.hidden.bias, 'hidden/bias') },
    output: { weights: make(shapes.output.weights, 'output/weights') },
  };
}

export function startOptimization(optimizer: Optimizer, runs: readonly RunSetting[]): Optimization {
  const population = createPopulation(runs, ['rate', 'beta'], () => Promise.reject(new Error('nothing is loaded here')));
  let parameters = treeOf((shape, path) => population.parameter(shape, normal(1), path));
  const curvature = treeOf((shape, path) => population.parameter(shape, normal(1), `curvature of ${path}`));
  let state = optimizer.init(population, parameters);
  const replace = (before: Tree, after: Tree): Tree => {
    const kept = new Set(leaves(after).map(([, leaf]) => leaf));
    for (const [, leaf] of leaves(before)) if (!kept.has(leaf)) leaf.dispose();
    return after;
  };
  return {
    get parameters() {
      return parameters;
    },
    get state() {
      return state;
    },
    step(live = population.live) {
      const at = new Map(leaves(parameters));
      const next = tidy(() => {
        const gradients = mapTree(curvature, (own, path) => mul(own, at.get(path) ?? own));
        return { ...optimizer.update(parameters, gradients, state, live) };
      });
      parameters = replace(parameters, next.parameters);
      state = replace(state, next.state);
    },
    async read() {
      const read: Record<string, number[]>[] = runs.map(() => ({}));
      for (const [path, leaf] of leaves({ parameters, state })) {
        const values = await readTensor(leaf);
        const size = values.length / runs.length;
        read.forEach((own, index) => (own[path] = [...values.subarray(index * size, (index + 1) * size)]));
      }
      return read;
    },
    dispose() {
      for (const tree of [parameters, curvature, state]) disposeTree(tree);
      population.dispose();
    },
  };
}

/** Parameters after each of the gradients `[R, n]`, from 0 on; the live values of a step are given with it. */
export async function trajectory(
  optimizer: Optimizer,
  steps: readonly { gradient: readonly number[]; live: Readonly<Record<string, readonly number[]>> }[],
  start: readonly number[],
  R = 1,
): Promise<number[][]> {
  const runs = Array.from({ length: R }, (_, seed) => ({ sessionSeed: 1, seed, values: {} }));
  const population = createPopulation(runs, [], () => Promise.reject(new Error('nothing is loaded here')));
  const put = (values: readonly number[]): Tensor => tensor(Float32Array.from(values), [R, values.length / R], 'float32');
  const reached: number[][] = [];
  engine().startScope();
  let parameters: Tree = { x: put(start) };
  let state = optimizer.init(population, parameters);
  for (const { gradient, live } of steps) {
    const vectors = Object.fromEntries(Object.entries(live).map(([id, values]) => [id, tensor([...values], [R], 'float32')]));
    ({ parameters, state } = optimizer.update(parameters, { x: put(gradient) }, state, vectors));
    for (const [, leaf] of leaves(parameters)) reached.push([...(await readTensor(leaf))]);
  }
  engine().endScope();
  population.dispose();
  return reached;
}

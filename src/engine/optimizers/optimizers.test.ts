/** SGD, momentum and Adam on every device: in place, with settings of each run's own, constant and live, against float64. */
import { tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices, valueTolerance } from '../testing/devices.ts';
import { expectClose, put, values } from '../testing/tensors.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { memory, readTensor } from '../device/read.ts';
import { createPopulation } from '../training/population.ts';
import { disposeTree, leaves, tensorAt } from '../training/tree.ts';
import type { Tree } from '../training/program.ts';
import { adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

type Settings = { learningRate: number; momentum: number; beta1: number; beta2: number };
const settings: Settings[] = [
  { learningRate: 0.1, momentum: 0, beta1: 0.9, beta2: 0.999 },
  { learningRate: 0, momentum: 0.9, beta1: 0.5, beta2: 0.9 },
  { learningRate: 0.5, momentum: 0.5, beta1: 0, beta2: 0.99 },
];
const shapes = { weights: [3, 2, 5], bias: [3, 5] };
const initial = (): Tree => ({
  weights: put(values(shapes.weights, 'weights'), shapes.weights),
  layer: { bias: put(values(shapes.bias, 'bias'), shapes.bias) },
});

/** One update of one element, in float64; `state` is what the optimizer keeps about it. */
type Rule = (parameter: number, gradient: number, state: number[], own: Settings, step: number) => number;

const momentumRule: Rule = (p, g, state, { learningRate, momentum }) => {
  const velocity = momentum * (state[0] ?? 0) + g;
  state[0] = velocity;
  return p - learningRate * velocity;
};
const adamRule: Rule = (p, g, state, { learningRate, beta1, beta2 }, step) => {
  const m = beta1 * (state[0] ?? 0) + (1 - beta1) * g;
  const v = beta2 * (state[1] ?? 0) + (1 - beta2) * g * g;
  state.splice(0, 2, m, v);
  return p - (learningRate * (m / (1 - beta1 ** step))) / (Math.sqrt(v / (1 - beta2 ** step)) + 1e-8);
};

const cases: { name: string; optimizer: Optimizer; rule: Rule; fixed?: Partial<Settings> }[] = [
  { name: 'SGD', optimizer: sgd({ learningRate: 'learningRate' }), rule: momentumRule, fixed: { momentum: 0 } },
  { name: 'momentum with live settings', optimizer: sgd({ learningRate: 'learningRate', momentum: 'momentum' }), rule: momentumRule },
  {
    name: 'momentum with constant settings',
    optimizer: sgd({ learningRate: 0.2, momentum: 0.7 }),
    rule: momentumRule,
    fixed: { learningRate: 0.2, momentum: 0.7 },
  },
  { name: 'Adam with live settings', optimizer: adam({ learningRate: 'learningRate', beta1: 'beta1', beta2: 'beta2' }), rule: adamRule },
  { name: 'Adam as usual', optimizer: adam({ learningRate: 'learningRate' }), rule: adamRule, fixed: { beta1: 0.9, beta2: 0.999 } },
];

function population(): ReturnType<typeof createPopulation> {
  const runs = settings.map((own, seed) => ({ sessionSeed: 1, seed, values: own }));
  return createPopulation(runs, ['learningRate', 'momentum', 'beta1', 'beta2'], staticFiles);
}

/** One update as a trainer makes it: in a tidy, with what was replaced disposed. */
function update(optimizer: Optimizer, before: { parameters: Tree; state: Tree }, gradients: Tree, live: Tree): typeof before {
  const after = tidy(() => optimizer.update(before.parameters, gradients, before.state, Object.fromEntries(leaves(live))));
  const kept = new Set([...leaves(after.parameters), ...leaves(after.state)].map(([, tensor]) => tensor));
  for (const [, tensor] of [...leaves(before.parameters), ...leaves(before.state)]) if (!kept.has(tensor)) tensor.dispose();
  return after;
}

describe('an update', () => {
  onDevices(allDevices, (kind) => {
    for (const { name, optimizer, rule, fixed = {} } of cases) {
      it(`${name}: three steps`, async () => {
        const held = memory().tensors;
        const own = population();
        const parameters = initial();
        let now = { parameters, state: optimizer.init(own, parameters) };
        const steady = memory().tensors;
        const expected = leaves(parameters).map(([path, { shape }]) => ({
          path,
          values: Float64Array.from(values(shape, path.split('/').at(-1) ?? '')),
          states: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (): number[] => []),
        }));
        for (const step of [1, 2, 3]) {
          const gradientAt = (path: string, size: number): Float32Array => values([size], `gradient ${path} ${step}`);
          const gradients: Tree = {
            weights: put(gradientAt('weights', 30), shapes.weights),
            layer: { bias: put(gradientAt('layer/bias', 15), shapes.bias) },
          };
          now = update(optimizer, now, gradients, own.live);
          disposeTree(gradients);
          for (const { path, values: all, states } of expected) {
            const gradient = gradientAt(path, all.length);
            all.forEach((p, i) => {
              const run = settings[Math.floor((i * 3) / all.length)];
              if (run) all[i] = rule(p, gradient[i] ?? NaN, states[i] ?? [], { ...run, ...fixed }, step);
            });
          }
        }
        expect(memory().tensors).toBe(steady);
        for (const { path, values: all } of expected) {
          const found = new Map(leaves(now.parameters)).get(path);
          expectClose(found ? await readTensor(found) : [], all, valueTolerance[kind], path);
        }
        // Run 1 has learning rate 0, where that is live: not a bit has moved.
        if (fixed.learningRate === undefined) {
          expect((await readTensor(tensorAt(now.parameters, 'weights'))).slice(10, 20)).toEqual(
            values(shapes.weights, 'weights').slice(10, 20),
          );
        }
        disposeTree(now.parameters);
        disposeTree(now.state);
        own.dispose();
        expect(memory().tensors).toBe(held);
      });
    }

    it('moves nothing where the gradient is zero', async () => {
      for (const { optimizer } of cases) {
        const own = population();
        const parameters = initial();
        let now = { parameters, state: optimizer.init(own, parameters) };
        const zero: Tree = { weights: put(new Float32Array(30), shapes.weights), layer: { bias: put(new Float32Array(15), shapes.bias) } };
        for (let step = 0; step < 2; step++) now = update(optimizer, now, zero, own.live);
        expect(await readTensor(tensorAt(now.parameters, 'weights'))).toEqual(values(shapes.weights, 'weights'));
        for (const tree of [now.parameters, now.state, zero]) disposeTree(tree);
        own.dispose();
      }
    });
  });

  onDevices(allDevices, (kind) => {
    it('Adam’s first step after β has changed is corrected by the weight that gradients really had', async () => {
      // Constant gradient 1: m is then exactly the weight given to gradients so far, and the step the learning rate, whatever β was.
      const optimizer = adam({ learningRate: 'learningRate', beta1: 'beta1', beta2: 'beta2' });
      const own = population();
      const parameters: Tree = { p: put(new Float32Array(3), [3, 1]) };
      let now = { parameters, state: optimizer.init(own, parameters) };
      const gradients: Tree = { p: put(new Float32Array(3).fill(1), [3, 1]) };
      for (const beta of [0.9, 0.5, 0.99]) {
        const changed = put(new Float32Array(3).fill(beta), [3]);
        now = update(optimizer, now, gradients, { ...own.live, beta1: changed, beta2: changed });
        changed.dispose();
      }
      expectClose(await readTensor(tensorAt(now.parameters, 'p')), [-0.3, 0, -1.5], valueTolerance[kind]);
      for (const tree of [now.parameters, now.state, gradients]) disposeTree(tree);
      own.dispose();
    });

    it('says which live setting is missing', () => {
      const own = population();
      const optimizer = sgd({ learningRate: 'speed' });
      const parameters = initial();
      const state = optimizer.init(own, parameters);
      expect(() => tidy(() => optimizer.update(parameters, parameters, state, own.live))).toThrow('live hyperparameter speed');
      for (const tree of [parameters, state]) disposeTree(tree);
      own.dispose();
    });
  });
});

/** Whole training runs of a network, loss by loss, against PyTorch's: given weights and batches, through the trainer. */
import { tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../testing/devices.ts';
import { collect, setting, startTraining } from '../testing/runs.ts';
import { expectClose, put } from '../testing/tensors.ts';
import { forRuns, goldenFile } from '../testing/golden.ts';
import { arrayAt, arraysAt, fieldsAt, numberAt, numbersAt, stringAt } from '../golden/fixture.ts';
import type { Fields, GoldenCase } from '../golden/fixture.ts';
import { gatherLabelsOp, gatherRowsOp } from '../device/kernels/data.ts';
import { dense } from '../layers/dense.ts';
import { serial } from '../layers/layer.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { adam } from '../optimizers/adam.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { sgd } from '../optimizers/sgd.ts';
import { lossAndGradients } from './gradients.ts';
import type { Program } from './program.ts';
import { branchAt, tensorAt } from './tree.ts';

const { shared, cases } = goldenFile('training');
const covered = cases.filter(({ name }) => ['mlp_sgd', 'mlp_momentum', 'mlp_adam'].includes(name));

const layers = ['hidden1', 'hidden2', 'output'];
const model = serial({ hidden1: dense(4, 16, 'relu'), hidden2: dense(16, 16, 'relu'), output: dense(16, 3) });

function optimizerOf(settings: Fields): Optimizer {
  const learningRate = numberAt(settings, 'lr');
  switch (stringAt(settings, 'type')) {
    case 'sgd':
      return sgd({ learningRate });
    case 'momentum':
      return sgd({ learningRate, momentum: numberAt(settings, 'momentum') });
    default:
      return adam({
        learningRate,
        beta1: numberAt(settings, 'beta1'),
        beta2: numberAt(settings, 'beta2'),
        epsilon: numberAt(settings, 'epsilon'),
      });
  }
}

/** The case's network with its weights, on its batches one after the other: row t of a table of indices. */
function programOf({ config, inputs }: GoldenCase): Program {
  const data = fieldsAt(shared, stringAt(inputs, 'use'));
  const weights = fieldsAt(shared, stringAt(inputs, 'weights'));
  const [batch, steps] = [numberAt(config, 'batch'), numberAt(config, 'steps')];
  const features = arraysAt(data, 'x').flatMap((x) => x.data);
  const labels = arraysAt(data, 'labels').flatMap((one) => one.data);
  return {
    init: (population) => {
      const { R } = population;
      const optimizer = optimizerOf(fieldsAt(config, 'optimizer'));
      const parameters = Object.fromEntries(
        layers.map((name, index) => {
          const [W, b] = [arrayAt(weights, `W${index}`), arrayAt(weights, `b${index}`)];
          return [name, { weights: put(forRuns(W, R), [R, ...W.shape]), bias: put(forRuns(b, R), [R, ...b.shape]) }];
        }),
      );
      const resources = {
        features: tensor(features, [labels.length, 4], 'float32'),
        labels: tensor(labels, [labels.length], 'int32'),
        mean: tensor(new Float32Array(R), [R, 1], 'float32'),
        scale: tensor(new Float32Array(R).fill(1), [R, 1], 'float32'),
        like: population.constant(1),
      };
      let next = 0;
      return Promise.resolve({
        state: { parameters, optimizer: optimizer.init(population, parameters) },
        steps: {
          train: (state, { batch: own, live, t, key }) => {
            const before = branchAt(state, 'parameters');
            const { loss, gradients } = lossAndGradients(
              () =>
                softmaxCrossEntropy(model.apply(before, tensorAt(own, 'x'), { training: true, live, t, key }, ''), tensorAt(own, 'labels')),
              before,
              resources.like,
            );
            const updated = optimizer.update(before, gradients, branchAt(state, 'optimizer'), live);
            return { state: { parameters: updated.parameters, optimizer: updated.state }, out: { loss } };
          },
        },
        batches: {
          given: () => {
            const start = batch * next++;
            const indices = tensor(
              Int32Array.from({ length: R * batch }, (_, i) => start + (i % batch)),
              [R, batch],
              'int32',
            );
            return {
              x: gatherRowsOp(resources.features, indices, resources.mean, resources.scale),
              labels: gatherLabelsOp(resources.labels, indices),
            };
          },
        },
        evaluations: {},
        probes: {},
        phases: [{ name: 'train', cycle: ['train'], steps, batches: 'given' }],
        parameters: model.parameters,
        resources: Object.values(resources),
      });
    },
  };
}

describe('training the network of the fixtures', () => {
  it('is compared for three optimizers', () => {
    expect(covered).toHaveLength(3);
  });

  onDevices(allDevices, (kind) => {
    const [lossTolerance, finalTolerance] = kind === 'webgpu' ? [2e-3, 5e-3] : [1e-4, 1e-4];
    for (const one of covered) {
      it(one.name, { timeout: 60_000 }, async () => {
        const training = await startTraining([setting(0), setting(1)], programOf(one));
        const series = await collect(training.trainer, 2);
        const expected = fieldsAt(one.expected, 'float64');
        const [first, second] = series.get('loss')?.runs ?? [];
        expectClose(first ?? [], numbersAt(expected, 'losses'), lossTolerance, 'losses');
        expect(second).toEqual(first);
        const { tensors } = await training.trainer.checkpoint();
        const final = fieldsAt(expected, 'final');
        for (const [index, name] of layers.entries()) {
          for (const [key, path] of [
            [`W${index}`, 'weights'],
            [`b${index}`, 'bias'],
          ] as const) {
            const data = tensors[`parameters/${name}/${path}`]?.data ?? [];
            const own = Float64Array.from(data.slice(0, data.length / 2));
            const found = { sum: own.reduce((sum, x) => sum + x, 0), l2: Math.sqrt(own.reduce((sum, x) => sum + x * x, 0)) };
            for (const of of ['sum', 'l2'] as const)
              expectClose([found[of]], [numberAt(fieldsAt(final, key), of)], finalTolerance, `${of} of ${key}`);
          }
        }
        training.dispose();
      });
    }
  });
});

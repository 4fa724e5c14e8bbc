/** Steps through these layers can be recorded: two of them call the same kernels, upload no host value and read none. */
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { traced } from '../device/trace.ts';
import { onDevices } from '../testing/devices.ts';
import { unreliableKernels } from '../testing/stock.ts';
import { put, values } from '../testing/tensors.ts';
import { createPopulation } from '../training/population.ts';
import { leaves } from '../training/tree.ts';
import { adapter, frozen, lora, softPrompt } from './adaptation.ts';
import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import { branch, residual, serial } from './layer.ts';
import type { Layer } from './layer.ts';
import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from './normalization.ts';
import { averagePool, maxPool } from './pooling.ts';
import { sinusoidalPositions } from './positions.ts';
import { flatten } from './reshape.ts';
import { languageModel, transformerBlock } from './transformer.ts';
import { weightNorm } from './weight-norm.ts';

const standIn = (features: number): Layer => dense(features, features);
const block = { width: 4, heads: 2, normalization: standIn, activation: () => dense(16, 16, 'relu'), dropout: 'rate' };

const models: { name: string; model: Layer; x: Float32Array | Int32Array; shape: number[] }[] = [
  {
    name: 'a convolutional network',
    model: serial({
      convolution: convolution(2, 3, 3, { stride: 2, activation: 'relu' }),
      pools: branch({ max: maxPool(2), average: averagePool(2) }, 'concatenate'),
      residual: residual(convolution(6, 6, 1)),
      flatten: flatten(),
      output: dense(24, 3),
    }),
    x: values([2, 3, 8, 8, 2], 'x'),
    shape: [2, 3, 8, 8, 2],
  },
  {
    name: 'norms of every kind',
    model: serial({
      batch: batchNorm(2),
      convolution: weightNorm(convolution(2, 4, 3), 4, 'kernels'),
      group: groupNorm(4, 2),
      instance: instanceNorm(4),
      flatten: flatten(),
      layer: layerNorm(36),
      dense: dense(36, 4),
      rootMeanSquare: rmsNorm(4),
      frozen: frozen(batchNorm(4)),
    }),
    x: values([2, 3, 3, 3, 2], 'x'),
    shape: [2, 3, 3, 3, 2],
  },
  {
    name: 'a language model',
    model: languageModel({ ...block, vocabulary: 5, context: 6, layers: 2 }),
    x: Int32Array.from({ length: 24 }, (_, i) => i % 5),
    shape: [2, 3, 4],
  },
  {
    name: 'a language model with a head and waves of its own',
    model: languageModel({ ...block, vocabulary: 5, context: 6, layers: 1, tied: false, norm: 'post', positions: sinusoidalPositions }),
    x: Int32Array.from({ length: 24 }, (_, i) => i % 5),
    shape: [2, 3, 4],
  },
  {
    name: 'an adapted model',
    model: serial({
      tokens: embedding(5, 4),
      positions: sinusoidalPositions(6, 4),
      prompt: softPrompt(2, 4),
      block: transformerBlock({
        ...block,
        norm: 'post',
        prefix: 2,
        linear: (name, inputs, outputs) => (name === 'query' ? lora(dense(inputs, outputs), 1, 2) : frozen(dense(inputs, outputs))),
      }),
      adapter: adapter(4, 2, 'tanh'),
    }),
    x: Int32Array.from({ length: 24 }, (_, i) => i % 5),
    shape: [2, 3, 4],
  },
];

describe('a step', () => {
  onDevices(['wasm', 'webgpu'], () => {
    for (const { name, model, x, shape } of models) {
      it(`through ${name}`, { timeout: 60_000 }, () => {
        const runs = [0, 1].map((seed) => ({ sessionSeed: 1, seed, values: { rate: 0.25 } }));
        const population = createPopulation(runs, ['rate'], () => Promise.reject(new Error('nothing to load')));
        const parameters = model.init(population, '');
        const buffers = model.buffers?.(population, '') ?? {};
        const context = { training: true, live: population.live, t: put(Int32Array.of(0), [1]), key: population.key, buffers };
        const input = put(x, shape);
        const apply = (): Tensor => model.apply(parameters, input, context, '');
        const upstream = put(values(apply().shape, 'upstream'), apply().shape);
        const tensors = leaves(parameters).map(([, tensor]) => tensor);
        expect(tensors.reduce((sum, tensor) => sum + tensor.size / 2, 0)).toBe(model.parameters);
        const step = (): Tensor[] => engine().gradients(apply, tensors, upstream).grads;
        const [first, second] = [0, 1].map(() => traced(() => engine().tidy(() => void step())));
        expect(second).toEqual(first);
        expect(first?.hostReads).toBe(0);
        expect(first?.lines.filter((line) => line.startsWith('upload'))).toEqual([]);
        expect(unreliableKernels(first?.lines ?? [])).toEqual([]);
        expect(first?.lines.length).toBeGreaterThan(20);
      });
    }
  });
});

/** Weights as files: names, shapes and numbers of one run, read back from what was written. */
import { expect, it } from 'vitest';
import { readSafeTensors } from '../engine/data/safetensors.ts';
import type { HostTensor } from '../engine/training/host-state.ts';
import { runWeights } from './run-weights.ts';

/** Numbers that say where they were: 100 · row + place. */
function tensor(...shape: number[]): HostTensor {
  const size = shape.slice(1).reduce((product, one) => product * one, 1);
  const data = Float32Array.from({ length: (shape[0] ?? 0) * size }, (_, i) => 100 * Math.floor(i / size) + (i % size));
  return { shape, dtype: 'float32', data };
}

const population = (tensors: Record<string, HostTensor>, runs: number[]) => ({ step: 7, phase: 0, tensors, runs });
const read = (tensors: Record<string, HostTensor>, run: number, runs = [4, 2]) => {
  const weights = runWeights({ step: 7, populations: [population({}, [0]), population(tensors, runs)] }, run, { arm: 'a' });
  return weights && readSafeTensors(weights.bytes);
};

it('gives a run its own numbers in the names and shapes of PyTorch', () => {
  const file = read(
    {
      'parameters/hidden1/product/weights': tensor(2, 2, 3),
      'parameters/hidden1/product/bias': tensor(2, 3),
      'parameters/hidden1/norm/scale': tensor(2, 3),
      'parameters/hidden1/norm/shift': tensor(2, 3),
      'buffers//hidden1/norm/mean': tensor(2, 3),
      'buffers//hidden1/norm/variance': tensor(2, 3),
      'buffers//frozen/weights': tensor(1, 3),
      'parameters/image/kernels': tensor(2, 1, 2, 1, 2),
      'parameters/point': tensor(2, 1, 2),
      'optimizer/m/hidden1/product/weights': tensor(2, 2, 3),
    },
    2,
  );
  expect(file?.metadata).toEqual({ arm: 'a', step: '7' });
  const found = Object.fromEntries(Object.entries(file?.tensors ?? {}).map(([name, { shape, data }]) => [name, [shape, Array.from(data)]]));
  expect(found).toEqual({
    'hidden1.product.weight': [
      [3, 2],
      [100, 103, 101, 104, 102, 105],
    ],
    'hidden1.product.bias': [[3], [100, 101, 102]],
    'hidden1.norm.weight': [[3], [100, 101, 102]],
    'hidden1.norm.bias': [[3], [100, 101, 102]],
    'hidden1.norm.running_mean': [[3], [100, 101, 102]],
    'hidden1.norm.running_var': [[3], [100, 101, 102]],
    'image.weight': [
      [2, 1, 1, 2],
      [100, 102, 101, 103],
    ],
    point: [
      [1, 2],
      [100, 101],
    ],
  });
});

it('gives the kept weights where the best are kept, and every member of an ensemble', () => {
  const best = read({ 'parameters/output/bias': tensor(2, 1), 'kept/weights/parameters/output/bias': tensor(2, 2) }, 4);
  expect(Array.from(best?.tensors['output.bias']?.data ?? [])).toEqual([0, 1]);
  const members = read({ 'parameters/output/bias': tensor(4, 1) }, 2);
  const names = Object.entries(members?.tensors ?? {}).map(([name, { data }]) => [name, ...data]);
  expect(names).toEqual([
    ['members.0.output.bias', 200],
    ['members.1.output.bias', 300],
  ]);
});

it('has nothing for a run that the checkpoint does not hold', () => expect(read({ 'parameters/a/bias': tensor(2, 1) }, 3)).toBeNull());

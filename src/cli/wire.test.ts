import { expect, it } from 'vitest';
import { decodeBlock, decodeCheckpoint, decodeFiles, encodeBlock, encodeCheckpoint, encodeFiles } from './wire.ts';

it('carries measures over JSON to the bit, non-finite values included', () => {
  const values = new Float32Array([0.1, -0, NaN, Infinity, -Infinity, 1e-45, 3.4028234663852886e38, 1 / 3]);
  const block = { measure: 'trainingLoss', steps: new Int32Array([1, 2, 3, 2 ** 31 - 1]), runs: [4, 2], values };
  const back = decodeBlock(JSON.parse(JSON.stringify(encodeBlock(block))) as ReturnType<typeof encodeBlock>);
  expect(back.measure).toBe('trainingLoss');
  expect(back.runs).toEqual([4, 2]);
  expect([...back.steps]).toEqual([...block.steps]);
  expect(new Uint32Array(back.values.buffer)).toEqual(new Uint32Array(values.buffer));
});

it('carries a checkpoint larger than one piece, from a view that does not start at its buffer', () => {
  const whole = Float32Array.from({ length: 40_001 }, (_, i) => Math.sqrt(i));
  const tensors = {
    weights: { shape: [2, 20_000], dtype: 'float32' as const, data: whole.subarray(1) },
    counter: { shape: [1], dtype: 'int32' as const, data: new Int32Array([-7]) },
  };
  const back = decodeCheckpoint(encodeCheckpoint({ step: 5, populations: [{ runs: [3], step: 5, phase: 1, tensors }] }));
  expect(back.step).toBe(5);
  const [state] = back.populations;
  expect(state?.phase).toBe(1);
  expect(state?.runs).toEqual([3]);
  expect(state?.tensors['weights']?.shape).toEqual([2, 20_000]);
  expect(state?.tensors['weights']?.data).toEqual(whole.slice(1));
  expect(state?.tensors['counter']?.data).toEqual(new Int32Array([-7]));
});

it('carries files', () => {
  const files = { 'own/a': Uint8Array.from({ length: 70_000 }, (_, i) => i % 251), 'own/b': new Uint8Array() };
  expect(decodeFiles(encodeFiles(files))).toEqual(files);
});

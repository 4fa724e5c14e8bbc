/** What decays in each step reaches 0 instead of standing among the numbers that processors are slow with. */
import { expect, it } from 'vitest';
import { hostDevices, onDevices } from '../testing/devices.ts';
import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { readTensor } from '../device/read.ts';
import { momentumUpdate } from './momentum.ts';

const row = (values: readonly number[]): Tensor => tensor([...values], [1, values.length], 'float32');

async function updated(parameter: readonly number[], velocity: readonly number[], steps: number, momentum: number): Promise<number[][]> {
  const [p, v, g] = [row(parameter), row(velocity), row(parameter.map(() => 0))];
  const rates = { learningRate: tensor([0], [1], 'float32'), momentum: tensor([momentum], [1], 'float32') };
  for (let step = 0; step < steps; step++) tidy(() => void momentumUpdate.run(p, g, { velocity: v }, rates, {}));
  const read = [Array.from(await readTensor(p)), Array.from(await readTensor(v))];
  for (const one of [p, v, g, ...Object.values(rates)]) one.dispose();
  return read;
}

onDevices(['cpu', 'wasm', 'webgpu'], () => {
  it('what is too small to matter becomes 0, and nothing else', async () => {
    const [parameter, velocity] = await updated(
      [2 ** -99, -(2 ** -99), 2 ** -101, -(2 ** -101), 1, NaN, -Infinity],
      [2 ** -125, -(2 ** -125), 2 ** -130, -(2 ** -130), 2 ** -149, 1, -3],
      1,
      1,
    );
    expect(parameter?.slice(0, 5).map((value) => value + 0)).toEqual([2 ** -99, -(2 ** -99), 0, 0, 1]);
    expect(velocity?.map((value) => value + 0)).toEqual([2 ** -125, -(2 ** -125), 0, 0, 0, 1, -3]);
  });
});

onDevices(hostDevices, () => {
  it('a momentum without gradients ends at 0, where rounding would hold it', async () => {
    const [, velocity] = await updated([1, 1, 1, 1, 1], [1, -0.3, 1e-6, 4e-20, 0], 1100, 0.9);
    expect(velocity?.map(Math.abs)).toEqual([0, 0, 0, 0, 0]);
    // The rounding of float32 alone.
    let held = 1;
    for (let step = 0; step < 1100; step++) held = Math.fround(Math.fround(0.9) * held);
    expect(held).toBeGreaterThan(0);
  });
});

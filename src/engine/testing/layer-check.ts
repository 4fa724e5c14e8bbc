/**
 * Checks a differentiable function of named tensors over a population: values against a float64 version of one run, gradients against
 * its finite differences along one random direction of each tensor, and a run alone against the same run among others, to the bit.
 */
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { DeviceKind } from '../device/device.ts';
import { gradientTolerance, valueTolerance } from './devices.ts';
import { bitsOf } from './runs.ts';
import { compute, computeOne, expectClose, put, sizeOf, values } from './tensors.ts';

export interface Checked {
  /** Shapes of the tensors of one run, by name. */
  shapes: Readonly<Record<string, readonly number[]>>;
  /** On tensors `[R, ...shape]`. */
  apply: (tensors: Readonly<Record<string, Tensor>>, runs: number) => Tensor;
  /** The same for one run in float64. */
  reference: (tensors: Readonly<Record<string, ArrayLike<number>>>, run: number) => number[];
}

const runs = 3;
type Hosts = Readonly<Record<string, Float32Array>>;
type Results = (Float32Array | Int32Array)[];

const part = <T extends Float32Array | Int32Array>(all: T, run: number): T =>
  all.slice((run * all.length) / runs, ((run + 1) * all.length) / runs) as T;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((total, value, index) => total + value * (b[index] ?? NaN), 0);

/** Output and gradients of sum(output · upstream), in the order of the tensors' names. */
async function evaluate({ shapes, apply }: Checked, hosts: Hosts, R: number, upstream: Float32Array): Promise<Results> {
  return compute(() => {
    const names = Object.keys(shapes);
    const tensors = Object.fromEntries(names.map((name) => [name, put(hosts[name] ?? new Float32Array(), [R, ...(shapes[name] ?? [])])]));
    const like = apply(tensors, R);
    const { value, grads } = engine().gradients(() => apply(tensors, R), Object.values(tensors), put(upstream, like.shape));
    return [value, ...grads];
  });
}

/** Fails when a value, a gradient or the law of populations is broken on the current device. */
export async function checkLayer(checked: Checked, kind: DeviceKind): Promise<void> {
  const { shapes, reference } = checked;
  const names = Object.keys(shapes);
  const hosts: Hosts = Object.fromEntries(names.map((name) => [name, values([runs, ...(shapes[name] ?? [])], name)]));
  const ofRun = (run: number): Hosts => Object.fromEntries(names.map((name) => [name, part(hosts[name] ?? new Float32Array(), run)]));
  const expected = Array.from({ length: runs }, (_, run) => reference(ofRun(run), run));
  const size = expected[0]?.length ?? 0;
  const upstream = values([runs, size], 'upstream');

  const all = await evaluate(checked, hosts, runs, upstream);
  const [output = new Float32Array(), ...gradients] = all;
  expectClose(output, expected.flat(), valueTolerance[kind], 'output');

  const run = 1;
  const alone = await evaluate({ ...checked, apply: (tensors) => checked.apply(tensors, 1) }, ofRun(run), 1, part(upstream, run));
  expect(alone.map(bitsOf)).toEqual(all.map((values) => bitsOf(part(values, run))));

  const f = (moved: Readonly<Record<string, ArrayLike<number>>>): number => dot(reference(moved, run), part(upstream, run));
  names.forEach((name, index) => {
    const gradient = part(gradients[index] ?? new Float32Array(), run);
    const direction = values([sizeOf(shapes[name] ?? [])], `direction of ${name}`);
    const h = 1e-5;
    const moved = (by: number): number =>
      f({ ...ofRun(run), [name]: Float64Array.from(ofRun(run)[name] ?? [], (x, i) => x + by * (direction[i] ?? 0)) });
    const slope = (moved(h) - moved(-h)) / (2 * h);
    // Relative to what the sum could be: its terms may cancel. Some gradients are zero but for rounding, such as that of key biases.
    const scale = Math.max(1e-2, Math.sqrt(dot(gradient, gradient) * dot(direction, direction)));
    expectClose([dot(gradient, direction) / scale], [slope / scale], gradientTolerance[kind], `slope of ${name}`);
  });
}

/** Only the values, for sizes at which finite differences take too long. */
export async function checkValues({ shapes, apply, reference }: Checked, kind: DeviceKind): Promise<void> {
  const names = Object.keys(shapes);
  const hosts: Hosts = Object.fromEntries(names.map((name) => [name, values(shapes[name] ?? [], name)]));
  const output = await computeOne(() =>
    apply(Object.fromEntries(names.map((name) => [name, put(hosts[name] ?? new Float32Array(), [1, ...(shapes[name] ?? [])])])), 1),
  );
  expectClose(output, reference(hosts, 0), valueTolerance[kind], 'output');
}

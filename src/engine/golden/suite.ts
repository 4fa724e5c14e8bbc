/**
 * What a suite of golden cases is. Each file of `cases/` holds one suite: for every `config.type` a function that runs the engine's own
 * code on the inputs of a case and returns named results. The runner compares them with `expected`, entry by entry:
 *
 * - The results have the names and nesting of `expected`; where that has a part `float64` (optimizers, training), its entries stand at
 *   the top (`{ initialLoss, '1': { x, loss }, … }`, `{ losses, final, grads, … }`). Further results are ignored, missing ones fail.
 * - A tensor result is `[R, …expected shape]` and must hold the same bits for every run: the population law. Run 0 is compared.
 * - `init.json` also wants `sample: { mean, std, largest }` of drawn values, compared by standard errors, and for orthogonal matrices
 *   `gramDiagonal` (the entry farthest from the expected one) and `gramOffDiagonal` (the largest).
 * - A runner throws when something is wrong that no result shows. A type without a runner is a failed case.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DeviceKind } from '../device/device.ts';
import type { Fields, GoldenArray, GoldenCase } from './fixture.ts';

/** Where a case runs: on a device, or once on the host. */
export type Place = DeviceKind | 'host';

/** A result: numbers, texts and null as they are, arrays, tensors of a population, and lists and records of these. */
export type Result = number | string | null | GoldenArray | Tensor | readonly Result[] | { readonly [name: string]: Result };

export interface CaseContext {
  place: Place;
  /** Runs in the population. Every run is fed the same case. */
  R: number;
  /** The file's `shared` part. */
  shared: Fields;
  /** An array of the fixture for every run: `[R, ...shape]`. */
  tensor(array: GoldenArray, dtype?: 'float32' | 'int32'): Tensor;
  /** The values of an array for every run, as the device takes them. */
  values(array: GoldenArray, dtype?: 'float32' | 'int32'): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** A hyperparameter as `[R]`. */
  vector(value: number): Tensor;
  /** Run 0 of a tensor on the host, for runners that go on computing with it. Throws when the runs differ in a bit. */
  read(tensor: Tensor): Promise<GoldenArray>;
}

export type CaseRunner = (one: GoldenCase, context: CaseContext) => Result | Promise<Result>;

export interface Suite {
  /** Name without `.json`. */
  file: string;
  /** `devices`: on JavaScript, WASM and WebGPU. `host`: once, in plain numbers. */
  on: 'devices' | 'host';
  runners: Readonly<Record<string, CaseRunner>>;
}

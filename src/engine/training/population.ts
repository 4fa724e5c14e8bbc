/** Runs of the same structure, trained as one batched network: their settings and keys as tensors with a leading run axis. */
import { keep, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { FetchBytes } from '../data/data-set.ts';
import { sizeOf } from '../device/kernel.ts';
import { writeTensor } from '../device/write.ts';
import { streamKey, streamKeys } from '../random/streams.ts';
import type { Live } from './program.ts';

/** What one run is made of: where its randomness comes from and how it is set. */
export interface RunSetting {
  sessionSeed: number;
  seed: number;
  values: Readonly<Record<string, number | string>>;
}

/** Fills one run's part of a parameter from the run's key. */
export type Initializer = (target: Float32Array, shape: readonly number[], key: readonly [number, number]) => void;

export interface Population {
  readonly runs: readonly RunSetting[];
  /** Number of runs, the leading axis of every tensor. */
  readonly R: number;
  /** Live hyperparameters `[R]` by id. */
  readonly live: Live;
  /** Gives a live hyperparameter of some runs another value, from the next step on. Throws when there is none of this id. */
  change(id: string, runs: readonly number[], value: number): void;
  /** The key `[R, 2]` int32 of a random stream, the same tensor each time. */
  key(stream: string): Tensor;
  /** A parameter `[R, ...shape]`, each run's part made on the host from its own stream. */
  parameter(shape: readonly number[], initializer: Initializer, stream: string): Tensor;
  /** A constant `[R]`. */
  constant(value: number): Tensor;
  /** Steps of the session that it trains in, which may be more than its program declares; absent: as many as that. */
  readonly steps?: number;
  /** A file of the packed data, relative to the served root. */
  fetchBytes: FetchBytes;
  dispose(): void;
}

/**
 * Puts the settings of the runs on the current device.
 *
 * @param liveIds - numeric values that become `[R]` vectors
 * @param steps - of the session; absent: as the program declares
 * @throws when a run lacks one of them
 */
export function createPopulation(
  runs: readonly RunSetting[],
  liveIds: readonly string[],
  fetchBytes: FetchBytes,
  steps?: number,
): Population {
  const R = runs.length;
  const keys = new Map<string, Tensor>();
  const present = new Map(
    liveIds.map((id) => {
      const values = runs.map((run) => {
        const value = run.values[id];
        if (typeof value !== 'number') throw new Error(`the live hyperparameter ${id} has no number`);
        return value;
      });
      return [id, Float32Array.from(values)];
    }),
  );
  // A copy: on plain JavaScript tfjs would keep the array itself.
  const live = Object.fromEntries([...present].map(([id, values]) => [id, tensor(values.slice(), [R], 'float32')]));
  return {
    runs,
    R,
    live,
    change(id, indexes, value) {
      const [values, vector] = [present.get(id), live[id]];
      if (!values || !vector) throw new Error(`there is no live hyperparameter ${id}; there are ${liveIds.join(', ')}`);
      for (const index of indexes) values[index] = value;
      writeTensor(vector, values);
    },
    key(stream) {
      let key = keys.get(stream);
      if (!key) {
        // Kept, since the first to ask is a step inside a tidy.
        key = keep(tensor(streamKeys(runs, stream), [R, 2], 'int32'));
        keys.set(stream, key);
      }
      return key;
    },
    parameter(shape, initializer, stream) {
      const size = sizeOf(shape);
      const values = new Float32Array(R * size);
      runs.forEach((run, index) => {
        initializer(values.subarray(index * size, (index + 1) * size), shape, streamKey(run.sessionSeed, run.seed, stream));
      });
      return tensor(values, [R, ...shape], 'float32');
    },
    constant: (value) => tensor(new Float32Array(R).fill(value), [R], 'float32'),
    fetchBytes,
    ...(steps !== undefined && { steps }),
    dispose() {
      for (const key of keys.values()) key.dispose();
      for (const vector of Object.values(live)) vector.dispose();
    },
  };
}

/**
 * Ensembles: several networks for each run, trained side by side as further runs of one population `[R · M, …]`. Members of a run share its
 * examples; each has its own initial weights, order and masks. Their probabilities are averaged where the run is evaluated.
 */
import { keep, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from '../device/kernel.ts';
import { meanMembersOp, toMembersOp, voteOp } from '../device/kernels/members.ts';
import { streamKey } from '../random/streams.ts';
import type { Population } from './population.ts';
import type { Live } from './program.ts';

export interface Members {
  /** The population of all members. Its own live values are not to be used: `live` gives them. */
  population: Population;
  /** Settings of runs `[R]` for their members. */
  live(live: Live): Live;
  /** What belongs to runs `[R, …]` for their members `[R · M, …]`. */
  each(x: Tensor): Tensor;
  /** Logits of members `[R · M, B, C]` → those of their runs `[R, B, C]`: averaged probabilities. */
  vote(logits: Tensor): Tensor;
  /** Means over members, `[R · M]` → `[R]`. */
  mean(x: Tensor): Tensor;
}

/** The first member has the streams of a run without an ensemble, and so its weights to the bit. */
const streamOf = (stream: string, member: number): string => (member === 0 ? stream : `${stream}/member${member}`);

/**
 * @param count - members of each run; with one everything passes through unchanged
 * @param resources - takes the tensors to dispose with the population, which are made when a stream is first asked for
 */
export function membersOf(population: Population, count: number, resources: Tensor[]): Members {
  if (count === 1) {
    const same = (x: Tensor): Tensor => x;
    return { population, live: (live) => live, each: same, vote: same, mean: same };
  }
  const runs = population.runs.flatMap((run) => Array.from({ length: count }, (_, member) => ({ run, member })));
  const R = runs.length;
  const keys = new Map<string, Tensor>();
  const keyOf = (index: number, stream: string): [number, number] => {
    const own = runs[index];
    if (!own) throw new Error(`there is no member ${index}`);
    return streamKey(own.run.sessionSeed, own.run.seed, streamOf(stream, own.member));
  };
  const each = (x: Tensor): Tensor => toMembersOp(x, count);
  return {
    population: {
      ...population,
      runs: runs.map(({ run }) => run),
      R,
      key(stream) {
        const known = keys.get(stream);
        if (known) return known;
        const words = Int32Array.from(
          runs.flatMap((_, index) => keyOf(index, stream)),
          (word) => word | 0,
        );
        // Kept, since the first to ask is a step inside a tidy.
        const key = keep(tensor(words, [R, 2], 'int32'));
        keys.set(stream, key);
        resources.push(key);
        return key;
      },
      parameter(shape, initializer, stream) {
        const size = sizeOf(shape);
        const values = new Float32Array(R * size);
        for (let index = 0; index < R; index++) {
          initializer(values.subarray(index * size, (index + 1) * size), shape, keyOf(index, stream));
        }
        return tensor(values, [R, ...shape], 'float32');
      },
      constant: (value) => tensor(new Float32Array(R).fill(value), [R], 'float32'),
    },
    live: (live) => Object.fromEntries(Object.entries(live).map(([id, values]) => [id, each(values)])),
    each,
    vote: (logits) => voteOp(logits, count),
    mean: (x) => meanMembersOp(x, count),
  };
}

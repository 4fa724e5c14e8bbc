/** The probe that lets a language model write: text sampled from one run of each setting, character by character, on the device. */
import { concat, gather, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { characters, encode } from '../data/characters.ts';
import { advanceOp } from '../device/kernels/data.ts';
import { sampleTokenOp, windowBeforeOp } from '../device/kernels/tokens.ts';
import type { Sampling } from '../device/kernels/tokens.ts';
import type { BoundModel } from './language-model.ts';
import type { Probe, Tree } from './program.ts';
import { branchAt, mapTree } from './tree.ts';

export interface SampledTextOptions {
  /** What every text begins with. */
  prompt: string;
  /** Characters written after it. */
  length: number;
  /** Ids of the live hyperparameters. */
  temperature: string;
  topK: string;
  topP: string;
}

/** Continues text `[R, N]` int32, of which the first `start` tokens are there, to its end; disposes it. */
export function continued(
  text: Tensor,
  start: number,
  model: Pick<BoundModel, 'context' | 'apply'>,
  own: Tree,
  key: Tensor,
  sampling: Sampling,
): Tensor {
  const [, size = 0] = text.shape;
  let end: Tensor = tensor([start], [1], 'int32');
  let written = text;
  for (let place = start; place < size; place++) {
    const next = tidy(() => sampleTokenOp(written, model.apply(own, windowBeforeOp(written, end, model.context)), key, end, sampling));
    written.dispose();
    written = next;
    const advanced = advanceOp(end);
    end.dispose();
    end = advanced;
  }
  end.dispose();
  return written;
}

/**
 * Text of seed 0 of every setting; the other runs' rows are −1. The random numbers are those of the stream `text` and of the place
 * alone, the same at every step, so that what changes is what the model has learnt.
 */
export function sampledText(model: BoundModel, options: SampledTextOptions): Probe {
  const { population } = model;
  const prompt = encode(options.prompt);
  const size = prompt.length + options.length;
  const chosen = population.runs.flatMap(({ seed }, run) => (seed === 0 ? [run] : []));
  // Row 0 stands for the runs that do not write.
  const rows = population.runs.map((_, run) => 1 + chosen.indexOf(run));
  return (state) => {
    const described = { kind: 'text', prompt: prompt.length, characters } as const;
    if (chosen.length === 0)
      return { ...described, values: tensor(new Int32Array(rows.length * size).fill(-1), [rows.length, size], 'int32') };
    const picked = tensor(chosen, [chosen.length], 'int32');
    const own = mapTree(branchAt(state, 'parameters'), (leaf) => gather(leaf, picked));
    const of = (id: string): Tensor => {
      const live = population.live[id];
      if (!live) throw new Error(`there is no live hyperparameter ${id}`);
      return gather(live, picked);
    };
    const begun = new Int32Array(chosen.length * size);
    chosen.forEach((_, row) => begun.set(prompt, row * size));
    const sampling = { temperature: of(options.temperature), topK: of(options.topK), topP: of(options.topP) };
    const key = gather(population.key('text'), picked);
    const text = continued(tensor(begun, [chosen.length, size], 'int32'), prompt.length, model, own, key, sampling);
    const blank = tensor(new Int32Array(size).fill(-1), [1, size], 'int32');
    return { ...described, values: gather(concat([blank, text]), tensor(rows, [rows.length], 'int32')) };
  };
}

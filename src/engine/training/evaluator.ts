/** Evaluates a split: its batches one after the other on the device, their outputs in tables, one read at the end. */
import { keep, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { recordOp } from '../device/kernels/data.ts';
import { readTensor } from '../device/read.ts';
import type { Recorder } from '../device/recorder/recorder.ts';
import { repeated } from '../device/recorder/repeated.ts';
import type { Evaluation, StepInput, Tree } from './program.ts';
import type { MeasureValues } from './rings.ts';

export interface Evaluator {
  /** The means over the split's examples, of every run, as measures of a step. */
  evaluate(step: number): Promise<MeasureValues[]>;
  readonly split: string;
  /** Dispatches over all batches; null while some run eagerly. */
  readonly dispatches: number | null;
  /** Why some of it is not recorded; null where it is, or is still to be. */
  readonly reason: string | null;
  dispose(): void;
}

export interface EvaluatorOptions {
  split: string;
  evaluation: Evaluation;
  R: number;
  state: Tree;
  /** What evaluation steps are given beside their batch. */
  input: Omit<StepInput, 'batch'>;
  recorder: Recorder | null;
}

export function createEvaluator({ split, evaluation, R, state, input, recorder }: EvaluatorOptions): Evaluator {
  const { sizes } = evaluation;
  /** One table `[batches, R]` for each output. */
  const tables = new Map<string, Tensor>();
  const batches = sizes.map((_, index) => {
    const at = tensor([index], [1], 'int32');
    const work = repeated(recorder, () => {
      tidy(() => {
        const { out } = evaluation.step(state, { ...input, batch: evaluation.batch(index) });
        if (tables.size === 0) for (const name of Object.keys(out)) tables.set(name, keep(zeros([sizes.length, R])));
        for (const [name, table] of tables) {
          const value = out[name];
          if (!value) throw new Error(`the evaluation did not give ${name}`);
          recordOp(table, value, at);
        }
      });
    });
    return { at, work };
  });
  const last = repeated(recorder, () => {
    tidy(() => {
      evaluation.finish?.(state, Object.fromEntries(tables), input.t);
    });
  });
  const count = sizes.reduce((sum, size) => sum + size, 0);
  return {
    async evaluate(step) {
      for (const { work } of batches) work.run(1);
      if (evaluation.finish) last.run(1);
      const rows = await Promise.all([...tables].map(async ([name, table]) => ({ name, values: await readTensor(table) })));
      const means = rows.map(({ name, values }) => {
        const own = new Float32Array(R);
        for (let run = 0; run < R; run++) {
          let sum = 0;
          sizes.forEach((size, batch) => (sum += size * (values[batch * R + run] ?? 0)));
          own[run] = sum / count;
        }
        return [name, own] as const;
      });
      const concluded = evaluation.conclude?.(Object.fromEntries(means)) ?? {};
      return [...means, ...Object.entries(concluded)].map(([name, values]) => ({
        measure: `${split}/${name}`,
        steps: Int32Array.of(step),
        values,
      }));
    },
    split,
    get dispatches() {
      let sum = 0;
      for (const { work } of batches) {
        if (!work.recording) return null;
        sum += work.recording.dispatches;
      }
      return sum;
    },
    get reason() {
      return batches.map(({ work }) => work.reason).find((reason) => reason !== null) ?? null;
    },
    dispose() {
      for (const { at } of batches) at.dispose();
      for (const table of tables.values()) table.dispose();
    },
  };
}

/** Checkpoints in the form in which they are kept, checked when they are read back: one that is damaged would train on from nonsense. */
import * as v from 'valibot';
import { stateForm } from '../engine/training/state-form.ts';
import type { Checkpoint } from '../worker/protocol.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const tensor = v.pipe(
  v.union([
    v.object({ shape: v.array(count), dtype: v.literal('float32'), data: v.instance(Float32Array) }),
    v.object({ shape: v.array(count), dtype: v.literal('int32'), data: v.instance(Int32Array) }),
  ]),
  v.check(
    ({ shape, data }) => data.length === shape.reduce((size, length) => size * length, 1),
    'a tensor has as many numbers as its shape says',
  ),
);

const schema = v.object({
  step: count,
  /** Absent where the first builds kept it. */
  form: v.optional(v.literal(stateForm), 1),
  populations: v.array(v.object({ runs: v.array(count), step: count, phase: count, tensors: v.record(v.string(), tensor) })),
});

/** As it is kept: with the form of the states in it. */
export const keptCheckpoint = (checkpoint: Checkpoint): unknown => ({ ...checkpoint, form: stateForm });

/** What was read from storage, or null when it is not a checkpoint, or one of another form: nobody goes on from those. */
export function parseCheckpoint(input: unknown): Checkpoint | null {
  const result = v.safeParse(schema, input);
  return result.success ? { step: result.output.step, populations: result.output.populations } : null;
}

/** Bytes of the numbers of measures or checkpoints, which are nearly all that a session takes. */
export function bytesWithin(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesWithin(part), 0);
}

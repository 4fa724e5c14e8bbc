/** Kept checkpoints: read back as they were, and not at all where they are of another form or damaged. */
import { expect, it } from 'vitest';
import { stateForm } from '../engine/training/state-form.ts';
import { keptCheckpoint, parseCheckpoint } from './kept-checkpoint.ts';

const tensors = { w: { shape: [2, 1], dtype: 'float32' as const, data: Float32Array.of(1, 2) } };
const checkpoint = { step: 3, populations: [{ step: 3, phase: 0, runs: [0, 1], tensors }] };

it('comes back as it was, also from builds that did not say its form', () => {
  expect(parseCheckpoint(keptCheckpoint(checkpoint))).toEqual(checkpoint);
  expect(parseCheckpoint(checkpoint)).toEqual(stateForm === 1 ? checkpoint : null);
});

it('is none where its states mean something else, or have other sizes than they say', () => {
  expect(parseCheckpoint({ ...checkpoint, form: stateForm + 1 })).toBeNull();
  const short = { w: { ...tensors.w, data: Float32Array.of(1) } };
  expect(parseCheckpoint({ ...checkpoint, populations: [{ ...checkpoint.populations[0], tensors: short }] })).toBeNull();
});

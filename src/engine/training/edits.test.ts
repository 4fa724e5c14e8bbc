/** Edits between phases: applied once, before the phase's first step, on the whole state; part of a checkpoint from that step on. */
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { setting, startTraining } from '../testing/runs.ts';
import { toyProgram } from '../testing/toy.ts';
import type { HostState } from './host-state.ts';
import type { Edit, Phase } from './program.ts';

const runs = [setting(0), setting(1)];
const phases: Phase[] = [
  { name: 'grow', cycle: ['train'], steps: 3 },
  { name: 'regrow', cycle: ['train'], steps: 2, before: ['cut', 'add'] },
];

/** What each edit does to a value. */
const changing =
  (change: (value: number, run: number) => number): Edit =>
  ({ x }) =>
    Promise.resolve(x ? { x: { ...x, data: Float32Array.from(x.data, change) } } : {});
const edits = { cut: changing(() => 0), add: changing((value, run) => value + 10 + run) };

/** The streamed values of run 1, and the checkpoint after so many steps. */
async function trained(
  steps: number,
  from?: HostState,
  given: Record<string, Edit> = edits,
): Promise<{ values: number[]; state: HostState }> {
  const training = await startTraining(runs, toyProgram({ phases, edits: given }), { steps, ...(from && { from }) });
  const values: number[] = [];
  for await (const { measures } of training.trainer.blocks()) {
    for (const { measure, values: own } of measures) if (measure === 'value') values.push(...own.filter((_, i) => i % 2 === 1));
  }
  const state = await training.trainer.checkpoint();
  training.dispose();
  return { values, state };
}

onDevices(['cpu', 'wasm'], () => {
  describe('edits', () => {
    it('are applied in order before the first step of their phase, once', async () => {
      expect((await trained(5)).values).toEqual([2, 4, 8, 22, 44]);
    });

    it.each([2, 3, 4])('are neither lost nor repeated by a checkpoint after %i steps', async (steps) => {
      const { state } = await trained(steps);
      const whole = (await trained(5)).values;
      expect((await trained(5, state)).values).toEqual(whole.slice(steps));
    });

    it('that change what the state does not have are refused with a sentence', async () => {
      const strange: Edit = ({ x }) => Promise.resolve(x ? { y: x } : {});
      await expect(trained(5, undefined, { ...edits, cut: strange })).rejects.toThrow(
        'the edit cut does not fit this program, which has no y',
      );
      const { add } = edits;
      await expect(trained(5, undefined, { add })).rejects.toThrow('the program has no edit cut');
    });
  });
});

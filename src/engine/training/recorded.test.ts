/** The law of recording: a recorded session gives the bits of an eager one, on every device that records. */
import { clone, tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { outcomes, setting, smallProgram, startTraining } from '../testing/runs.ts';
import { toyProgram } from '../testing/toy.ts';
import { tensorAt } from './tree.ts';

const small = smallProgram({ width: 4, examples: 8, validation: 8, batchSize: 4, steps: 12, evaluateEvery: 4, probe: false });

onDevices(['wasm', 'webgpu'], () => {
  it('a recorded session has the bits of an eager one', async () => {
    const runs = [setting(0), setting(1, { dropout: 0 })];
    const eager = await startTraining(runs, small, { recorded: false });
    const expected = await outcomes(eager);
    eager.dispose();
    const recorded = await startTraining(runs, small);
    const actual = await outcomes(recorded);
    const recordings = recorded.trainer.recordings();
    recorded.dispose();
    expect(actual).toEqual(expected);
    expect(recordings.map(({ name, reason }) => ({ name, reason }))).toEqual([
      { name: 'train', reason: null },
      { name: 'train', reason: null },
      { name: 'validation', reason: null },
    ]);
    for (const { dispatches } of recordings) expect(dispatches).toBeGreaterThan(0);
  });

  it('a step that uploads a host value runs eagerly and says why', async () => {
    const program = toyProgram({
      phases: [{ name: 'train', cycle: ['train'], steps: 5 }],
      steps: { train: (state) => ({ state: { x: tensor([1, 2]) }, out: { value: clone(tensorAt(state, 'x')) } }) },
    });
    const training = await startTraining([setting(0), setting(1)], program);
    await outcomes(training);
    const [train] = training.trainer.recordings();
    training.dispose();
    expect(train).toEqual({ name: 'train', dispatches: null, reason: 'it uploads a host value of shape [2]' });
  });
});

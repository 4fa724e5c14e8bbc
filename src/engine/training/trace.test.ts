/** The tracer: a step asks the same of the device every time, and a step that would not is noticed. */
import { add, backend, clone, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { setting, smallProgram, startTraining } from '../testing/runs.ts';
import { toyProgram } from '../testing/toy.ts';
import { traced } from '../device/trace.ts';
import { readTensor } from '../device/read.ts';
import type { Step } from './program.ts';
import { tensorAt } from './tree.ts';

interface Traces {
  lines: [string[], string[]];
  hostReads: number;
  uploads: string[];
}

/** What steps 5 and 6 ask of the device. */
async function stepsFiveAndSix(program: ReturnType<typeof smallProgram>): Promise<Traces> {
  const training = await startTraining([setting(0), setting(1)], program);
  const blocks = training.trainer.blocks();
  await blocks.next();
  while (training.trainer.step < 4) await blocks.next({ maxSteps: 4 - training.trainer.step });
  const [five, six] = [training.trainer.traceStep(), training.trainer.traceStep()];
  expect(training.trainer.step).toBe(6);
  training.dispose();
  return {
    lines: [five.lines, six.lines],
    hostReads: five.hostReads + six.hostReads,
    uploads: [...five.lines, ...six.lines].filter((line) => line.startsWith('upload')),
  };
}

/** A toy program whose only step adds what `change` gives to its state. */
function stepping(change: (x: Tensor, stepNumber: number) => Tensor): ReturnType<typeof toyProgram> {
  let count = 0;
  const train: Step = (state) => {
    const x = add(tensorAt(state, 'x'), change(tensorAt(state, 'x'), ++count));
    return { state: { x }, out: { value: clone(x) } };
  };
  return toyProgram({ phases: [{ name: 'train', cycle: ['train'], steps: 100 }], steps: { train } });
}

onDevices(['wasm', 'webgpu'], () => {
  it('finds the same kernels in steps 5 and 6 of the small program, no upload and no read', async () => {
    const { lines, hostReads, uploads } = await stepsFiveAndSix(smallProgram({ width: 4, examples: 8, validation: 8, batchSize: 4 }));
    expect(lines[1]).toEqual(lines[0]);
    expect(uploads).toEqual([]);
    expect(hostReads).toBe(0);
    for (const kernel of ['BatchIndices', 'GatherRows', 'Dense', 'Dropout', 'SoftmaxCrossEntropy', 'AdamUpdate', 'Record', 'Advance']) {
      expect(lines[0].some((line) => line.startsWith(`${kernel} `))).toBe(true);
    }
  });
});

describe('a step that is no pure function of device tensors is noticed', () => {
  onDevices(['wasm', 'webgpu'], () => {
    it('when it uploads a number that changes', async () => {
      const { lines, uploads } = await stepsFiveAndSix(stepping((_, count) => tensor([count, count], [2], 'float32')));
      expect(uploads).toHaveLength(2);
      expect(uploads[0]).toBe('upload float32[2] 5,5');
      expect(lines[0]).not.toEqual(lines[1]);
    });

    it('when it uploads the same number each time', async () => {
      const { uploads } = await stepsFiveAndSix(stepping(() => tensor([1, 1], [2], 'float32')));
      expect(uploads).toHaveLength(2);
    });

    it('when its kernels change', async () => {
      const { lines } = await stepsFiveAndSix(stepping((x, count) => (count % 2 === 0 ? x : add(x, x))));
      expect(lines[0]).not.toEqual(lines[1]);
    });
  });

  onDevices(['wasm', 'webgpu'], () => {
    it('when it reads from the device', async () => {
      const waiting: Promise<unknown>[] = [];
      const program = stepping((x) => {
        waiting.push(readTensor(x));
        return x;
      });
      expect((await stepsFiveAndSix(program)).hostReads).toBeGreaterThanOrEqual(2);
      await Promise.all(waiting);
    });

    it('when it waits for the device, as tfjs does for a blocking read', () => {
      const x = tensor([1, 2]);
      expect(traced(() => backend().readSync(x.dataId)).hostReads).toBe(1);
      x.dispose();
    });
  });
});

/** What training holds: as much after many steps as after few, and nothing once it is disposed. */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { backend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allDevices, onDevices } from '../testing/devices.ts';
import { setting, smallProgram, startTraining } from '../testing/runs.ts';
import type { Training } from '../testing/runs.ts';
import { memory } from '../device/read.ts';
import type { Memory } from '../device/read.ts';

const runs = [setting(0, { dropout: 0 }), setting(1), setting(2)];

function heapBytes(): number {
  const current = backend();
  return current instanceof BackendWasm ? current.wasm.HEAPU8.byteLength : 0;
}

/** Trains until the step, with a probe and a checkpoint at its end, as a page does now and then. */
async function trainTo(step: number, { trainer }: Training): Promise<Memory> {
  const blocks = trainer.blocks({ maxSteps: step - trainer.step });
  while (trainer.step < step) await blocks.next({ maxSteps: step - trainer.step });
  await blocks.return();
  await trainer.probe('boundary');
  await trainer.checkpoint();
  return memory();
}

describe('memory', () => {
  onDevices(['wasm'], () => {
    it('is the same after 500 steps as after 50: tensors, bytes, and the heap', { timeout: 60_000 }, async () => {
      const training = await startTraining(runs, smallProgram({ width: 40, batchSize: 16, steps: 600, evaluateEvery: 25 }));
      const early = await trainTo(50, training);
      const heap = heapBytes();
      const late = await trainTo(500, training);
      expect(late).toEqual(early);
      expect(early.tensors).toBeGreaterThan(0);
      expect(heap).toBeGreaterThan(0);
      expect(heapBytes()).toBe(heap);
      training.dispose();
    });
  });

  onDevices(['webgpu'], () => {
    it('is the same after 48 steps as after 24: tensors, bytes, and buffers', { timeout: 60_000 }, async () => {
      const options = { width: 4, examples: 8, validation: 8, batchSize: 4, steps: 50, evaluateEvery: 6 };
      // With a clock that stands still, blocks are soon as long as they may be, and the pool of buffers as large as it gets.
      const training = await startTraining(runs, smallProgram(options), { now: () => 0 });
      const early = await trainTo(24, training);
      expect(await trainTo(48, training)).toEqual(early);
      expect(early.gpuBuffers).toBeGreaterThan(0);
      training.dispose();
    });
  });

  onDevices(allDevices, () => {
    it('is as before once the training is disposed, whenever that is', { timeout: 60_000 }, async () => {
      const before = memory();
      const options = { width: 4, examples: 8, validation: 8, batchSize: 4, steps: 8, evaluateEvery: 4 };
      for (const steps of [0, 1, 8]) {
        const training = await startTraining(runs, smallProgram(options));
        await trainTo(steps, training);
        const from = await training.trainer.checkpoint();
        training.dispose();
        expect(memory().tensors).toBe(before.tensors);
        const resumed = await startTraining(runs, smallProgram(options), { from });
        await trainTo(Math.min(8, steps + 2), resumed);
        resumed.dispose();
        expect(memory().tensors).toBe(before.tensors);
        expect(memory().bytes).toBe(before.bytes);
      }
    });

    it('of traced steps is freed, too', async () => {
      const before = memory().tensors;
      const training = await startTraining(runs, smallProgram({ width: 4, examples: 8, validation: 8, batchSize: 4 }));
      training.trainer.traceStep();
      const after = memory().tensors;
      training.trainer.traceStep();
      expect(memory().tensors).toBe(after);
      training.dispose();
      expect(memory().tensors).toBe(before);
    });
  });
});

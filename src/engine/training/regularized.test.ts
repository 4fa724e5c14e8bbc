/** What supervised training can be given against overfitting: kept weights, members, augmentation and another loss. */
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { bitsOf, collect, setting, smallProgram, startTraining } from '../testing/runs.ts';
import type { Series, SmallOptions } from '../testing/runs.ts';
import { tensorAt } from './tree.ts';
import { adam } from '../optimizers/adam.ts';
import { compose, l1 } from '../optimizers/transforms.ts';
import { addNoiseOp } from '../device/kernels/augmentation.ts';
import { smoothedCrossEntropy } from '../losses/cross-entropy.ts';

const options = { width: 8, examples: 12, batchSize: 6, validation: 20, steps: 60, evaluateEvery: 5 } as const;
const runs = [0, 1, 2].map((seed) => setting(seed, { dropout: 0, learningRate: 0.05 }));

async function train(
  more: SmallOptions,
  recorded = true,
  remedies: Readonly<Record<string, number>> = {},
): Promise<{ series: Series; state: Record<string, string>; refused: unknown[] }> {
  const settings = runs.map((run) => ({ ...run, values: { ...run.values, ...remedies } }));
  const training = await startTraining(
    settings,
    smallProgram({ ...options, ...more }),
    { recorded },
    Object.keys(settings[0]?.values ?? {}),
  );
  const series = await collect(training.trainer, runs.length);
  const { tensors } = await training.trainer.checkpoint();
  const refused = training.trainer.recordings().filter(({ reason }) => reason !== null);
  training.dispose();
  return { series, refused, state: Object.fromEntries(Object.entries(tensors).map(([path, { data }]) => [path, bitsOf(data)])) };
}

const of = (series: Series, name: string): number[][] => series.get(name)?.runs ?? [];

describe('kept weights', () => {
  onDevices(['wasm', 'webgpu'], () => {
    it('are those of the lowest validation loss so far, and change nothing about the training', async () => {
      const plain = await train({});
      const kept = await train({ keepBest: true });
      expect(kept.refused).toEqual([]);
      expect(of(kept.series, 'trainingLoss')).toEqual(of(plain.series, 'trainingLoss'));
      const steps = plain.series.get('validation/loss')?.steps ?? [];
      of(plain.series, 'validation/loss').forEach((losses, run) => {
        let best = 0;
        losses.forEach((loss, index) => {
          if (loss < (losses[best] ?? Infinity)) best = index;
          for (const name of ['train/loss', 'validation/loss', 'validation/accuracy']) {
            expect(of(kept.series, name)[run]?.[index]).toBe(of(plain.series, name)[run]?.[best]);
          }
          expect(of(kept.series, 'validation/keptStep')[run]?.[index]).toBe(steps[best]);
        });
        expect(best, 'this network overfits, or the test shows nothing').toBeLessThan(losses.length - 1);
      });
    });
  });
});

describe('members', () => {
  onDevices(['wasm'], () => {
    it('are networks of their own, of which the first is the run without the others', async () => {
      const [plain, team] = [await train({}), await train({ members: 3 })];
      expect(team.refused).toEqual([]);
      const bytes = (state: Record<string, string>, path: string): Float32Array => {
        const buffer = Buffer.from(state[path] ?? '', 'base64');
        return new Float32Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
      };
      const path = 'parameters/hidden1/weights';
      const [alone, together] = [bytes(plain.state, path), bytes(team.state, path)];
      const size = alone.length / runs.length;
      expect(together).toHaveLength(3 * alone.length);
      const member = (index: number): Float32Array => together.slice(index * size, (index + 1) * size);
      runs.forEach((_, run) => {
        expect(member(3 * run)).toEqual(alone.slice(run * size, (run + 1) * size));
        expect(member(3 * run + 1)).not.toEqual(member(3 * run));
        expect(member(3 * run + 2)).not.toEqual(member(3 * run + 1));
      });
    });

    it('have a lower validation loss together than one of them, on average', async () => {
      const [plain, team] = [await train({}), await train({ members: 4 })];
      const mean = (series: Series): number =>
        of(series, 'validation/loss').reduce((sum, losses) => sum + (losses.at(-1) ?? NaN), 0) / runs.length;
      expect(mean(team.series)).toBeLessThan(mean(plain.series));
    });

    it('keep their best weights together', async () => {
      const both = await train({ members: 2, keepBest: true });
      for (const losses of of(both.series, 'validation/loss')) {
        losses.forEach((loss, index) => expect(loss).toBeLessThanOrEqual(losses[Math.max(0, index - 1)] ?? NaN));
      }
    });
  });
});

describe('augmentation and losses', () => {
  onDevices(['wasm', 'webgpu'], () => {
    it('touch training only, are recorded, and have the bits of eager steps', async () => {
      const more: SmallOptions = {
        steps: 6,
        augment: (x, { t, key, live }) => addNoiseOp(x, key('augmentation/noise'), t, tensorAt(live, 'noise')),
        loss: (logits, labels, live) => smoothedCrossEntropy(logits, labels, tensorAt(live, 'smoothing')),
        optimizer: compose([l1('penalty')], adam({ learningRate: 'learningRate' })),
      };
      const remedies = { noise: 0.5, smoothing: 0.2, penalty: 0.01 };
      const [recorded, eager] = [await train(more, true, remedies), await train(more, false, remedies)];
      expect(recorded.refused).toEqual([]);
      expect(recorded.state).toEqual(eager.state);
      const plain = await train({ steps: 6 });
      for (const name of ['train/loss', 'validation/loss']) {
        expect(of(recorded.series, name).map(([first]) => first)).toEqual(of(plain.series, name).map(([first]) => first));
      }
      expect(of(recorded.series, 'trainingLoss')).not.toEqual(of(plain.series, 'trainingLoss'));
      // At 0 all of it is as if it were not there.
      const none = await train(more, true, { noise: 0, smoothing: 0, penalty: 0 });
      expect(none.series).toEqual(plain.series);
    });
  });
});

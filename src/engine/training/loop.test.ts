/** The loop: where blocks end, what `maxSteps` and stopping do, when it evaluates, phases, and what divergence does. */
import { clone, mul, tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { collect, setting, smallProgram, startTraining } from '../testing/runs.ts';
import { doubling, toyProgram } from '../testing/toy.ts';
import type { Phase, Step } from './program.ts';
import type { Block } from './trainer.ts';
import { tensorAt } from './tree.ts';

const runs = [setting(0), setting(1)];
/** Times at which blocks start and end, a millisecond apart: the loop then takes as many steps as it may. */
const still = (): number => 0;

const identity: Step = (state) => ({ out: { value: clone(tensorAt(state, 'x')) } });
const noted = { validation: { sizes: [1], batch: () => ({}), step: identity } };

async function blocksOf(
  phases: Phase[],
  options: { steps?: number; maxSteps?: number; testEvaluations?: number; program?: ReturnType<typeof toyProgram> } = {},
): Promise<Block[]> {
  const {
    maxSteps,
    steps,
    testEvaluations = 1,
    program = toyProgram({ phases, evaluations: noted, steps: { train: identity, double: doubling } }),
  } = options;
  const training = await startTraining(runs, program, { now: still, testEvaluations, ...(steps !== undefined && { steps }) });
  const request = maxSteps === undefined ? {} : { maxSteps };
  const found: Block[] = [];
  const blocks = training.trainer.blocks(request);
  for (let next = await blocks.next(request); !next.done; next = await blocks.next(request)) found.push(next.value);
  training.dispose();
  return found;
}

const evaluated = (blocks: readonly Block[], split = 'validation'): number[] =>
  blocks.filter(({ measures }) => measures.some(({ measure }) => measure.startsWith(`${split}/`))).map(({ step }) => step);
/** The steps whose outputs arrived, in order. */
const streamed = (blocks: readonly Block[]): number[] =>
  blocks.flatMap(({ measures }) => measures.filter(({ measure }) => measure === 'value').flatMap(({ steps }) => [...steps]));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const train = (steps: number, evaluateEvery?: number): Phase => ({
  name: 'train',
  cycle: ['train'],
  steps,
  ...(evaluateEvery !== undefined && { evaluateEvery }),
});

onDevices(['wasm'], () => {
  describe('evaluations', () => {
    it('happen before the first step, every so many steps, and at the end', async () => {
      expect(evaluated(await blocksOf([train(25, 10)]))).toEqual([0, 10, 20, 25]);
      expect(evaluated(await blocksOf([train(20, 10)]))).toEqual([0, 10, 20]);
      expect(evaluated(await blocksOf([train(7)]))).toEqual([0, 7]);
      expect(evaluated(await blocksOf([train(3, 1)]))).toEqual([0, 1, 2, 3]);
    });

    it('look at the test split at the end only', async () => {
      const evaluations = { ...noted, test: noted.validation };
      const program = toyProgram({ phases: [train(25, 10)], evaluations, steps: { train: identity } });
      for (const [testEvaluations, steps] of [
        [1, [25]],
        [2, [20, 25]],
        [9, [0, 10, 20, 25]],
      ] as const) {
        const blocks = await blocksOf([], { program, testEvaluations });
        expect(evaluated(blocks)).toEqual([0, 10, 20, 25]);
        expect(evaluated(blocks, 'test')).toEqual(steps);
      }
    });

    it('go on in the last phase where the session is longer than all of them', async () => {
      const blocks = await blocksOf([train(4, 2), train(5, 3)], { steps: 17 });
      expect(streamed(blocks)).toEqual(upTo(17));
      expect(evaluated(blocks)).toEqual([0, 2, 4, 7, 10, 13, 16, 17]);
    });

    it('happen at the steps that a phase counts for itself', async () => {
      expect(evaluated(await blocksOf([train(5, 2), train(6, 4)]))).toEqual([0, 2, 4, 5, 9, 11]);
      expect(evaluated(await blocksOf([train(4, 2), train(3)]))).toEqual([0, 2, 4, 7]);
    });

    it('never lie inside a block, whatever the numbers', async () => {
      const shape = fc.record({
        steps: fc.integer({ min: 1, max: 40 }),
        every: fc.integer({ min: 1, max: 15 }),
        maxSteps: fc.integer({ min: 1, max: 50 }),
      });
      await fc.assert(
        fc.asyncProperty(shape, async ({ steps, every, maxSteps }) => {
          const blocks = await blocksOf([train(steps, every)], { maxSteps });
          expect(streamed(blocks)).toEqual(upTo(steps));
          expect(evaluated(blocks)).toEqual([
            ...new Set([...Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every), steps]),
          ]);
          for (const [index, { step }] of blocks.slice(1).entries())
            expect(step - (blocks[index]?.step ?? 0)).toBeLessThanOrEqual(maxSteps);
        }),
        { numRuns: 25, seed: 1 },
      );
    });

    it('weigh a smaller last batch by its size', async () => {
      // Means 1 and 4 over 3 and 1 examples: 7/4, where the mean of the means would be 2.5.
      const program = toyProgram({
        phases: [train(1)],
        steps: { train: identity },
        evaluate: () => ({
          sizes: [3, 1],
          batch: (index) => ({ mean: tensor([index === 0 ? 1 : 4, index === 0 ? 2 : 6], [2], 'float32') }),
          step: (_, { batch }) => ({ out: { loss: tensorAt(batch, 'mean') } }),
        }),
      });
      const [first] = await blocksOf([], { program });
      expect(first?.measures).toEqual([{ measure: 'validation/loss', steps: Int32Array.of(0), values: Float32Array.of(7 / 4, 3) }]);
    });

    it('of many examples agree with evaluating all at once', async () => {
      // 300 validation examples take two batches, 256 and 44; 256 take one.
      const losses = async (validation: number): Promise<number[]> => {
        const training = await startTraining(runs, smallProgram({ validation, steps: 1, probe: false }));
        const series = await collect(training.trainer, 2);
        training.dispose();
        return series.get('validation/accuracy')?.runs.flat() ?? [];
      };
      for (const validation of [300, 256]) {
        for (const accuracy of await losses(validation)) expect(accuracy * validation).toBeCloseTo(Math.round(accuracy * validation), 3);
      }
    });
  });

  describe('blocks', () => {
    it('hand out every step once and in order, also beyond the ring', async () => {
      const blocks = await blocksOf([train(700)]);
      expect(streamed(blocks)).toEqual(upTo(700));
      for (const [index, { step }] of blocks.slice(1).entries()) expect(step - (blocks[index]?.step ?? 0)).toBeLessThanOrEqual(256);
    });

    it('take no more steps than asked for', async () => {
      // The clock stands still, so blocks would soon be of any length.
      expect((await blocksOf([train(9)], { maxSteps: 3 })).map(({ step }) => step)).toEqual([0, 1, 3, 6, 9]);
      expect((await blocksOf([train(4)], { maxSteps: 1 })).map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    });

    it('take as many steps as fit into the time of a block', async () => {
      // Every look at the clock is 8 ms later than the last, so a block of any length seems to take 8 ms.
      let time = 0;
      const training = await startTraining(runs, toyProgram({ phases: [train(1000)], steps: { train: identity } }), {
        now: () => (time += 8),
      });
      const sizes: number[] = [];
      for await (const { step } of training.trainer.blocks()) sizes.push(step);
      const steps = sizes.slice(1).map((step, index) => step - (sizes[index] ?? 0));
      expect(steps[0]).toBe(1);
      expect(Math.max(...steps)).toBeGreaterThan(10);
      expect(Math.max(...steps)).toBeLessThanOrEqual(256);
      training.dispose();
    });

    it('end before the end of the phases when fewer steps are wanted, with an evaluation', async () => {
      const blocks = await blocksOf([train(20, 8)], { steps: 13 });
      expect(streamed(blocks)).toEqual(upTo(13));
      expect(evaluated(blocks)).toEqual([0, 8, 13]);
    });

    it('stop when the generator is returned, and go on in a new one', async () => {
      const training = await startTraining(runs, smallProgram({ steps: 20, evaluateEvery: 5 }));
      await collect(training.trainer, 2, { request: { maxSteps: 3 }, goOn: (step) => step < 8 });
      expect(training.trainer.step).toBe(8);
      const rest = await collect(training.trainer, 2);
      expect(rest.get('trainingLoss')?.steps).toEqual(upTo(20).slice(8));
      expect(rest.get('validation/loss')?.steps).toEqual([10, 15, 20]);
      training.dispose();
    });
  });

  describe('phases', () => {
    it('do their cycles, one after the other', async () => {
      const phases: Phase[] = [
        { name: 'grow', cycle: ['double'], steps: 3 },
        { name: 'rest', cycle: ['train'], steps: 2 },
        { name: 'grow twice', cycle: ['double', 'double'], steps: 2 },
      ];
      const blocks = await blocksOf(phases);
      const values = blocks.flatMap(({ measures }) =>
        measures.filter(({ measure }) => measure === 'value').flatMap(({ values: all }) => [...all].filter((_, index) => index % 2 === 0)),
      );
      expect(values).toEqual([2, 4, 8, 8, 8, 32, 128]);
    });

    it('fail with the name of a step that the program lacks', async () => {
      await expect(blocksOf([{ name: 'train', cycle: ['nothing'], steps: 1 }])).rejects.toThrow('no step nothing');
    });
  });

  describe('divergence', () => {
    it('shows in the stream and leaves the neighbour alone', async () => {
      const explode: Step = (state) => {
        const x = mul(tensorAt(state, 'x'), tensor([1e30, 0.5], [2], 'float32'));
        return { state: { x }, out: { value: clone(x) } };
      };
      const blocks = await blocksOf([], { program: toyProgram({ phases: [train(4)], steps: { train: explode }, evaluations: noted }) });
      const values = blocks.flatMap(({ measures }) =>
        measures.filter(({ measure }) => measure === 'value').flatMap(({ values: all }) => [...all]),
      );
      expect(values.filter((_, index) => index % 2 === 0)).toEqual([Math.fround(1e30), Infinity, Infinity, Infinity]);
      expect(values.filter((_, index) => index % 2 === 1)).toEqual([0.5, 0.25, 0.125, 0.0625]);
      expect(blocks.at(-1)?.measures.find(({ measure }) => measure === 'validation/value')?.values).toEqual(
        Float32Array.of(Infinity, 0.0625),
      );
    });
  });
});

describe('divergence of a network', () => {
  onDevices(['cpu', 'wasm', 'webgpu'], () => {
    it('makes its losses non-finite and stays so, while the neighbour learns', { timeout: 60_000 }, async () => {
      const options = { width: 4, examples: 12, batchSize: 4, validation: 8, steps: 8, evaluateEvery: 4, probe: false };
      const training = await startTraining(
        [setting(0, { learningRate: 1e38, dropout: 0 }), setting(0, { dropout: 0 })],
        smallProgram(options),
      );
      const series = await collect(training.trainer, 2);
      const [diverged, well] = series.get('trainingLoss')?.runs ?? [];
      expect(well?.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(diverged?.[0])).toBe(true);
      expect(diverged?.slice(3).some(Number.isFinite)).toBe(false);
      expect(Number.isFinite(series.get('validation/loss')?.runs[0]?.at(-1))).toBe(false);
      expect(Number.isFinite(series.get('validation/loss')?.runs[1]?.at(-1))).toBe(true);
      training.dispose();
    });
  });
});

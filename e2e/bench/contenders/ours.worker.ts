/** Ours, through the path that the app's worker takes: program → population → trainer → blocks. Batches are gathered on the device. */
import '../meters.ts';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { keep, matMul, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { catalogue } from '../../../experiments/catalogue.ts';
import { startDevice } from '../../../src/engine/device/device.ts';
import { memory, readTensor } from '../../../src/engine/device/read.ts';
import { createPopulation } from '../../../src/engine/training/population.ts';
import { createTrainer } from '../../../src/engine/training/trainer.ts';
import { narrowed } from '../../../src/experiment/narrowed.ts';
import { benchmarkProgram, liveIds } from '../../../src/worker/benchmark/program.ts';
import { populationsOf } from '../../../src/worker/populations.ts';
import type { BareSession, BenchDevice, Job, Training } from '../contender.ts';
import { learningRate } from '../contender.ts';
import { factors } from '../factors.ts';
import { serveContender } from '../serve-contender.ts';

/** More steps than any benchmark takes. */
const steps = 10_000_000;

async function open(device: BenchDevice): Promise<void> {
  if (device === 'js') throw new Error('ours runs on WebGPU or WASM here');
  await startDevice(device, {
    wasmPaths: {
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': simd,
    },
    onError: (error) => {
      throw new Error(error.message);
    },
  });
}

async function start({ workload, device, runs }: Job): Promise<Training> {
  await open(device);
  const settings = Array.from({ length: runs }, (_, seed) => ({ sessionSeed: 1, seed, values: { learningRate } }));
  const population = createPopulation(settings, liveIds, () => Promise.reject(new Error('the benchmark fetches nothing')));
  const bound = await benchmarkProgram(workload, steps).init(population);
  const trainer = createTrainer(population, bound, { splits: [] });
  const blocks = trainer.blocks({ maxSteps: 1 });
  let loss = NaN;
  return {
    async train(count) {
      const target = trainer.step + count;
      while (trainer.step < target) {
        const { value } = await blocks.next({ maxSteps: target - trainer.step });
        const measured = value?.measures.find(({ measure }) => measure === 'trainingLoss');
        loss = measured?.values.at(-1) ?? loss;
      }
      return loss;
    },
    tensors: () => memory().tensors,
  };
}

/** As `src/worker/training.ts` does, without messages: evaluations and reads of measures included. */
async function session({
  experiment,
  arms,
  runs,
  sessionSeed,
  steps: end,
  device,
}: BareSession): Promise<{ steps: number; milliseconds: number }> {
  await open(device);
  const found = catalogue.find(({ id }) => id === experiment);
  if (!found) throw new Error(`there is no experiment ${experiment}`);
  const { measures } = narrowed(found, arms[0]?.values ?? {});
  const splits = measures.flatMap(({ source }) => (source.kind === 'evaluation' ? [source.split] : []));
  const [group, ...others] = populationsOf(found, { arms, runs, sessionSeed });
  if (!group || others.length > 0) throw new Error('the benchmark takes an experiment whose runs are one population');
  const population = createPopulation(group.settings, group.live, () => Promise.reject(new Error('the benchmark fetches nothing')));
  const program = await found.program(group.structural);
  const trainer = createTrainer(population, await program.init(population), { steps: end, splits });
  let first: { step: number; at: number } | null = null;
  for await (const { step } of trainer.blocks({})) if (step > 0) first ??= { step, at: performance.now() };
  if (!first || first.step === end) throw new Error('the session was too short to be timed');
  return { steps: end - first.step, milliseconds: performance.now() - first.at };
}

async function multiply(device: BenchDevice, n: number): Promise<(count: number) => Promise<void>> {
  await open(device);
  const { left, right } = factors(n);
  const a = keep(tensor(left, [1, n, n]));
  let b: Tensor = keep(tensor(right, [1, n, n]));
  return async (count) => {
    for (let i = 0; i < count; i++) {
      const next = matMul(a, b);
      b.dispose();
      b = next;
    }
    await readTensor(b);
  };
}

serveContender({ start, multiply, session });

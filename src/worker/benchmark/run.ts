/** The short benchmark of the Device page: trains each workload for a moment and tells how many steps that were. */
import { startDevice } from '../../engine/device/device.ts';
import type { WasmPaths } from '../../engine/device/device.ts';
import { createPopulation } from '../../engine/training/population.ts';
import { createTrainer } from '../../engine/training/trainer.ts';
import { describeFailure } from '../failure.ts';
import type { BenchmarkRequest, BenchmarkResult, FromBenchmark } from '../protocol.ts';
import { benchmarkProgram, liveIds } from './program.ts';
import { workloads } from './workloads.ts';
import type { Workload } from './workloads.ts';

/** More than any device does while it is timed. */
const steps = 1_000_000;
/** Steps before the clock starts: they compile and allocate, and the loop finds its pace. One is enough where steps take long. */
const warmingSteps = 40;

export interface Measuring {
  runs: number;
  milliseconds: number;
  now?: () => number;
}

/** Times one workload on the device that is started. Blocks end with a read of their measures, so every step counted is done. */
export async function measureWorkload(
  workload: Workload,
  { runs, milliseconds, now = () => performance.now() }: Measuring,
): Promise<BenchmarkResult> {
  const settings = Array.from({ length: runs }, (_, seed) => ({ sessionSeed: 1, seed, values: { learningRate: 0.001 } }));
  const population = createPopulation(settings, liveIds, () => Promise.reject(new Error('the benchmark fetches nothing')));
  const bound = await benchmarkProgram(workload, steps).init(population);
  const trainer = createTrainer(population, bound, { splits: [] });
  try {
    const blocks = trainer.blocks({ maxSteps: 1 });
    const advance = async (maxSteps = Infinity): Promise<void> => {
      await blocks.next({ maxSteps });
    };
    const opened = now();
    while (trainer.step < 1) await advance(1);
    while (trainer.step < warmingSteps && now() - opened < milliseconds) await advance();
    const [from, started] = [trainer.step, now()];
    while (trainer.step === from || now() - started < milliseconds) await advance();
    const stepsPerSecond = ((trainer.step - from) / (now() - started)) * 1000;
    return { workload: workload.id, parameters: trainer.parameters, stepsPerSecond };
  } finally {
    trainer.dispose();
    population.dispose();
  }
}

/** Answers a request with one message per workload and a last one. Whatever goes wrong arrives as one `failed` message. */
export async function runBenchmark(request: BenchmarkRequest, post: (message: FromBenchmark) => void, wasmPaths: WasmPaths): Promise<void> {
  try {
    await startDevice(request.device, { wasmPaths });
    for (const id of request.workloads) {
      const workload = workloads.find((one) => one.id === id);
      if (!workload) throw new Error(`there is no workload ${id}`);
      post({ type: 'benchmarked', result: await measureWorkload(workload, request) });
    }
    post({ type: 'benchmarkDone' });
  } catch (error) {
    post({ type: 'failed', error: describeFailure(error) });
  }
}

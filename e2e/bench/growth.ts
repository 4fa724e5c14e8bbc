/** What ours holds after many steps more than after few: tensors, GPU buffers, memory of the device, JavaScript's heap. */
import type { Workload } from '../../src/worker/benchmark/workloads.ts';
import type { Bench, BenchWorkers } from './browser.ts';
import type { Device } from './options.ts';
import { failure, row } from './rows.ts';
import type { Row } from './rows.ts';

/** Until pools and caches have their size. */
const warmingSteps = 2000;
const steps = 20_000;

export async function growthRows(bench: Bench, device: Device, workload: Workload): Promise<Row[]> {
  const subject = { workload: workload.id, device, runs: 1 };
  try {
    const workers = await bench.open('ours');
    try {
      await workers.ask({ do: 'start', job: { workload, device, runs: 1 } });
      await workers.ask({ do: 'train', steps: warmingSteps });
      const before = await held(bench, workers);
      await workers.ask({ do: 'train', steps });
      const after = await held(bench, workers);
      return [
        row({ ...subject, metric: 'tensors grown' }, after.tensors - before.tensors),
        row({ ...subject, metric: 'GPU buffers grown' }, after.gpuBuffers - before.gpuBuffers),
        row({ ...subject, metric: 'bytes grown' }, after.bytes - before.bytes),
        row({ ...subject, metric: 'heap bytes grown' }, after.heap - before.heap),
      ];
    } finally {
      await workers.close();
    }
  } catch (error) {
    return [failure({ ...subject, metric: 'tensors grown' }, null, error)];
  }
}

async function held(bench: Bench, workers: BenchWorkers): Promise<Record<'tensors' | 'gpuBuffers' | 'bytes' | 'heap', number>> {
  const [answer] = await workers.ask({ do: 'held' });
  if (!answer?.held || answer.count === null) throw new Error('the worker does not tell what it holds');
  return { tensors: answer.count, gpuBuffers: answer.held.gpuBuffers, bytes: answer.held.bytes, heap: await bench.workerHeap() };
}

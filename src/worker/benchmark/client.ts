/** The page's side of the short benchmark: one worker a device, ended when it is done or no longer wanted. */
import type { BenchmarkRequest, BenchmarkResult, FromBenchmark, WorkerError } from '../protocol.ts';

export interface BenchmarkListener {
  measured(result: BenchmarkResult): void;
}

export interface RunningBenchmark {
  /** Resolves with null when all is measured or it was cancelled, else with what went wrong. */
  finished: Promise<WorkerError | null>;
  cancel(): void;
}

export function startBenchmark(request: Omit<BenchmarkRequest, 'type'>, listener: BenchmarkListener): RunningBenchmark {
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
  let end: (error: WorkerError | null) => void = () => undefined;
  const finished = new Promise<WorkerError | null>((resolve) => {
    end = (error) => {
      worker.terminate();
      resolve(error);
    };
  });
  worker.addEventListener('message', ({ data }: MessageEvent<FromBenchmark>) => {
    if (data.type === 'benchmarked') listener.measured(data.result);
    else end(data.type === 'failed' ? data.error : null);
  });
  worker.addEventListener('error', (event) => {
    end({ code: 'internal', detail: event.message || 'the worker could not be loaded' });
  });
  const message: BenchmarkRequest = { type: 'benchmark', ...request };
  worker.postMessage(message);
  return {
    finished,
    cancel: () => {
      end(null);
    },
  };
}

/** The page's side of trying an adapter: a worker of its own, ended with its answer or when it is no longer wanted. */
import type { AdapterTrial, AdapterTrialRequest, FromAdapterTrial } from './messages.ts';

export type { AdapterTrial };

export interface RunningTrial {
  /** Resolves with what was found, or with what went wrong as a sentence; null when it was cancelled. */
  finished: Promise<AdapterTrial | { problem: string } | null>;
  cancel(): void;
}

export function startAdapterTrial(request: Omit<AdapterTrialRequest, 'type'>): RunningTrial {
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
  let end: (result: AdapterTrial | { problem: string } | null) => void = () => undefined;
  const finished = new Promise<AdapterTrial | { problem: string } | null>((resolve) => {
    end = (result) => {
      worker.terminate();
      resolve(result);
    };
  });
  worker.addEventListener('message', ({ data }: MessageEvent<FromAdapterTrial>) => {
    end(data.type === 'adapterTried' ? data.trial : { problem: data.error.detail });
  });
  worker.addEventListener('error', (event) => {
    end({ problem: event.message || 'the worker could not be loaded' });
  });
  const message: AdapterTrialRequest = { type: 'tryAdapter', ...request };
  worker.postMessage(message);
  return {
    finished,
    cancel: () => {
      end(null);
    },
  };
}

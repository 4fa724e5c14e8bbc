/** The page's side of trying an adapter: a worker of its own, ended with its answer or when it is no longer wanted. */
import type { AdapterFault, AdapterTrial, AdapterTrialRequest, FromAdapterTrial } from './messages.ts';

export type { AdapterTrial };

/** A sentence in English, and where the adapter cannot be used, why. */
export interface TrialProblem {
  problem: string;
  fault: AdapterFault | null;
}

export interface RunningTrial {
  /** Resolves with what was found, or with what went wrong; null when it was cancelled. */
  finished: Promise<AdapterTrial | TrialProblem | null>;
  cancel(): void;
}

export function startAdapterTrial(request: Omit<AdapterTrialRequest, 'type'>): RunningTrial {
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
  let end: (result: AdapterTrial | TrialProblem | null) => void = () => undefined;
  const finished = new Promise<AdapterTrial | TrialProblem | null>((resolve) => {
    end = (result) => {
      worker.terminate();
      resolve(result);
    };
  });
  worker.addEventListener('message', ({ data }: MessageEvent<FromAdapterTrial>) => {
    end(data.type === 'adapterTried' ? data.trial : { problem: data.error.detail, fault: data.fault });
  });
  worker.addEventListener('error', (event) => {
    end({ problem: event.message || 'the worker could not be loaded', fault: null });
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

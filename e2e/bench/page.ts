/** The page of the benchmark: owns the workers and passes requests on. What is asked of whom, and when, Node decides. */
import type { Answer, Reply, Request } from './serve-contender.ts';

const makers = {
  ours: () => new Worker(new URL('./contenders/ours.worker.ts', import.meta.url), { type: 'module' }),
  'jax-js': () => new Worker(new URL('./contenders/jax.worker.ts', import.meta.url), { type: 'module' }),
  'tfjs model.fit': () => new Worker(new URL('./contenders/tfjs-fit.worker.ts', import.meta.url), { type: 'module' }),
  'tfjs eager': () => new Worker(new URL('./contenders/tfjs-eager.worker.ts', import.meta.url), { type: 'module' }),
  ConvNetJS: () => new Worker(new URL('./contenders/convnet.worker.ts', import.meta.url), { type: 'module' }),
};
export type ContenderName = keyof typeof makers;

/** Handle → worker; null once closed. */
const workers: (Worker | null)[] = [];

export interface BenchPage {
  open(name: ContenderName): number;
  /** Rejects with the worker's sentence. */
  ask(handle: number, request: Request): Promise<Answer>;
  /** The same request to several workers at once. */
  askAll(handles: number[], request: Request): Promise<Answer[]>;
  close(handle: number): void;
  /** What the GPU says of itself; null without one. */
  adapter(): Promise<string | null>;
}

function ask(handle: number, request: Request): Promise<Answer> {
  const worker = workers[handle];
  if (!worker) return Promise.reject(new Error(`there is no worker ${handle}`));
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.answer);
    };
    worker.onerror = (event) => {
      reject(new Error(event.message || 'the worker could not be loaded'));
    };
    worker.postMessage(request);
  });
}

const api: BenchPage = {
  open: (name) => workers.push(makers[name]()) - 1,
  ask,
  askAll: (handles, request) => Promise.all(handles.map((handle) => ask(handle, request))),
  close: (handle) => {
    workers[handle]?.terminate();
    workers[handle] = null;
  },
  adapter: async () => {
    if (!('gpu' in navigator)) return null;
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? [adapter.info.vendor, adapter.info.architecture, adapter.info.description].filter(Boolean).join(' ') : null;
  },
};

declare global {
  interface Window {
    bench: BenchPage;
  }
}
window.bench = api;

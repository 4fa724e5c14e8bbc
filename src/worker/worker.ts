/** The worker's entry: listens, trains, and reports. All work is in `training.ts`, `benchmark/`, `adapter-trial/` and `memory/`; this file only connects them to the port. */
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type { FromAdapterTrial, AdapterTrialRequest } from './adapter-trial/messages.ts';
import { runAdapterTrial } from './adapter-trial/run.ts';
import { runBenchmark } from './benchmark/run.ts';
import type { FromMemory, MemoryRequest } from './memory/messages.ts';
import { runMemoryEstimate } from './memory/run.ts';
import type { BenchmarkRequest, FromBenchmark, FromWorker, ToWorker } from './protocol.ts';
import { createTraining } from './training.ts';

function post(message: FromWorker | FromBenchmark | FromAdapterTrial | FromMemory, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  // tfjs wants all three names; threads are switched off, so this one is never fetched.
  'tfjs-backend-wasm-threaded-simd.wasm': simd,
};
const training = createTraining(post, wasmPaths);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker | BenchmarkRequest | AdapterTrialRequest | MemoryRequest>) => {
  if (data.type === 'benchmark') void runBenchmark(data, post, wasmPaths);
  else if (data.type === 'tryAdapter') void runAdapterTrial(data, post, wasmPaths);
  else if (data.type === 'estimateMemory') void runMemoryEstimate(data, post);
  else training.receive(data);
});

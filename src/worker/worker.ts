/** The worker's entry: listens, trains, and reports. All work is in `training.ts`; this file only connects it to the port. */
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type { FromWorker, ToWorker } from './protocol.ts';
import { createTraining } from './training.ts';

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

const training = createTraining(post, {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  // tfjs wants all three names; threads are switched off, so this one is never fetched.
  'tfjs-backend-wasm-threaded-simd.wasm': simd,
});

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  training.receive(data);
});

/** Tries an adapter in the worker, on WASM: it takes seconds, and leaves the graphics card to whatever trains. */
import { AdapterError } from '../../engine/data/adapter-fault.ts';
import { fetchFrom } from '../../engine/data/fetch-bytes.ts';
import { startDevice } from '../../engine/device/device.ts';
import type { WasmPaths } from '../../engine/device/device.ts';
import { tryAdapter } from '../../engine/training/adapter-trial.ts';
import { describeFailure } from '../failure.ts';
import type { AdapterTrialRequest, FromAdapterTrial } from './messages.ts';

/** Answers a request with one message, whatever goes wrong. */
export async function runAdapterTrial(
  { weights, configuration, base }: AdapterTrialRequest,
  post: (message: FromAdapterTrial) => void,
  wasmPaths: WasmPaths,
): Promise<void> {
  try {
    await startDevice('wasm', { wasmPaths });
    post({ type: 'adapterTried', trial: await tryAdapter(weights, configuration, fetchFrom(base)) });
  } catch (error) {
    post({ type: 'failed', error: describeFailure(error), fault: error instanceof AdapterError ? error.fault : null });
  }
}

/** What page and worker say to each other when an adapter is tried. Imports types only. */
import type { AdapterFault } from '../../engine/data/adapter-fault.ts';
import type { AdapterTrial } from '../../engine/training/adapter-trial.ts';
import type { WorkerError } from '../protocol.ts';

export type { AdapterFault, AdapterTrial };

export interface AdapterTrialRequest {
  type: 'tryAdapter';
  /** `adapter_model.safetensors`, and the text of `adapter_config.json`. */
  weights: Uint8Array;
  configuration: string;
  /** Where models and texts are served, absolute, ending in "/". */
  base: string;
}

/** `fault`: what is wrong with the adapter; null where something else failed. */
export type FromAdapterTrial =
  { type: 'adapterTried'; trial: AdapterTrial } | { type: 'failed'; error: WorkerError; fault: AdapterFault | null };

/** Turns whatever was thrown while training into the error that page and command line can explain. */
import { DataError, OwnDataError } from '../engine/data/data-error.ts';
import { DeviceError } from '../engine/device/device.ts';
import { UnfitStateError } from '../engine/training/state-form.ts';
import type { WorkerError } from './protocol.ts';

function isWorkerError(error: unknown): error is WorkerError {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error && typeof error.detail === 'string';
}

export function describeFailure(error: unknown): WorkerError {
  if (isWorkerError(error)) return error;
  if (error instanceof DeviceError) return { code: 'deviceMissing', detail: error.message };
  if (error instanceof UnfitStateError) return { code: 'checkpointUnfit', detail: error.message };
  if (error instanceof OwnDataError) return { code: 'ownDataMissing', detail: error.message };
  if (error instanceof DataError) return { code: 'dataMissing', detail: error.message };
  const detail = error instanceof Error || isGpuError(error) ? error.message : String(error);
  if (/out of memory|allocation failed|Array buffer allocation|memory access out of bounds/i.test(detail))
    return { code: 'outOfMemory', detail };
  return { code: 'internal', detail };
}

function isGpuError(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

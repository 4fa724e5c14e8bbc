/**
 * Records a step once and replays it: the kernels it calls, on memory laid out beforehand. A recording gives the bits that running the
 * step eagerly would; a step that could not be replayed is refused with the reason.
 */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { backend } from '@tensorflow/tfjs-core';
import { releaseFreeBuffers } from '../webgpu/pool.ts';

import { capture } from './capture.ts';
import type { Operation } from './capture.ts';
import { createScratchPool } from './scratch.ts';
import type { ScratchPool } from './scratch.ts';
import { heapAllocator, wasmReplay } from './wasm.ts';
import { gpuReplay } from './webgpu.ts';
import type { GpuRecorder } from './webgpu.ts';

/** The reason on plain JavaScript, which serves tests. */
export const notRecorded = 'plain JavaScript is not recorded';

export interface Recording {
  /** Does the recorded work so many times in a row; on WebGPU in one submit. */
  replay(times: number): void;
  /** Dispatches on WebGPU, kernel calls on WASM, of one replay. */
  readonly dispatches: number;
}

export type Recorded = { recording: Recording } | { reason: string };

export interface Recorder {
  /**
   * Does `work` eagerly and records it. Tensors that it makes may not be used afterwards through a recording: only what it changes in
   * place lasts.
   */
  record(work: () => void): Recorded;
  /** Bytes of scratch memory that recordings share. */
  readonly scratchBytes: number;
  /** Frees the memory of all recordings; dispose the tensors they changed first. */
  dispose(): void;
}

/** A recorder for tfjs's current backend. On plain JavaScript it records nothing. */
export function createRecorder(): Recorder {
  const current = backend();
  if (current instanceof WebGPUBackend) return gpuRecorder(current);
  if (current instanceof BackendWasm) return wasmRecorder(current);
  return {
    record(work) {
      work();
      return { reason: notRecorded };
    },
    scratchBytes: 0,
    dispose: () => undefined,
  };
}

function recorderOf(scratch: ScratchPool<unknown>, replayOf: (operations: Operation[]) => Recording, dispose: () => void): Recorder {
  return {
    record(work) {
      const captured = capture(work);
      return 'reason' in captured ? captured : { recording: replayOf(captured.operations) };
    },
    get scratchBytes() {
      return scratch.bytes;
    },
    dispose() {
      dispose();
      scratch.dispose();
    },
  };
}

function wasmRecorder(device: BackendWasm): Recorder {
  const scratch = createScratchPool(heapAllocator(device));
  const replayOf = (operations: Operation[]): Recording => ({
    ...wasmReplay({ backend: device, scratch }, operations),
    dispatches: operations.length,
  });
  return recorderOf(scratch, replayOf, () => undefined);
}

function gpuRecorder(device: WebGPUBackend): Recorder {
  const release = (buffer: GPUBuffer): void => {
    device.bufferManager.releaseBuffer(buffer, false);
  };
  const scratch = createScratchPool<GPUBuffer>({
    allocate: (bytes) => device.bufferManager.acquireBuffer(bytes, GPUBufferUsage.STORAGE, false, false),
    free: release,
  });
  const recorder: GpuRecorder = { backend: device, scratch, shared: [], moves: 0 };
  return recorderOf(
    scratch,
    (operations) => {
      const replay = gpuReplay(recorder, operations);
      releaseFreeBuffers(device);
      return replay;
    },
    () => {
      for (const buffer of recorder.shared.splice(0)) release(buffer);
    },
  );
}

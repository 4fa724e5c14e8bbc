/** What crosses between Node and the headless page: JSON with typed arrays as base64 of their bytes, so that no bit is lost. */
import { fromBase64, toBase64 } from '../sessions/base64.ts';
import type { Checkpoint, DeviceDescription, PopulationState, Inspection, MeasureBlock, WorkerError } from '../worker/protocol.ts';
import type { estimateMemory, MemoryEstimate } from '../worker/memory/client.ts';
import type { SessionProgress, SessionRequest } from '../worker/session.ts';

/** The page knows itself where it is served from; files are base64 of their bytes. */
export type HeadlessRequest = Omit<SessionRequest, 'base' | 'files'> & { files?: Readonly<Record<string, string>> };

export interface WireBlock {
  measure: string;
  runs: number[];
  steps: string;
  values: string;
}

interface WireState {
  runs: number[];
  step: number;
  phase: number;
  tensors: Record<string, { shape: number[]; dtype: 'float32' | 'int32'; data: string }>;
}

export interface WireCheckpoint {
  step: number;
  populations: WireState[];
}

/** What the page tells about session `handle`, in order. */
export type WireEvent = { handle: number } & (
  | { type: 'started'; device: DeviceDescription }
  | { type: 'measures'; blocks: WireBlock[] }
  | { type: 'memory'; bytes: number }
  | { type: 'progress'; progress: SessionProgress }
);

/** `window.ablate` of the headless page. A session is named by the handle that `start` returns. */
export interface HeadlessApi {
  /** The memory that a session will take; null where nobody knows. */
  estimateMemory(...question: Parameters<typeof estimateMemory>): Promise<MemoryEstimate | null>;
  start(request: HeadlessRequest): number;
  /** Resolves with null when the session is done or stopped, and with the error when it failed; every event has arrived by then. */
  finished(handle: number): Promise<WorkerError | null>;
  pause(handle: number): void;
  resume(handle: number): void;
  step(handle: number, count: number): void;
  stop(handle: number): void;
  inspect(handle: number): Promise<Inspection[]>;
  checkpoint(handle: number): Promise<WireCheckpoint>;
}

declare global {
  interface Window {
    ablate: HeadlessApi;
    /** Provided by Node before the page loads. */
    ablateEvent(event: WireEvent): Promise<void>;
  }
}

export function encodeBlock({ measure, runs, steps, values }: MeasureBlock): WireBlock {
  return { measure, runs, steps: toBase64(steps), values: toBase64(values) };
}

export function decodeBlock({ measure, runs, steps, values }: WireBlock): MeasureBlock {
  return { measure, runs, steps: new Int32Array(fromBase64(steps)), values: new Float32Array(fromBase64(values)) };
}

export function encodeCheckpoint({ step, populations }: Checkpoint): WireCheckpoint {
  return { step, populations: populations.map(encodeState) };
}

export function decodeCheckpoint({ step, populations }: WireCheckpoint): Checkpoint {
  return { step, populations: populations.map(decodeState) };
}

function encodeState({ runs, step, phase, tensors }: PopulationState): WireState {
  const encoded = Object.entries(tensors).map(([name, { shape, dtype, data }]) => [name, { shape, dtype, data: toBase64(data) }] as const);
  return { runs, step, phase, tensors: Object.fromEntries(encoded) };
}

function decodeState({ runs, step, phase, tensors }: WireState): PopulationState {
  const decoded = Object.entries(tensors).map(([name, { shape, dtype, data }]) => {
    const bytes = fromBase64(data);
    return [name, { shape, dtype, data: dtype === 'int32' ? new Int32Array(bytes) : new Float32Array(bytes) }] as const;
  });
  return { runs, step, phase, tensors: Object.fromEntries(decoded) };
}

export const encodeFiles = (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, toBase64(bytes)]));

export const decodeFiles = (files: Readonly<Record<string, string>>): Record<string, Uint8Array<ArrayBuffer>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, new Uint8Array(fromBase64(text))]));

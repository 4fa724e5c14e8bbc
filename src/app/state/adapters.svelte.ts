/** What this browser offers to train on, found once and without loading anything: for the device menu, before a session runs. */
import { adapterName, isSoftwareAdapter } from '../../worker/adapter.ts';

export type WebGpuOffer =
  { state: 'looking' } | { state: 'missing' } | { state: 'found'; name: string; software: boolean; largestBuffer: number };

class Adapters {
  webgpu = $state.raw<WebGpuOffer>({ state: 'looking' });
  readonly cores = navigator.hardwareConcurrency || 1;
  #asked = false;

  /** Asks for an adapter the first time; nothing happens afterwards. */
  async look(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    this.webgpu = await findAdapter();
  }
}

async function findAdapter(): Promise<WebGpuOffer> {
  try {
    if (!('gpu' in navigator)) return { state: 'missing' };
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { state: 'missing' };
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const largestBuffer = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    return { state: 'found', name: adapterName(adapter.info), software: isSoftwareAdapter(adapter.info), largestBuffer };
  } catch {
    return { state: 'missing' };
  }
}

export const adapters = new Adapters();

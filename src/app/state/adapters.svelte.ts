/** What this browser offers to train on, found once and without loading anything: for the device menu, before a session runs. */

export type WebGpuOffer = { state: 'looking' } | { state: 'missing' } | { state: 'found'; name: string; software: boolean };

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
    const { vendor, architecture, description, device, isFallbackAdapter } = adapter.info;
    const software =
      isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(`${architecture} ${description} ${device}`);
    return { state: 'found', name: description || [vendor, architecture].filter((part) => part !== '').join(' '), software };
  } catch {
    return { state: 'missing' };
  }
}

export const adapters = new Adapters();

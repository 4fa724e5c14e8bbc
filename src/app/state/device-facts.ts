/** What this browser and machine are, as far as the browser tells: asked once, when the Device page is opened. */
import { adapterName, isSoftwareAdapter } from '../../worker/adapter.ts';

export interface DeviceFacts {
  /** Null without WebGPU. Sizes in bytes. */
  adapter: {
    name: string;
    software: boolean;
    largestBuffer: number;
    largestBinding: number;
    buffersPerKernel: number;
    threadsPerWorkgroup: number;
    workgroupMemory: number;
  } | null;
  cores: number;
  /** Gigabytes, rounded down by the browser and at most what it wants to tell; null where it tells nothing. */
  memory: number | null;
  wasm: 'relaxed' | 'simd' | 'plain';
  /** WebGPU is offered to secure pages only. */
  secure: boolean;
  browser: Browser | null;
}

export const browsers = ['chrome', 'safari', 'firefox'] as const;
export type Browser = (typeof browsers)[number];

/** Modules of one function that uses vector instructions, and one that uses the relaxed ones. */
const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10];
const simd = Uint8Array.from([...header, 10, 1, 8, 0, 0x41, 0, 0xfd, 15, 0xfd, 98, 11]);
const relaxed = Uint8Array.from([...header, 15, 1, 13, 0, 0x41, 1, 0xfd, 15, 0x41, 2, 0xfd, 15, 0xfd, 128, 2, 11]);

/** Of the machine in GiB; undefined where the browser does not tell. */
export function machineMemory(): number | undefined {
  const memory: unknown = Reflect.get(navigator, 'deviceMemory');
  return typeof memory === 'number' ? memory : undefined;
}

export async function deviceFacts(): Promise<DeviceFacts> {
  return {
    adapter: await adapterFacts().catch(() => null),
    cores: navigator.hardwareConcurrency || 1,
    memory: machineMemory() ?? null,
    wasm: WebAssembly.validate(relaxed) ? 'relaxed' : WebAssembly.validate(simd) ? 'simd' : 'plain',
    secure: isSecureContext,
    browser: browserOf(navigator.userAgent),
  };
}

async function adapterFacts(): Promise<DeviceFacts['adapter']> {
  if (!('gpu' in navigator)) return null;
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { info, limits } = adapter;
  return {
    name: adapterName(info),
    software: isSoftwareAdapter(info),
    largestBuffer: limits.maxBufferSize,
    largestBinding: limits.maxStorageBufferBindingSize,
    buffersPerKernel: limits.maxStorageBuffersPerShaderStage,
    threadsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    workgroupMemory: limits.maxComputeWorkgroupStorageSize,
  };
}

/** Whose advice fits; null where none does. Everything on Chromium names Chrome, and Chrome names Safari too. */
export function browserOf(userAgent: string): Browser | null {
  if (userAgent.includes('Firefox/')) return 'firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chrome';
  return userAgent.includes('Safari/') ? 'safari' : null;
}

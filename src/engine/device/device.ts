/** Choosing, starting and describing the tfjs backend that trains. */
import '@tensorflow/tfjs-backend-cpu/dist/register_all_kernels';
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels';
import '@tensorflow/tfjs-backend-webgpu/dist/register_all_kernels';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/base';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { env, findBackend, findBackendFactory, ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import './kernels/arithmetic.ts';
import './kernels/copy.ts';
import './kernels/products.ts';
import { teachRanges } from './webgpu/ranges.ts';
import { aimAt } from './webgpu/target.ts';

export type DeviceKind = 'webgpu' | 'wasm' | 'cpu';

export interface Device {
  kind: DeviceKind;
  /** What the adapter says of itself; null where no GPU is used. */
  info: GPUAdapterInfo | null;
}

/** A device that is not there: says what happened, why, and what to do. */
export class DeviceError extends Error {
  override name = 'DeviceError';
}

export type WasmPaths = Readonly<
  Record<'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm', string>
>;

export interface DeviceOptions {
  /** Addresses of tfjs's WASM files by name; in Node they are found beside the package. */
  wasmPaths?: WasmPaths;
  /** Called when the GPU goes away (driver reset, out of memory, tab in the background for long). */
  onLost?: (reason: string) => void;
  /** Called when the GPU rejects a command: a defect of ours, or memory that ran out. */
  onError?: (error: GPUError) => void;
}

/** Starts a backend and makes it tfjs's current one. Throws DeviceError when it is not available here. */
export async function startDevice(kind: DeviceKind, options: DeviceOptions = {}): Promise<Device> {
  switch (kind) {
    case 'webgpu':
      return startWebgpu(options);
    case 'wasm':
      // FACTS of tfjs 4.22: its threads bring nothing and hang under a strict worker policy.
      env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      if (options.wasmPaths) setWasmPaths({ ...options.wasmPaths });
      if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
        throw new DeviceError(
          'This browser is too old for training on WebAssembly: it has no SIMD. Use a newer one, or choose JavaScript as device.',
        );
      }
      if (!(await setBackend('wasm'))) {
        throw new DeviceError(
          'WebAssembly could not be started: the browser blocks it or its file could not be loaded. Choose JavaScript as device, or reload the page.',
        );
      }
      await ready();
      return { kind, info: null };
    case 'cpu':
      if (!findBackend('cpu')) registerBackend('cpu', () => new MathBackendCPU());
      await setBackend('cpu');
      await ready();
      return { kind, info: null };
  }
}

async function startWebgpu(options: DeviceOptions): Promise<Device> {
  const missing = 'WebGPU is not available here: the browser does not offer it, or blocks this graphics card. Choose WASM as device.';
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) throw new DeviceError(missing);
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new DeviceError(missing);
  const { info, limits } = adapter;
  aimAt(info);
  // Small tensors would otherwise be computed on the host, which no recording could follow.
  env().set('WEBGPU_CPU_FORWARD', false);
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 256);
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxBufferSize: limits.maxBufferSize,
    },
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') options.onLost?.(message);
  });
  device.addEventListener('uncapturederror', ({ error }) => options.onError?.(error));
  // tfjs registers a factory of its own on import, which asks for fewer limits and tells nobody when the device is lost.
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => {
    const backend = new WebGPUBackend(device, info);
    teachRanges(backend);
    return backend;
  });
  if (!(await setBackend('webgpu'))) throw new DeviceError(missing);
  await ready();
  return { kind: 'webgpu', info };
}

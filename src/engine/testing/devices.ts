/**
 * Runs tests on each device in Node. Import it before anything that imports tfjs, which looks for WebGPU when it is loaded:
 * this module puts Dawn in place first.
 */
import { beforeAll, describe } from 'vitest';
import type { DeviceKind } from '../device/device.ts';
import { dawnAdapter } from '../device/testing/dawn.ts';

const adapter = await dawnAdapter();
if (adapter === null) {
  process.stderr.write(
    'Tests on WebGPU are skipped: Dawn (npm package "webgpu") or a software Vulkan driver (Chromium ships one) is missing.\n',
  );
}
const { startDevice } = await import('../device/device.ts');

export const allDevices: readonly DeviceKind[] = ['cpu', 'wasm', 'webgpu'];
/** The devices fast enough for many steps. */
export const hostDevices: readonly DeviceKind[] = ['cpu', 'wasm'];

/** Largest difference from float64, relative to max(1, |expected|), that the arithmetic of a device may cause. */
export const valueTolerance: Readonly<Record<DeviceKind, number>> = { cpu: 1e-5, wasm: 1e-5, webgpu: 1e-4 };
/** The same for gradients, relative to the largest entry of the expected tensor. */
export const gradientTolerance: Readonly<Record<DeviceKind, number>> = { cpu: 5e-5, wasm: 5e-5, webgpu: 5e-4 };

/** Describes the same tests on each of the devices; WebGPU is skipped where no adapter can be had. */
export function onDevices(kinds: readonly DeviceKind[], body: (kind: DeviceKind) => void): void {
  for (const kind of kinds) {
    describe.skipIf(kind === 'webgpu' && adapter === null)(`on ${kind}`, () => {
      beforeAll(async () => {
        await startDevice(kind);
      });
      body(kind);
    });
  }
}

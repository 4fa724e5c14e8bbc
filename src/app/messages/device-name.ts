/** The short name of what really runs: "WebGPU · SwiftShader (software)", "WASM · 2 workers". */
import type { DeviceDescription } from '../../worker/protocol.ts';
import type { Messages } from './en.ts';

export function deviceName(device: DeviceDescription, m: Messages): string {
  if (device.kind !== 'webgpu') return `${m.device[device.kind]} · ${m.device.workers(device.workers)}`;
  const adapter = device.description === '' ? m.device.unnamed : device.description;
  const named = /\bsoftware\b/i.test(adapter);
  return `${m.device.webgpu} · ${adapter}${device.software && !named ? ` (${m.device.software})` : ''}`;
}

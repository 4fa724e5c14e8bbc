/** What the device menu says, in Chinese. */
import type { device as english } from './device.en.ts';

export const device: typeof english = {
  label: '设备',
  current: (name) => `当前设备：${name}。选择其他设备`,
  auto: '自动',
  autoNote: '有硬件 WebGPU 就用它，否则用 WASM',
  webgpu: 'WebGPU',
  wasm: 'WASM',
  cpu: 'JavaScript',
  cpuNote: '纯 JavaScript，速度慢，仅供对照',
  wasmNote: (cores) => `在处理器上运行，最多 ${cores} 个工作线程`,
  software: '软件模拟',
  softwareNote: (name) => `${name}：软件适配器，实际在处理器上运行`,
  missing: '此浏览器不提供',
  looking: '正在查找适配器',
  unnamed: '未命名的适配器',
  running: (name) => `正在 ${name} 上运行`,
  ran: (name) => `上次会话在 ${name} 上运行。`,
  notRunning: '当前没有训练在运行。这里的选择从下次运行起生效。',
  moves: '换到另一个设备后，会话从已到达的步继续。',
  workers: (count) => `${count} 个工作线程`,
};

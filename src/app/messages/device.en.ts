/** What the device menu says, in English. */
import { plural } from './plural.ts';

export const device = {
  label: 'Device',
  current: (name: string) => `Device: ${name}. Choose another`,
  auto: 'Automatic',
  autoNote: 'Hardware WebGPU where there is one, else WASM',
  webgpu: 'WebGPU',
  wasm: 'WASM',
  cpu: 'JavaScript',
  cpuNote: 'Plain JavaScript, slow; for comparison',
  wasmNote: (cores: number) => `On the processor, up to ${plural(cores, 'worker', 'workers')}`,
  software: 'software',
  softwareNote: (name: string) => `${name}: a software adapter, runs on the processor`,
  missing: 'Not available in this browser',
  looking: 'Looking for an adapter',
  unnamed: 'unnamed adapter',
  running: (name: string) => `Running on ${name}`,
  ran: (name: string) => `The last session ran on ${name}.`,
  notRunning: 'Nothing is running. What is chosen here applies from the next Run.',
  moves: 'On another device the session goes on from the step that it has reached.',
  workers: (count: number) => plural(count, 'worker', 'workers'),
};

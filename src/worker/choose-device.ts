/**
 * The fastest honest device: hardware WebGPU, else WASM; where there is a choice, a short calibration on real steps decides, and is
 * remembered for this hardware and this structure.
 */
import { adapterName, isSoftwareAdapter } from './adapter.ts';
import { findDecision, keepDecision, machineOf, structureOf } from './decisions.ts';
import type { DeviceKind } from './protocol.ts';
import type { SessionRequest, StartSession } from './session.ts';

/** Steps that are timed on each device, after a first one, which compiles. */
const timedSteps = 20;
/** A device that has not done them by then counts as this slow. */
const patienceMilliseconds = 1500;

/** The graphics card that the browser offers to WebGPU; null without one, since a software adapter does not count. */
async function hardwareWebgpu(): Promise<GPUAdapterInfo | null> {
  if (!('gpu' in navigator)) return null;
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter === null || isSoftwareAdapter(adapter.info) ? null : adapter.info;
}

/** The device that a request runs on: the one asked for, or the faster one for `auto`. */
export async function chooseDevice(request: SessionRequest, start: StartSession): Promise<DeviceKind> {
  if (request.device !== 'auto') return request.device;
  const info = await hardwareWebgpu();
  if (!info) return 'wasm';
  const machine = machineOf(adapterName(info), request.workers ?? navigator.hardwareConcurrency);
  const structure = structureOf(request);
  const known = findDecision(machine, structure);
  if (known) return known.chosen;
  const { webgpu, wasm } = await calibrate(request, start);
  const chosen = wasm < webgpu ? 'wasm' : 'webgpu';
  const finite = (milliseconds: number): number | null => (Number.isFinite(milliseconds) ? milliseconds : null);
  const runs = request.arms.length * (request.seedIndices?.length ?? request.seeds);
  const { experiment } = request;
  const at = new Date().toISOString();
  keepDecision({ machine, structure, experiment, runs, webgpu: finite(webgpu), wasm: finite(wasm), chosen, at });
  return chosen;
}

/** Milliseconds of one step of the request on each device, measured in turn on real steps; Infinity where a device fails. */
export async function calibrate(request: SessionRequest, start: StartSession): Promise<Record<'webgpu' | 'wasm', number>> {
  // What a session goes on from is no part of how fast it goes.
  const { checkpoint: _, changes: __, ...fresh } = request;
  const time = async (kind: 'webgpu' | 'wasm'): Promise<number> =>
    (await timeSteps({ ...fresh, device: kind, steps: timedSteps + 1 }, start)) / timedSteps;
  const webgpu = await time('webgpu');
  return { webgpu, wasm: await time('wasm') };
}

/** Milliseconds from the first reported step to the last, scaled up where patience ended before; Infinity after a failure. */
function timeSteps(request: SessionRequest, start: StartSession): Promise<number> {
  return new Promise((resolve) => {
    let first: { at: number; step: number } | null = null;
    let latest: { at: number; step: number } | null = null;
    const finish = (): void => {
      session.stop();
      clearTimeout(timer);
      const steps = first && latest ? latest.step - first.step : 0;
      resolve(first && latest && steps > 0 ? ((latest.at - first.at) / steps) * timedSteps : Infinity);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const session = start(request, {
      started: () => {
        timer = setTimeout(finish, patienceMilliseconds);
      },
      progress: ({ step, state }) => {
        if (step >= 1) {
          latest = { at: performance.now(), step };
          first ??= latest;
        }
        if (state === 'done') queueMicrotask(finish);
      },
      failed: () => {
        clearTimeout(timer);
        resolve(Infinity);
      },
    });
  });
}

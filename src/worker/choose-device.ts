/** The fastest honest device: hardware WebGPU, else WASM; for small models a short calibration on real steps decides between them. */
import { isSoftwareAdapter } from './adapter.ts';
import type { DeviceKind } from './protocol.ts';
import type { SessionRequest, StartSession } from './session.ts';

/** Steps that are timed on each device, after a first one, which compiles. */
const timedSteps = 20;
/** A device that has not done them by then counts as this slow. */
const patienceMilliseconds = 1500;

/** Decisions of this page, by experiment and settings: calibrating again would tell the same. */
const remembered = new Map<string, DeviceKind>();

/** True when the browser offers WebGPU on a graphics card; a software adapter does not count. */
export async function hardwareWebgpu(): Promise<boolean> {
  if (!('gpu' in navigator)) return false;
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter !== null && !isSoftwareAdapter(adapter.info);
}

/** The device that a request runs on: the one asked for, or the faster one for `auto`. */
export async function chooseDevice(request: SessionRequest, start: StartSession): Promise<DeviceKind> {
  if (request.device !== 'auto') return request.device;
  if (!(await hardwareWebgpu())) return 'wasm';
  const key = JSON.stringify([request.experiment, request.arms, request.seeds, request.workers]);
  const known = remembered.get(key);
  if (known) return known;
  const faster = await fasterOf(['webgpu', 'wasm'], request, start);
  remembered.set(key, faster);
  return faster;
}

/** Times real steps of the request on each device in turn and answers the fastest; a device that fails is out. */
export async function fasterOf(
  kinds: readonly [DeviceKind, ...DeviceKind[]],
  request: SessionRequest,
  start: StartSession,
): Promise<DeviceKind> {
  let best: { kind: DeviceKind; milliseconds: number } = { kind: kinds[0], milliseconds: Infinity };
  for (const kind of kinds) {
    const milliseconds = await timeSteps({ ...request, device: kind, steps: timedSteps + 1 }, start);
    if (milliseconds < best.milliseconds) best = { kind, milliseconds };
  }
  return best.kind;
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

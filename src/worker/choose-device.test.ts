/** Calibration: the device that does the same steps sooner is chosen, and one that fails is out. */
import { describe, expect, test } from 'vitest';
import { fasterOf } from './choose-device.ts';
import type { DeviceKind } from './protocol.ts';
import type { SessionRequest, StartSession } from './session.ts';

const request: SessionRequest = { experiment: 'e', arms: [], seeds: 1, sessionSeed: 1, steps: 1000, device: 'auto', base: '/' };

/** Sessions whose steps take so many milliseconds, or that fail; says which are still running. */
function sessions(milliseconds: Partial<Record<DeviceKind, number>>): { start: StartSession; running: Set<DeviceKind> } {
  const running = new Set<DeviceKind>();
  const start: StartSession = ({ device, steps }, listener) => {
    if (device === 'auto') throw new Error('calibration names its devices');
    running.add(device);
    const perStep = milliseconds[device];
    let step = 0;
    const tick = (): void => {
      if (!running.has(device) || perStep === undefined) return;
      step++;
      listener.progress?.({
        step,
        steps,
        stepsPerSecond: 0,
        runStepsPerSecond: 0,
        secondsLeft: null,
        state: step === steps ? 'done' : 'running',
      });
      if (step < steps) setTimeout(tick, perStep);
    };
    queueMicrotask(() => {
      if (perStep === undefined) {
        running.delete(device);
        listener.failed?.({ code: 'deviceMissing', detail: 'none' });
        return;
      }
      listener.started?.({ kind: device, description: '', software: false, workers: 1 });
      tick();
    });
    return {
      pause: () => undefined,
      resume: () => undefined,
      step: () => undefined,
      stop: () => running.delete(device),
      watch: () => undefined,
      checkpoint: () => Promise.resolve([]),
      inspect: () => Promise.resolve([]),
      finished: Promise.resolve(),
    };
  };
  return { start, running };
}

describe('calibration', () => {
  test('chooses the faster device, whichever comes first, and ends its sessions', async () => {
    const { start, running } = sessions({ webgpu: 20, wasm: 2 });
    expect(await fasterOf(['webgpu', 'wasm'], request, start)).toBe('wasm');
    expect(await fasterOf(['wasm', 'webgpu'], request, start)).toBe('wasm');
    expect(running.size).toBe(0);
  });

  test('a device that fails is out', async () => {
    expect(await fasterOf(['webgpu', 'wasm'], request, sessions({ wasm: 5 }).start)).toBe('wasm');
    expect(await fasterOf(['webgpu', 'wasm'], request, sessions({ webgpu: 5 }).start)).toBe('webgpu');
  });

  test('patience ends: a device too slow for a single step loses', async () => {
    const { start, running } = sessions({ webgpu: 60_000, wasm: 5 });
    expect(await fasterOf(['webgpu', 'wasm'], request, start)).toBe('wasm');
    expect(running.size).toBe(0);
  });
});

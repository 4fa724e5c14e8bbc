/** Calibration: the device that does the same steps sooner is chosen and remembered, and one that fails is out. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { calibrate, chooseDevice } from './choose-device.ts';
import type { DeviceKind } from './protocol.ts';
import type { SessionRequest, StartSession } from './session.ts';

const request: SessionRequest = {
  experiment: 'e',
  arms: [{ id: 'a', values: {} }],
  seeds: 1,
  sessionSeed: 1,
  steps: 1000,
  device: 'auto',
  base: '/',
};

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
      change: () => Promise.reject(new Error('not asked for')),
      checkpoint: () => Promise.resolve({ step: 0, populations: [] }),
      add: () => Promise.resolve(),
      inspect: () => Promise.resolve([]),
      finished: Promise.resolve(),
    };
  };
  return { start, running };
}

describe('calibration', () => {
  test('times a step on each device and ends its sessions', async () => {
    const { start, running } = sessions({ webgpu: 20, wasm: 2 });
    const { webgpu, wasm } = await calibrate(request, start);
    expect(webgpu).toBeGreaterThan(2 * wasm);
    expect(wasm).toBeGreaterThan(1);
    expect(running.size).toBe(0);
  });

  test('a device that fails is out', async () => {
    expect((await calibrate(request, sessions({ wasm: 5 }).start)).webgpu).toBe(Infinity);
    expect((await calibrate(request, sessions({ webgpu: 5 }).start)).wasm).toBe(Infinity);
  });

  test('patience ends: a device too slow for a single step loses', async () => {
    const { start, running } = sessions({ webgpu: 60_000, wasm: 5 });
    expect((await calibrate(request, start)).webgpu).toBe(Infinity);
    expect(running.size).toBe(0);
  });
});

describe('the device of a request', () => {
  const card = { vendor: 'apple', architecture: 'm3', device: '', description: '', isFallbackAdapter: false };
  function browser(info: object | null): Map<string, string> {
    const kept = new Map<string, string>();
    vi.stubGlobal('navigator', {
      hardwareConcurrency: 4,
      ...(info && { gpu: { requestAdapter: () => Promise.resolve({ info }) } }),
    });
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
    });
    return kept;
  }
  afterEach(() => void vi.unstubAllGlobals());

  test('is the one asked for, and WASM without a graphics card', async () => {
    const { start } = sessions({});
    browser(null);
    expect(await chooseDevice({ ...request, device: 'cpu' }, start)).toBe('cpu');
    expect(await chooseDevice(request, start)).toBe('wasm');
    browser({ ...card, description: 'SwiftShader' });
    expect(await chooseDevice(request, start)).toBe('wasm');
  });

  test('is the faster one, measured once and then remembered', async () => {
    const kept = browser(card);
    expect(await chooseDevice(request, sessions({ webgpu: 20, wasm: 2 }).start)).toBe('wasm');
    expect(kept.size).toBe(1);
    // What is remembered needs no session at all.
    const never: StartSession = () => {
      throw new Error('nothing should be measured again');
    };
    expect(await chooseDevice(request, never)).toBe('wasm');
    expect(await chooseDevice({ ...request, seeds: 2 }, sessions({ webgpu: 2, wasm: 20 }).start)).toBe('webgpu');
  });
});

/**
 * WebGPU in plain Node, for tests only: Dawn (npm package `webgpu`) on the software Vulkan driver that Chromium ships.
 *
 * `dawnAdapter()` also puts `navigator.gpu` and the `GPU…` globals in place, so that after it tfjs's `webgpu` backend starts in
 * Node too. It answers null where Dawn or a Vulkan driver is missing; a test then skips itself:
 *
 *     const adapter = await dawnAdapter();
 *     describe.skipIf(adapter === null)('…', …);
 *
 * The software adapter is slow: keep such tests tiny. Destroy devices in `afterAll`.
 */
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const DRIVER = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';

/** Linux's value; Node has no name for it. */
const RTLD_NODELETE = 0x1000;

const FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/** The software driver's description: beside the browser that CHROMIUM_PATH names, else in a well-known folder; null if nowhere. */
export function softwareDriver(): string | null {
  const browser = process.env['CHROMIUM_PATH'];
  const own = browser !== undefined && existsSync(browser) ? [dirname(browser), dirname(realpathSync(browser))] : [];
  return [...own, ...FOLDERS].map((folder) => join(folder, DRIVER)).find((file) => existsSync(file)) ?? null;
}

/**
 * Loads the browser's own Vulkan loader into this process. Dawn asks for the library by name only; one of that name that is loaded
 * already satisfies it, which spares the machine a Vulkan package and the caller an LD_LIBRARY_PATH (it is read at the start only).
 */
function loadVulkan(file: string): void {
  try {
    process.dlopen({ exports: {} }, file, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | RTLD_NODELETE);
  } catch {
    // Expected: it is no Node module, and Node says so after loading it; NODELETE keeps it. Without the file the system's own is used.
  }
}

let adapter: Promise<GPUAdapter | null> | undefined;

async function start(): Promise<GPUAdapter | null> {
  const driver = softwareDriver();
  // The Vulkan loader reads this when Dawn creates its instance; a driver that was chosen on purpose stays.
  if (driver !== null) {
    process.env['VK_ICD_FILENAMES'] ??= driver;
    loadVulkan(join(dirname(driver), LOADER));
  }
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    // Node 21 and later has a `navigator` already, which cannot be assigned to.
    if (typeof navigator === 'undefined') Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true, writable: true });
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
    return await gpu.requestAdapter();
  } catch {
    return null;
  }
}

/** The adapter, the same for all callers in a process; null when there is no WebGPU here. */
export function dawnAdapter(): Promise<GPUAdapter | null> {
  adapter ??= start();
  return adapter;
}

/**
 * Runs one compute shader once and reads back its output, for tests of WGSL functions.
 *
 * @param code - a module whose `main` (workgroup size 64) writes `@group(0) @binding(0) var<storage, read_write> out: array<u32>`
 * @param length - number of 32-bit words of `out`; `ceil(length / 64)` workgroups are dispatched
 * @throws Error with the compiler's messages when the module is not valid
 */
export async function runCompute(device: GPUDevice, code: string, length: number): Promise<Uint32Array> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const error = await device.popErrorScope();
  if (error !== null) throw new Error(error.message);
  const size = 4 * length;
  const out = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const read = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: out } }] }),
  );
  pass.dispatchWorkgroups(Math.ceil(length / 64));
  pass.end();
  encoder.copyBufferToBuffer(out, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const words = new Uint32Array(read.getMappedRange().slice(0));
  read.unmap();
  out.destroy();
  read.destroy();
  return words;
}

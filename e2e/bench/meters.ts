/**
 * Meters inside a worker that see what any library does: dispatches and GPU buffers by patching WebGPU's prototypes, WASM memory by
 * patching WebAssembly, and the time that JavaScript is busy. Imported before the libraries. Counting dispatches is switched on for
 * counted steps only, so that timed ones run the browser's own functions.
 */

const queues = new Set<GPUQueue>();
let [gpuBuffers, gpuBytes] = [0, 0];
const memories = new Set<WebAssembly.Memory>();

if (typeof GPUDevice !== 'undefined') {
  const sizes = new WeakMap<GPUBuffer, number>();
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    queues.add(this.queue);
    sizes.set(buffer, descriptor.size);
    gpuBuffers++;
    gpuBytes += descriptor.size;
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    const size = sizes.get(this);
    if (size !== undefined) {
      sizes.delete(this);
      gpuBuffers--;
      gpuBytes -= size;
    }
    destroy.call(this);
  };
}

/** Memories come from constructors or from modules that export their own. Proxies keep `instanceof` true. */
const OwnMemory = WebAssembly.Memory;
WebAssembly.Memory = new Proxy(OwnMemory, {
  construct: (target, [descriptor]: [WebAssembly.MemoryDescriptor]) => {
    const memory = new target(descriptor);
    memories.add(memory);
    return memory;
  },
});
const OwnInstance = WebAssembly.Instance;
function keepMemories(instance: WebAssembly.Instance): void {
  for (const value of Object.values(instance.exports)) if (value instanceof OwnMemory) memories.add(value);
}
WebAssembly.Instance = new Proxy(OwnInstance, {
  construct: (target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports?]) => {
    const instance = new target(module, imports);
    keepMemories(instance);
    return instance;
  },
});
const { instantiate, instantiateStreaming } = WebAssembly;
const isResult = (value: unknown): value is WebAssembly.WebAssemblyInstantiatedSource =>
  typeof value === 'object' && value !== null && 'instance' in value;
Object.assign(WebAssembly, {
  instantiate: async (source: BufferSource & WebAssembly.Module, imports?: WebAssembly.Imports): Promise<unknown> => {
    const result: unknown = await instantiate(source, imports);
    if (isResult(result)) keepMemories(result.instance);
    else if (result instanceof OwnInstance) keepMemories(result);
    return result;
  },
  instantiateStreaming: async (source: Promise<Response>, imports?: WebAssembly.Imports): Promise<unknown> => {
    const result = await instantiateStreaming(source, imports);
    keepMemories(result.instance);
    return result;
  },
});

export interface Held {
  /** Bytes of GPU buffers alive, or of WASM memory. */
  bytes: number;
  gpuBuffers: number;
}

export function held(): Held {
  const wasm = [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  return { bytes: gpuBytes > 0 ? gpuBytes : wasm, gpuBuffers };
}

/** Resolves when the GPU has done all that was submitted. */
export async function drained(): Promise<void> {
  await Promise.all([...queues].map((queue) => queue.onSubmittedWorkDone()));
}

/** Dispatches that `work` encodes. */
export async function countDispatches(work: () => Promise<unknown>): Promise<number> {
  if (typeof GPUComputePassEncoder === 'undefined') return 0;
  let count = 0;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = GPUComputePassEncoder.prototype;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...sizes) {
    count++;
    dispatchWorkgroups.apply(this, sizes);
  };
  GPUComputePassEncoder.prototype.dispatchWorkgroupsIndirect = function (...place) {
    count++;
    dispatchWorkgroupsIndirect.apply(this, place);
  };
  try {
    await work();
  } finally {
    Object.assign(GPUComputePassEncoder.prototype, { dispatchWorkgroups, dispatchWorkgroupsIndirect });
  }
  return count;
}

/**
 * Milliseconds in which JavaScript of this worker is busy while `work` runs: encoding, submitting, decoding what was read. It is what
 * remains of the time when waits for the GPU are taken away. A stretch begins with the call or where such a wait ends, and ends when the
 * worker returns to its event loop, which a message to itself tells.
 */
export async function busyMilliseconds(work: () => Promise<unknown>): Promise<number> {
  let busy = 0;
  let since: number | null = null;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    if (since !== null) busy += performance.now() - since;
    since = null;
  };
  const begin = (): void => {
    if (since !== null) return;
    since = performance.now();
    port2.postMessage(null);
  };
  const { mapAsync } = GPUBuffer.prototype;
  const { onSubmittedWorkDone } = GPUQueue.prototype;
  GPUBuffer.prototype.mapAsync = async function (...range) {
    await mapAsync.apply(this, range);
    begin();
  };
  GPUQueue.prototype.onSubmittedWorkDone = async function () {
    await onSubmittedWorkDone.call(this);
    begin();
  };
  const { setTimeout } = globalThis;
  globalThis.setTimeout = Object.assign(
    (handler: () => void, delay?: number): number =>
      Number(
        setTimeout(() => {
          begin();
          handler();
        }, delay),
      ),
    setTimeout,
  );
  try {
    begin();
    await work();
    if (since !== null) busy += performance.now() - since;
  } finally {
    Object.assign(GPUBuffer.prototype, { mapAsync });
    Object.assign(GPUQueue.prototype, { onSubmittedWorkDone });
    globalThis.setTimeout = setTimeout;
    port1.close();
  }
  return busy;
}
